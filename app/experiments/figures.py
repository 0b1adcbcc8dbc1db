"""Median and p95 of what was measured several times, and the rows of a result."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any


def p95(values: Sequence[float]) -> float:
    """The value that 95 % of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def middle(values: Sequence[float]) -> int:
    """The place of the one that is closest to the median: the run to be shown for all."""
    centre = median(values)
    return min(range(len(values)), key=lambda place: abs(values[place] - centre))


def row(
    series: str, name: str, label: str, runs: Sequence[float], *, unit: str = "s", x: float | None = None, **extra: Any
) -> dict[str, Any]:
    """One row of a result: a quantity that was measured in `runs`."""
    return {
        "name": name,
        "series": series,
        "label": label,
        "x": x,
        "median": digits(median(runs)),
        "p95": digits(p95(runs)),
        "unit": unit,
        "runs": [digits(value) for value in runs],
        "extra": {key: digits(value) if isinstance(value, float) else value for key, value in extra.items()},
    }


def digits(value: float) -> float:
    """Six digits: clocks say no more."""
    return float(f"{value:.6g}")
