"""What the directives of a lesson stand for: values that are computed, with the lab if need be, when first shown."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.lessons.calc import CalcError, Expression
from app.lessons.formats import FORMATS
from app.lessons.measure import Measurements, NotMeasured, Run
from app.lessons.script import Deed, Pick

if TYPE_CHECKING:
    from app.labs import Lab
    from app.lessons.facts_of_engine import Question


class Computed(Protocol):
    """A directive that was understood: it can say its value as HTML, and which runs of the lab that takes."""

    def html(self, measurements: Measurements) -> str: ...


@dataclass(frozen=True)
class Scene:
    """What the numbers of one round refer to: its lab, its preset, and the named numbers of the lesson.

    `experiment` is what is on the page instead of the lab; the lab is then the model beside it.
    """

    lab: type[Lab]
    preset: Mapping[str, Any]
    figures: Mapping[str, float]
    remembered: dict[str, MeasureValue | EngineValue] = field(default_factory=dict)  # of all rounds; filled by `as`
    experiment: type[Lab] | None = None

    @property
    def on_the_page(self) -> type[Lab]:
        return self.experiment or self.lab

    def values(self, where: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All parameter values of the preset, defaults included, with `where` on top; raises LabError."""
        params, _ = self.lab.parse({**self.preset, **(where or {})})
        values: dict[str, Any] = params.model_dump(mode="json")
        return values

    def declarations(self) -> Mapping[str, Mapping[str, Any]]:
        properties: Mapping[str, Mapping[str, Any]] = self.lab.describe()["params"]["properties"]
        return properties


@dataclass(frozen=True)
class ParamValue:
    name: str
    text: str

    def html(self, measurements: Measurements) -> str:
        return _span(self.text, "param", f"{self.name} in this round")


@dataclass(frozen=True)
class MeasureValue:
    lab: type[Lab]
    metric: str | Pick
    seconds: float
    params: Mapping[str, Any]
    style: str
    digits: int
    note: str
    script: tuple[Deed, ...] = ()

    def number(self, measurements: Measurements) -> float:
        picks = (self.metric,) if isinstance(self.metric, Pick) else ()
        run = Run(self.lab, self.params, self.seconds, self.script, picks)
        value = measurements.values(run).get(self.metric)
        if value is None:
            raise NotMeasured(f"{self.metric} has no value after {self.seconds:g} s")
        return float(value)

    def html(self, measurements: Measurements) -> str:
        try:
            return _span(FORMATS[self.style](self.number(measurements), self.digits), "measured", self.note)
        except NotMeasured as error:
            return _span("not measured", "missing", str(error))


@dataclass(frozen=True)
class EngineValue:
    """What the engine's own classes say, without a run; `style` is empty if the answer is words."""

    question: Question
    style: str
    digits: int
    note: str

    def number(self, measurements: Measurements) -> float:
        try:
            return float(self.question.answer())
        except (ValueError, LookupError) as error:
            raise NotMeasured(str(error)) from error

    def html(self, measurements: Measurements) -> str:
        try:
            answer = self.question.answer()
        except (ValueError, LookupError) as error:
            return _span("not computed", "missing", str(error))
        return _span(answer if isinstance(answer, str) else FORMATS[self.style](answer, self.digits), "calc", self.note)


@dataclass(frozen=True)
class CalcValue:
    expression: Expression
    numbers: Mapping[str, float]
    remembered: Mapping[str, MeasureValue | EngineValue]
    style: str
    digits: int

    def number(self, measurements: Measurements) -> float:
        names = {**self.numbers, **{name: value.number(measurements) for name, value in self.remembered.items()}}
        return self.expression.value(names)

    def html(self, measurements: Measurements) -> str:
        try:
            return _span(FORMATS[self.style](self.number(measurements), self.digits), "calc", self.expression.text)
        except (NotMeasured, CalcError) as error:
            return _span("not computed", "missing", str(error))


@dataclass(frozen=True)
class StateMark:
    state: str

    def html(self, measurements: Measurements) -> str:
        return f'<span class="mark {self.state}">{self.state}</span>'


@dataclass(frozen=True)
class Label:
    text: str

    def html(self, measurements: Measurements) -> str:
        return f"<em>{html.escape(self.text)}</em>"


def _span(text: str, kind: str, title: str) -> str:
    return f'<span class="computed {kind}" title="{html.escape(title)}">{html.escape(text)}</span>'
