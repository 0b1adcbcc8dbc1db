"""Numbers on a scale: a bar, a curve of several, and the typed answer to a question."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from app.lessons.formats import FORMATS, declared
from app.lessons.measure import Measurements
from app.lessons.tasks.base import BadAnswer, Quantity, Task
from app.lessons.tasks.difference import curves, difference, say
from app.lessons.values import CalcValue


@dataclass
class Scaled(Task):
    """What a bar and a curve share."""

    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    style: str = "number"
    label: str = ""

    def shape(self, measurements: Measurements) -> dict[str, Any]:
        return {
            "scale": [self.low, self.high],
            "step": self.step,
            "format": self.style,
            "label": self.label,
        }

    def _on_scale(self, value: Any) -> None:
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not number or not self.low - 1e-9 <= value <= self.high + 1e-9:
            raise BadAnswer(f"give a number from {self.low:g} to {self.high:g}")


@dataclass
class Bar(Scaled):
    """One number."""

    truth: Quantity | None = None

    def check(self, answer: Any) -> None:
        self._on_scale(answer)

    def solution(self, measurements: Measurements) -> dict[str, Any]:
        assert self.truth is not None
        value = self.truth.number(measurements)
        return {"value": value, "text": say(value, self.style)}

    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        assert self.truth is not None
        truth = self.truth.number(measurements)
        verdict, says = difference(float(answer), truth, self.style, self.high - self.low)
        return {"verdict": verdict, "says": says}


@dataclass
class Curve(Scaled):
    """One number for each of several values of a parameter: one run each."""

    over: str = ""
    declaration: dict[str, Any] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    truths: list[Quantity] = field(default_factory=list)
    theory: list[Quantity] = field(default_factory=list)

    def shape(self, measurements: Measurements) -> dict[str, Any]:
        over = {"label": self.declaration.get("title", self.over), "values": self.values, "texts": self.places}
        return {**super().shape(measurements), "over": over}

    @property
    def places(self) -> list[str]:
        return [declared(value, self.declaration) for value in self.values]

    def check(self, answer: Any) -> None:
        if not isinstance(answer, list) or len(answer) != len(self.values):
            raise BadAnswer(f"give {len(self.values)} numbers, one for each point")
        for value in answer:
            self._on_scale(value)

    def solution(self, measurements: Measurements) -> dict[str, Any]:
        values = [truth.number(measurements) for truth in self.truths]
        found: dict[str, Any] = {"values": values, "texts": [say(value, self.style) for value in values]}
        if self.theory:
            found["theory"] = [value.number(measurements) for value in self.theory]
        return found

    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        truth = [each.number(measurements) for each in self.truths]
        name = str(self.declaration.get("title", self.over)).lower()
        places = [f"{name} {place}" for place in self.places]
        verdict, says = curves([float(each) for each in answer], truth, places, self.style, self.high - self.low)
        return {"verdict": verdict, "says": says}


@dataclass
class Numeric(Task):
    """A number to be typed, right within `tolerance` (a share of the answer)."""

    answer: Quantity | None = None
    tolerance: float = 0.05
    style: str = "number"

    def shape(self, measurements: Measurements) -> dict[str, Any]:
        return {"format": self.style}

    def check(self, answer: Any) -> None:
        if isinstance(answer, bool) or not isinstance(answer, (int, float)) or not math.isfinite(answer):
            raise BadAnswer("give a number")

    def solution(self, measurements: Measurements) -> dict[str, Any]:
        assert self.answer is not None
        value = self.answer.number(measurements)
        return {"value": value, "text": FORMATS[self.style](value, 3)}

    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        assert self.answer is not None
        truth = self.answer.number(measurements)
        if abs(answer - truth) <= self.tolerance * abs(truth) + 1e-12:
            return {"verdict": "right", "says": f"Right: {FORMATS[self.style](truth, 3)}."}
        return {"verdict": "wrong", "says": "More than that." if answer < truth else "Less than that."}

    def badge(self) -> str:
        measured = isinstance(self.answer, CalcValue) and self.answer.remembered
        return super().badge() if measured else "computed, not measured"
