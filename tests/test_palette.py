"""The palette keeps its promises: every pair of colours in use has the contrast that WCAG 2.2 AA asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parent.parent / "static" / "css" / "tokens.css"
THEMES = ("light", "dark")
GROUNDS = ("paper", "surface", "sunk")
TEXT = ("ink", "ink-2", "accent", "active", "idle", "waiting", "connecting", "closed")
Colour = tuple[float, float, float]


def read_tokens() -> dict[str, dict[str, Colour]]:
    """Theme -> token -> colour, from every ``--name: light-dark(#rrggbb, #rrggbb)``."""
    pairs = re.findall(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", TOKENS.read_text("utf-8"))
    return {theme: {name: parse(pair[side]) for name, *pair in pairs} for side, theme in enumerate(THEMES)}


def parse(code: str) -> Colour:
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(top: Colour, ground: Colour, opacity: float) -> Colour:
    red, green, blue = (t * opacity + g * (1 - opacity) for t, g in zip(top, ground, strict=True))
    return red, green, blue


PALETTE = read_tokens()


def test_contrast_agrees_with_the_definition() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(parse("#777777"), parse("#ffffff")) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_every_token_was_read(theme: str) -> None:
    assert {*GROUNDS, *TEXT, "line", "line-strong", "on-accent", "on-state"} <= PALETTE[theme].keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_stands_out_from_every_ground(theme: str, ground: str, text: str) -> None:
    assert contrast(PALETTE[theme][text], PALETTE[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_borders_stand_out_from_every_ground(theme: str, ground: str) -> None:
    assert contrast(PALETTE[theme]["line-strong"], PALETTE[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), [("on-accent", "accent"), ("on-state", "active"), ("paper", "ink")])
def test_text_stands_out_from_filled_shapes(theme: str, text: str, ground: str) -> None:
    assert contrast(PALETTE[theme][text], PALETTE[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_an_active_card_survives_its_hatch(theme: str) -> None:
    found = re.search(r"--hatch:\s*([\d.]+)", TOKENS.read_text("utf-8"))
    assert found is not None
    colours = PALETTE[theme]
    stripe = mix(colours["on-state"], colours["active"], float(found.group(1)))
    assert contrast(colours["on-state"], stripe) >= 4.5
