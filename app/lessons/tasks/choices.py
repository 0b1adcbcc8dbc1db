"""Choosing one, or several: which option is right is computed where numbers decide, and marked where words do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.lessons.measure import Measurements
from app.lessons.tasks.base import PREDICT, BadAnswer, Prose, Quantity, Task
from app.lessons.tasks.difference import say


@dataclass(frozen=True)
class Answer:
    """One option: its words, and what makes it right."""

    text: Prose
    because: Prose
    value: Quantity | None = None
    correct: bool = False


@dataclass
class Choice(Task):
    """One of `options` is right: the marked one, or the one whose value is greatest, least or nearest to `truth`."""

    options: list[Answer] = field(default_factory=list)
    rule: str | None = None
    truth: Quantity | None = None

    def shape(self, measurements: Measurements) -> dict[str, Any]:
        return {"options": self.texts(measurements)}

    def texts(self, measurements: Measurements) -> list[str]:
        return [option.text.html(measurements) for option in self.options]

    def check(self, answer: Any) -> None:
        if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(self.options):
            raise BadAnswer(f"choose one of the {len(self.options)} options, by its place (the first is 0)")

    def right(self, measurements: Measurements) -> int:
        if self.rule is None:
            return next(place for place, option in enumerate(self.options) if option.correct)
        values = self._values(measurements)
        if self.rule == "nearest":
            assert self.truth is not None
            truth = self.truth.number(measurements)
            distances = [abs(value - truth) for value in values]
            return distances.index(min(distances))
        return values.index((max if self.rule == "greatest" else min)(values))

    def solution(self, measurements: Measurements) -> dict[str, Any]:
        found: dict[str, Any] = {"right": [self.right(measurements)]}
        if self.truth is not None:
            found["measured"] = say(self.truth.number(measurements), self.truth.style)
        elif self.rule is not None:
            values = zip(self.options, self._values(measurements), strict=True)
            found["values"] = [say(value, option.value.style) for option, value in values if option.value]
        found["because"] = [option.because.html(measurements) for option in self.options]
        return found

    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        right = self.right(measurements)
        because = {answer: self.options[answer].because.html(measurements)}
        verdict = "right" if answer == right else "wrong"
        if self.kind == PREDICT:
            return {"verdict": verdict, "says": self._difference(answer, right, measurements), "because": because}
        says = "Right." if answer == right else "Not this one."
        return {"verdict": verdict, "says": says, "because": because}

    def _difference(self, answer: int, right: int, measurements: Measurements) -> str:
        said, best = self.options[answer].value, self.options[right].value
        assert said is not None
        assert best is not None
        if self.truth is not None:
            found = say(self.truth.number(measurements), self.truth.style)
            guess = say(said.number(measurements), self.truth.style)
            return f"You said {guess}; measured {found}{': exactly that' if answer == right else ''}."
        values = [say(each.number(measurements), each.style) for each in (said, best)]
        return (
            f"Right: measured {values[1]}." if answer == right else f"Measured {values[0]} there, against {values[1]}."
        )

    def badge(self) -> str:
        return super().badge() if self.rule else ""

    def _values(self, measurements: Measurements) -> list[float]:
        return [option.value.number(measurements) for option in self.options if option.value is not None]


@dataclass
class Multiple(Choice):
    """Several of `options` may be right, and each of the chosen gets its own word."""

    def check(self, answer: Any) -> None:
        if not isinstance(answer, list) or not answer or len(set(map(str, answer))) != len(answer):
            raise BadAnswer("choose at least one, each once")
        for each in answer:
            super().check(each)

    def solution(self, measurements: Measurements) -> dict[str, Any]:
        right = [place for place, option in enumerate(self.options) if option.correct]
        return {"right": right, "because": [option.because.html(measurements) for option in self.options]}

    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        right = {place for place, option in enumerate(self.options) if option.correct}
        chosen = set(answer)
        marks = {place: place in right for place in chosen}
        because = {place: self.options[place].because.html(measurements) for place in chosen}
        wrong, missing = len(chosen - right), len(right - chosen)
        if not wrong and not missing:
            says = "Right, all of them."
        else:
            parts = [f"{len(chosen & right)} right"] if chosen & right else []
            parts += [f"{wrong} wrong"] if wrong else []
            parts += ["not all of them yet"] if missing else []
            says = f"{', '.join(parts).capitalize()}."
        verdict = "wrong" if wrong or missing else "right"
        return {"verdict": verdict, "says": says, "because": because, "marks": marks}
