"""Goals: conditions over the journal that tick by themselves. The server checks them; nobody can click them done."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.engine import Event, Journal
from app.labs.declare import Declared, flat_schema


class Goal(ABC):
    """One goal being watched: it is shown every event, and asked how far it has come."""

    @abstractmethod
    def take(self, event: Event) -> None:
        """Something has happened."""

    @abstractmethod
    def progress(self, now: float) -> float:
        """How much of it is reached at model time `now`, from 0 to 1; 1 is done."""

    @abstractmethod
    def detail(self, now: float) -> str:
        """The progress in words: "2 of 3 threads"."""


@dataclass(frozen=True, slots=True)
class GoalSpec:
    """A goal that a lab declares. `label` says what to reach, `hint` how one might; `make(lab, args)` watches it."""

    name: str
    label: str
    hint: str
    make: Callable[[Any, Any], Goal]
    args: type[Declared] = Declared

    def describe(self) -> dict[str, Any]:
        return {"name": self.name, "label": self.label, "hint": self.hint, "params": flat_schema(self.args)}


class WatchedGoal:
    """A goal, the events it has seen so far, and whether it was ever reached: once reached, it stays so."""

    def __init__(self, spec: GoalSpec, args: Declared, goal: Goal, journal: Journal) -> None:
        self.spec = spec
        self.args = args
        self._goal = goal
        self._journal = journal
        self._index = journal.position
        self._done: tuple[float, str] | None = None

    def read(self, now: float) -> dict[str, Any]:
        """How it stands at model time `now`: name, done, progress, detail, and t of the moment it was reached."""
        if self._done is None:
            events, self._index, _ = self._journal.read(self._index)
            for event in events:
                self._goal.take(event)
                if self._goal.progress(event.t) >= 1.0:
                    self._done = event.t, self._goal.detail(event.t)
                    break
            else:
                if self._goal.progress(now) >= 1.0:
                    self._done = now, self._goal.detail(now)
        if self._done is not None:
            reached, detail = self._done
            return {"name": self.spec.name, "done": True, "progress": 1.0, "detail": detail, "t": reached}
        progress = round(self._goal.progress(now), 3)
        return {"name": self.spec.name, "done": False, "progress": progress, "detail": self._goal.detail(now), "t": now}
