"""What all tasks have in common: what the page may know of them, and what the server says to an answer."""

from __future__ import annotations

import hashlib
import html
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from markdown_it.token import Token

from app.lessons import markdown
from app.lessons.measure import Measurements
from app.lessons.values import CalcValue, EngineValue, MeasureValue

T = TypeVar("T")
Quantity = CalcValue | MeasureValue | EngineValue
PREDICT, QUIZ, GOAL = "predict", "quiz", "goal"


class BadAnswer(ValueError):
    """What was posted is no answer to this task."""


@dataclass(frozen=True)
class Prose:
    """One line of Markdown with its directives understood."""

    tokens: Sequence[Token] = ()

    def html(self, measurements: Measurements) -> str:
        return markdown.render(self.tokens, measurements=measurements) if self.tokens else ""

    def plain(self) -> str:
        """Its source: what tells two of them apart."""
        return "".join(token.content for token in self.tokens)


@dataclass
class Task(ABC):
    """One task of a round. `public` is what stands in the page: everything but the answer."""

    id: str
    kind: str
    type: str
    question: Prose
    explain: Prose
    seed: int | None
    run: dict[str, Any] = field(default_factory=dict)
    model: str = ""  # the title of the lab that the truth comes from, where an experiment is on the page

    @abstractmethod
    def shape(self, measurements: Measurements) -> dict[str, Any]:
        """What the browser needs to ask for an answer."""

    @abstractmethod
    def check(self, answer: Any) -> None:
        """Raises BadAnswer for what is no answer at all."""

    @abstractmethod
    def solution(self, measurements: Measurements) -> dict[str, Any]:
        """The truth, JSON-ready; measured by the first call."""

    @abstractmethod
    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        """What is to be said to `answer`: `verdict` (one word), `says` (a sentence), and what belongs to it."""

    def public(self, measurements: Measurements) -> dict[str, Any]:
        known: dict[str, Any] = {"id": self.id, "kind": self.kind, "type": self.type}
        known["question"] = self.question.html(measurements)
        if self.run:
            known["run"] = self.run
        return known | self.shape(measurements)

    def judge(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        """A prediction is told the truth whatever was guessed; a question only what is right so far."""
        self.check(answer)
        said = {"id": self.id, **self.verdict(answer, measurements)}
        if self.kind == PREDICT or said["verdict"] == "right":
            said |= self.reveal(measurements)
        return said

    def reveal(self, measurements: Measurements) -> dict[str, Any]:
        """The truth, the explanation, and where it comes from."""
        return {
            "id": self.id,
            "truth": self.solution(measurements),
            "explain": self.explain.html(measurements),
            "badge": self.badge(),
        }

    def badge(self) -> str:
        """Where the truth comes from, in words; empty if it is a matter of words."""
        seed = "" if self.seed is None else f", seed {self.seed}"
        engine = f"the engine of the lab “{self.model}”" if self.model else "this lab’s engine"
        return f"measured on {engine}{seed}"

    def html(self, measurements: Measurements) -> str:
        """What stands in the page: the question to read, and for the script everything but the answer."""
        data = html.escape(json.dumps(self.public(measurements), ensure_ascii=False))
        words = "".join(f"<li>{text}</li>" for text in self.texts(measurements))
        title = "First your guess" if self.kind == PREDICT else "Question"
        listed = f"<ul>{words}</ul>" if words else ""
        return (
            f'<ring-{self.kind} class="task {self.kind}" id="task-{self.id}" data-task="{data}">'
            f"<p><b>{title}</b> {self.question.html(measurements)}</p>{listed}</ring-{self.kind}>\n"
        )

    def texts(self, measurements: Measurements) -> list[str]:
        """The options or items, for a page without JavaScript."""
        return []


def shuffled(things: Sequence[T], by: Sequence[str]) -> list[T]:
    """Always in the same order, but not in the author's: he may have written them down in the right one."""
    ranks = [hashlib.sha256(text.encode()).digest() for text in by]
    return [thing for _, thing in sorted(zip(ranks, things, strict=True), key=lambda pair: pair[0])]
