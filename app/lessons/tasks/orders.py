"""Putting things in order: the right one is that of their computed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.lessons.measure import Measurements
from app.lessons.tasks.base import PREDICT, BadAnswer, Prose, Quantity, Task
from app.lessons.tasks.difference import say


@dataclass
class Order(Task):
    """`items` are in an order that says nothing; an answer is the list of their places in it."""

    items: list[tuple[Prose, Quantity]] = field(default_factory=list)
    first: str = "least"

    def shape(self, measurements: Measurements) -> dict[str, Any]:
        return {"items": self.texts(measurements), "first": self.first}

    def texts(self, measurements: Measurements) -> list[str]:
        return [text.html(measurements) for text, _ in self.items]

    def check(self, answer: Any) -> None:
        places = list(range(len(self.items)))
        if not isinstance(answer, list) or any(type(each) is not int for each in answer) or sorted(answer) != places:
            raise BadAnswer(f"give each of the places {places} once, in your order")

    def solution(self, measurements: Measurements) -> dict[str, Any]:
        values = [value.number(measurements) for _, value in self.items]
        order = sorted(range(len(values)), key=lambda place: values[place], reverse=self.first == "greatest")
        return {
            "order": order,
            "values": [say(value, each.style) for value, (_, each) in zip(values, self.items, strict=True)],
        }

    def verdict(self, answer: Any, measurements: Measurements) -> dict[str, Any]:
        values = [value.number(measurements) for _, value in self.items]
        best = sorted(values, reverse=self.first == "greatest")
        # By value, so that of two equal things either may come first.
        marks = [values[place] == best[index] for index, place in enumerate(answer)]
        hits = sum(marks)
        if all(marks):
            says = "That is the measured order."
        else:
            says = f"{hits} of {len(marks)} in {'their places' if hits != 1 else 'its place'}."
        said: dict[str, Any] = {"verdict": "right" if all(marks) else "wrong", "says": says}
        return said | ({"marks": marks} if self.kind == PREDICT else {})
