"""A goal of a round: the lab declares it and ticks it; the lesson says that it is wanted here."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RoundGoal:
    """What the page needs to show a goal and to have it watched."""

    name: str
    label: str
    hint: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    required: bool = False

    def public(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "hint": self.hint,
            "params": self.params,
            "required": self.required,
        }


def goals_html(goals: list[RoundGoal]) -> str:
    """All goals of a round, where the first of them stands in its text."""
    data = html.escape(json.dumps([goal.public() for goal in goals], ensure_ascii=False))
    listed = "".join(f"<li>{html.escape(goal.label)}</li>" for goal in goals)
    title = "Goal" if len(goals) == 1 else "Goals"
    return f'<goal-list class="task goals" data-task="{data}"><b>{title}</b><ul>{listed}</ul></goal-list>\n'
