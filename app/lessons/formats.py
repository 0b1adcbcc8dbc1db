"""Numbers as a lesson's prose writes them: model time with its unit, rates, shares, and words for on and never."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

NBSP = "\u00a0"


def number(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits, thousands grouped, without trailing zeros: 0.0335, 5.02, 4,480."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text or abs(value) >= 1000:
        text = f"{round(float(text)):,}" if abs(value) >= 1 else f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")


def duration(seconds: float, digits: int = 3) -> str:
    """A time in the unit that reads best: 20 µs, 80 ms, 1.2 s, 2 min."""
    size = abs(seconds)
    if size == 0:
        return f"0{NBSP}s"
    for limit, factor, unit in ((0.0009995, 1e6, "µs"), (0.9995, 1e3, "ms"), (119.5, 1.0, "s")):
        if size < limit:
            return f"{number(seconds * factor, digits)}{NBSP}{unit}"
    return f"{number(seconds / 60, digits)}{NBSP}min"


def rate(per_second: float, digits: int = 3) -> str:
    return f"{number(per_second, digits)}/s"


def percent(share: float, digits: int = 3) -> str:
    """A share of one as a percentage: 0.4716 is 47.2 %."""
    return f"{number(share * 100, digits)}{NBSP}%"


FORMATS: Mapping[str, Callable[[float, int], str]] = {
    "number": number,
    "whole": lambda value, digits: f"{round(value):,}",
    "duration": duration,
    "ms": lambda value, digits: f"{number(value * 1000, digits)}{NBSP}ms",
    "s": lambda value, digits: f"{number(value, digits)}{NBSP}s",
    "rate": rate,
    "percent": percent,
    "times": lambda value, digits: f"{number(value, digits)}{NBSP}×",
}

BY_UNIT: Mapping[str, str] = {"s": "duration", "1/s": "rate", "share": "percent", "": "number"}


def declared(value: Any, declaration: Mapping[str, Any]) -> str:
    """A parameter's value in the words of its declaration: 200 ms, 12/s, on, last in first out, never."""
    if value is None:
        return str(declaration.get("null", "none"))
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return str(declaration.get("labels", {}).get(value, value))
    return FORMATS[BY_UNIT.get(declaration.get("unit", ""), "number")](value, 6)
