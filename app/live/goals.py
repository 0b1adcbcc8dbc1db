"""The goals a client has set for its lab, and what is new about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .errors import LiveError
from .interface import Lab

Wanted = tuple[str, Mapping[str, Any]]  # name, arguments


class GoalBoard:
    """Watches goals on a lab, and again on the lab that replaces it. Not locked: its session holds a lock."""

    def __init__(self) -> None:
        self._wanted: list[Wanted] = []
        self._watched: list[Any] = []
        self._told: dict[str, dict[str, Any]] = {}

    def set(self, lab: Lab, names: Sequence[str | Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Watch these goals from now on, and no others; returns what they ask for. LiveError if one is unknown."""
        wanted = [_wanted(name) for name in names]
        self._watched = [lab.watch(name, args) for name, args in wanted]
        self._wanted, self._told = wanted, {}
        return [{"name": goal.spec.name, "label": goal.spec.label, "hint": goal.spec.hint} for goal in self._watched]

    def start_again(self, lab: Lab) -> None:
        """A new lab: every goal is open again."""
        self._watched = [lab.watch(name, args) for name, args in self._wanted]
        self._told = {}

    def news(self, now: float) -> list[dict[str, Any]]:
        """What has changed since the last time, at model time `now`."""
        changed = []
        for goal in self._watched:
            standing = goal.read(now)
            known = self._told.get(standing["name"])
            if known is None or any(known[key] != standing[key] for key in ("done", "progress", "detail")):
                self._told[standing["name"]] = standing
                changed.append(standing)
        return changed


def _wanted(name: str | Mapping[str, Any]) -> Wanted:
    if isinstance(name, str):
        return name, {}
    if not isinstance(name.get("name"), str):
        raise LiveError("bad_arguments", "a goal is a name, or an object with name and params", field="names")
    return name["name"], name.get("params") or {}
