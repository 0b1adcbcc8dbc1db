"""The form of a comparison between theory and measurement, and how its numbers are put into words."""

from __future__ import annotations

from typing import Any


def taken(symbol: str, label: str, value: float, unit: str) -> dict[str, Any]:
    """A number that a formula was given."""
    return {"symbol": symbol, "label": label, "value": short(value), "unit": unit}


def assumption(text: str, holds: bool | None, why: str) -> dict[str, Any]:
    """`holds` None: too early to say. `why` is said where it does not hold."""
    return {"text": text, "holds": holds, "why": None if holds else why}


def measured_over(seconds: float, samples: int) -> dict[str, Any]:
    """The stretch of model time, and how much was counted in it."""
    return {"badge": "modelled", "seconds": short(seconds), "samples": samples}


def short(value: float | None) -> float | None:
    """Five digits: what is drawn needs no more."""
    return value if value is None or isinstance(value, int) else float(f"{value:.5g}")


def gap(measured: float, value: float) -> float:
    """How much more was measured, as a part of what was modelled."""
    return (measured - value) / value if value else (1.0 if measured else 0.0)


def more(measured: float, value: float) -> str:
    """How the two compare: "38 % less"."""
    part = gap(measured, value)
    return f"{percent(abs(part))} {'more' if part > 0 else 'less'}" if abs(part) >= 0.005 else "the same"


def percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def number(value: float) -> str:
    """Two or three digits, and no zeros behind."""
    if value >= 10:
        return _two_digits(value)
    return f"{value:.2f}".rstrip("0").rstrip(".") if value >= 0.01 else _two_digits(value)


def time(seconds: float) -> str:
    """Seconds, or milliseconds below one."""
    if seconds < 1e-6:
        return "0 ms"
    return f"{number(seconds)} s" if seconds >= 1 else f"{_two_digits(1000 * seconds)} ms"


def _two_digits(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{float(f'{value:.2g}'):g}"
