"""How a benchmark says what it found: one line a figure, with the bound it should keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured `value`; `limit` is what it should not exceed (or, `at_least`, not fall below)."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    at_least: bool = False

    @property
    def good(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        bound = ""
        if self.limit is not None:
            bound = f"   {'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}  {'ok' if self.good else 'MISSED'}"
        return f"  {self.name:<58} {self.value:>10.3g}{self.unit}{bound}"


def median(values: list[float]) -> float:
    """The middle one."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
