"""What a measured run does on its way, and what is read from its journal: `do=leak@1`, `request.served#last.t`.

A metric says how a run is at its end. Some questions are about a moment (when was the last request served?) or about
what an action does (what if a connection leaks every second?); these are the words for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from app.labs import Lab

_PICK = re.compile(r"(?P<kind>[a-z]+\.[a-z_]+)#(?:(?P<count>count)|(?P<which>first|last|[1-9]\d*)\.(?P<field>\w+))")


class ScriptError(ValueError):
    """The script or the pick cannot be understood, or names something unknown."""


@dataclass(frozen=True)
class Deed:
    """One action, or one change of a live parameter, at model time `t`."""

    t: float
    name: str
    value: Any = None
    is_action: bool = True

    def give_to(self, lab: Lab) -> None:
        if self.is_action:
            lab.act_at(self.t, self.name)
        else:
            lab.set_at(self.t, self.name, self.value)

    def __str__(self) -> str:
        change = self.name if self.is_action else f"{self.name} {self.value}"
        return f"{change} after {self.t:g} s"


@dataclass(frozen=True)
class Pick:
    """One number out of a journal: a field of the n-th event of a kind, or how many there were (`field` None)."""

    kind: str
    which: int = 0  # as an index: 0 is the first, -1 the last
    field: str | None = None

    def of(self, rows: Iterable[Sequence[Any]], fields: Sequence[str]) -> float | None:
        """The number in `rows` ([t, kind, *fields]), or None if it never happened."""
        found = [row for row in rows if row[1] == self.kind]
        if self.field is None:
            return float(len(found))
        if not -len(found) <= self.which < len(found):
            return None
        row = found[self.which]
        value = row[0] if self.field == "t" else row[2 + list(fields).index(self.field)]
        return float(value) if isinstance(value, (int, float)) else None


def read_pick(text: str, lab: type[Lab]) -> Pick:
    """`connection.acquired#5.wait_time`, `request.served#last.t` or `waiter.timed_out#count`."""
    found = _PICK.fullmatch(text)
    if not found:
        raise ScriptError(f"`{text}` should read kind#first.field, kind#last.field, kind#5.field or kind#count")
    events: Mapping[str, Sequence[str]] = lab.describe()["events"]
    kind, field = found["kind"], found["field"]
    if kind not in events:
        raise ScriptError(f"there is no event `{kind}`")
    if found["count"]:
        return Pick(kind)
    if field != "t" and field not in events[kind]:
        raise ScriptError(f"the event `{kind}` has no field `{field}`; it has t, {', '.join(events[kind])}")
    which = {"first": 0, "last": -1}.get(found["which"])
    return Pick(kind, int(found["which"]) - 1 if which is None else which, field)


def read_script(text: str, lab: type[Lab], figures: Mapping[str, float]) -> tuple[Deed, ...]:
    """`leak@1,threads=2@burst`: what happens at which model second, separated by commas."""
    described = lab.describe()
    actions = {action["name"] for action in described["actions"]}
    params = described["params"]["properties"]
    deeds = []
    for part in text.split(","):
        what, at, when = part.strip().partition("@")
        name, equals, value = what.partition("=")
        try:
            t = float(figures.get(when, when))
        except ValueError:
            t = -1.0
        if not at or not 0 <= t < 600:
            raise ScriptError(f"`{part.strip()}` should read action@seconds or parameter=value@seconds")
        if equals and name in params and params[name].get("applies") == "live":
            given = figures[value] if value in figures else yaml.safe_load(value)
            lab.parse({name: given})
            deeds.append(Deed(t, name, given, is_action=False))
        elif not equals and name in actions:
            deeds.append(Deed(t, name))
        else:
            what_kind = "parameter that can be changed while it runs" if equals else "action"
            raise ScriptError(f"the lab {lab.slug} has no {what_kind} `{name}`")
    return tuple(sorted(deeds, key=lambda deed: deed.t))
