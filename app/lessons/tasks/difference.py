"""The difference between what was said and what was measured, in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.lessons.formats import FORMATS, number

CLOSE = 0.1  # of the truth
NEAR = 0.03  # of the scale, for what is close to nothing
_LONG = ("ms", "s", "duration")


def say(value: float, style: str) -> str:
    """A number as the sentences write it; a dragged bar is not exact to the last digit."""
    return FORMATS[style](value, 3)


def is_close(guess: float, truth: float, span: float) -> bool:
    return abs(guess - truth) <= max(CLOSE * abs(truth), NEAR * span) + 1e-12


def difference(guess: float, truth: float, style: str, span: float) -> tuple[str, str]:
    """The verdict (close, low or high), and "You said 120 ms; measured 194 ms: 1.6 times as long."""
    both = f"You said {say(guess, style)}; measured {say(truth, style)}"
    if is_close(guess, truth, span):
        return "close", f"{both}: {'exactly that' if say(guess, style) == say(truth, style) else 'that is close'}."
    verdict = "low" if guess < truth else "high"
    if guess <= 0 or truth <= 0:
        return verdict, f"{both}."
    return verdict, f"{both}: {ratio(truth / guess, style)}."


def ratio(times: float, style: str) -> str:
    """How much more or less: "1.6 times as long", "a third as much"."""
    much = "long" if style in _LONG else "often" if style == "rate" else "much"
    if times >= 1:
        return f"{number(times, 2)} times as {much}"
    for share, words in ((1 / 2, "half"), (1 / 3, "a third"), (1 / 4, "a quarter"), (1 / 10, "a tenth")):
        if abs(times - share) <= 0.03 * share:
            return f"{words} as {much}"
    return f"{number(times * 100, 2)}\u00a0% as {much}"


def curves(
    guess: Sequence[float], truth: Sequence[float], places: Sequence[str], style: str, span: float
) -> tuple[str, str]:
    """The verdict over a whole curve, and where it was furthest off."""
    gaps = [abs(said - found) for said, found in zip(guess, truth, strict=True)]
    if all(is_close(said, found, span) for said, found in zip(guess, truth, strict=True)):
        return "close", "Your curve is close to the measured one all along."
    worst = gaps.index(max(gaps))
    near = sum(is_close(said, found, span) for said, found in zip(guess, truth, strict=True))
    _, sentence = difference(guess[worst], truth[worst], style, span)
    above = sum(said > found for said, found in zip(guess, truth, strict=True))
    side = "high" if above == len(gaps) else "low" if above == 0 else "off"
    hits = f"{near} of {len(gaps)} points are close. " if near else ""
    return side, f"{hits}Furthest off at {places[worst]}: {sentence[0].lower()}{sentence[1:]}"
