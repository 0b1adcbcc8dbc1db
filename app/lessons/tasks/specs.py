"""The declared shape of every task block: which keys a ```predict, ```quiz or ```goal may have."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.lessons.checks import Value

Formula = str | float  # text to calculate; a bare number is let through here and judged where it stands


class Spec(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Option(Spec):
    """One of several to choose from."""

    text: str = Field(min_length=1)
    value: Formula | None = None
    measure: str | None = None
    correct: bool | None = None
    because: str | None = None


class Item(Spec):
    """One of several to put in order."""

    text: str = Field(min_length=1)
    value: Formula | None = None
    measure: str | None = None


class TaskSpec(Spec):
    """What every prediction and question has."""

    type: str
    id: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]*$")
    question: str = Field(min_length=1)
    explain: str | None = None
    measure: str | list[str] = Field(default_factory=list)


class Prediction(TaskSpec):
    run: dict[str, Value] = Field(default_factory=dict)


class ChoiceSpec(Prediction):
    type: Literal["choose"]
    options: list[Option] = Field(min_length=2, max_length=8)
    right: Literal["nearest", "greatest", "least"]
    truth: Formula | None = None


class OrderSpec(Prediction):
    type: Literal["order"]
    items: list[Item] = Field(min_length=2, max_length=8)
    first: Literal["greatest", "least"] = "least"


class ScaleSpec(Prediction):
    """What a bar and a curve share: a scale to put a number on."""

    scale: list[Formula] = Field(min_length=2, max_length=2)
    step: Formula | None = None
    truth: Formula | None = None
    label: str | None = None
    format: str | None = None


class BarSpec(ScaleSpec):
    type: Literal["bar"]


class CurveSpec(ScaleSpec):
    type: Literal["curve"]
    over: str
    values: list[Formula] | str
    theory: Formula | None = None


class SingleSpec(TaskSpec):
    type: Literal["single"]
    options: list[Option] = Field(min_length=2, max_length=8)
    right: Literal["nearest", "greatest", "least"] | None = None
    truth: Formula | None = None


class MultipleSpec(TaskSpec):
    type: Literal["multiple"]
    options: list[Option] = Field(min_length=2, max_length=8)


class NumericSpec(TaskSpec):
    type: Literal["numeric"]
    answer: Formula
    tolerance: float = Field(0.05, ge=0, le=1)
    format: str | None = None


class QuizOrderSpec(TaskSpec):
    type: Literal["order"]
    items: list[Item] = Field(min_length=2, max_length=8)
    first: Literal["greatest", "least"] = "least"


class GoalBlock(Spec):
    name: str
    params: dict[str, Value] = Field(default_factory=dict)
    required: bool = False


PREDICTIONS: dict[str, type[Spec]] = {
    "choose": ChoiceSpec,
    "bar": BarSpec,
    "curve": CurveSpec,
    "order": OrderSpec,
}
QUESTIONS: dict[str, type[Spec]] = {
    "single": SingleSpec,
    "multiple": MultipleSpec,
    "numeric": NumericSpec,
    "order": QuizOrderSpec,
}
