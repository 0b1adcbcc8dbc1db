"""Parameters that are short lists of numbers, as text: "5, 3, 2"."""

from __future__ import annotations

import math
from collections.abc import Sequence

MOST = 100  # numbers in a list


def numbers(
    text: str, *, above: float | None = None, least: float | None = None, most: float | None = None
) -> tuple[float, ...]:
    """The numbers in a list separated by commas; an empty text is an empty list.

    ValueError, as the end of a sentence about it, if one is no number, or is not above, at least or at most what is
    said.
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if len(parts) > MOST:
        raise ValueError(f"must be at most {MOST} numbers, not {len(parts)}")
    return tuple(_number(part, above, least, most) for part in parts)


def nth(values: Sequence[float], index: int, default: float) -> float:
    """The number at `index`, or `default` where the list is too short."""
    return values[index] if index < len(values) else default


def _number(part: str, above: float | None, least: float | None, most: float | None) -> float:
    bound = f" above {above:g}" if above is not None else "" if least is None else f" from {least:g} up"
    if most is not None:
        bound = f"{bound.removesuffix(' up')} to {most:g}" if least is not None else f"{bound} and up to {most:g}"
    try:
        value = float(part)
    except ValueError:
        value = math.nan
    right = math.isfinite(value) and (above is None or value > above) and (least is None or value >= least)
    right = right and (most is None or value <= most)
    if not right:
        raise ValueError(f"must be numbers{bound}, separated by commas; “{part}” is not")
    return value
