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

_PICK = re.compile(
    r"(?P<kind>[a-z]+\.[a-z_]+)(?:\[(?P<only>[^\]]+)\])?"
    r"#(?:(?P<count>count)|(?P<which>first|last|[1-9]\d*)\.(?P<field>\w+))"
)
_DEED = re.compile(r"(?P<name>\w+)(?:\((?P<args>.*)\)|=(?P<value>.+))?@(?P<when>[\w.]+)")
_COMMA = re.compile(r",(?![^()]*\))")  # those in brackets belong to what an action is given

Pairs = tuple[tuple[str, Any], ...]  # a mapping that can be hashed


class ScriptError(ValueError):
    """The script or the pick cannot be understood, or names something unknown."""


@dataclass(frozen=True)
class Deed:
    """One action, or one change of a live parameter, at model time `t`."""

    t: float
    name: str
    value: Any = None
    is_action: bool = True
    args: Pairs = ()

    def give_to(self, lab: Lab) -> None:
        if self.is_action:
            lab.act_at(self.t, self.name, dict(self.args))
        else:
            lab.set_at(self.t, self.name, self.value)

    def __str__(self) -> str:
        given = "".join(f" {value}" for _, value in self.args) if self.is_action else f" {self.value}"
        return f"{self.name}{given} after {self.t:g} s"


@dataclass(frozen=True)
class Pick:
    """One number out of a journal: a field of the n-th event of a kind, or how many there were (`field` None).

    `only` says which events of the kind count: those whose fields have these values.
    """

    kind: str
    which: int = 0  # as an index: 0 is the first, -1 the last
    field: str | None = None
    only: Pairs = ()

    def of(self, rows: Iterable[Sequence[Any]], fields: Sequence[str]) -> float | None:
        """The number in `rows` ([t, kind, *fields]), or None if it never happened."""
        wanted = [(2 + list(fields).index(name), value) for name, value in self.only]
        found = [row for row in rows if row[1] == self.kind and all(row[at] == value for at, value in wanted)]
        if self.field is None:
            return float(len(found))
        if not -len(found) <= self.which < len(found):
            return None
        row = found[self.which]
        value = row[0] if self.field == "t" else row[2 + list(fields).index(self.field)]
        return float(value) if isinstance(value, (int, float)) else None


def read_pick(text: str, lab: type[Lab]) -> Pick:
    """`connection.acquired#5.wait_time`, `request.served#last.t` or `request.assigned[server=A]#count`."""
    found = _PICK.fullmatch(text)
    if not found:
        raise ScriptError(f"`{text}` should read kind#first.field, kind#last.field, kind#5.field or kind#count")
    events: Mapping[str, Sequence[str]] = lab.describe()["events"]
    kind, field = found["kind"], found["field"]
    if kind not in events:
        raise ScriptError(f"there is no event `{kind}`")
    only = read_pairs(found["only"] or "")
    for name in (*(name for name, _ in only), *([field] if field and field != "t" else [])):
        if name not in events[kind]:
            raise ScriptError(f"the event `{kind}` has no field `{name}`; it has t, {', '.join(events[kind])}")
    if found["count"]:
        return Pick(kind, only=only)
    which = {"first": 0, "last": -1}.get(found["which"])
    return Pick(kind, int(found["which"]) - 1 if which is None else which, field, only)


def read_pairs(text: str) -> Pairs:
    """`server=B,factor=4`, each value as YAML would read it."""
    pairs = []
    for part in filter(None, text.split(",")):
        name, equals, value = part.strip().partition("=")
        if not equals:
            raise ScriptError(f"`{part.strip()}` should read name=value")
        pairs.append((name, yaml.safe_load(value)))
    return tuple(pairs)


def read_script(text: str, lab: type[Lab], figures: Mapping[str, float]) -> tuple[Deed, ...]:
    """`leak@1,crash(server=B)@2,threads=2@burst`: what happens at which model second, separated by commas.

    A value that has commas of its own stands in brackets: `weights=(4,2,1)@5`.
    """
    described = lab.describe()
    actions = {action["name"] for action in described["actions"]}
    params = described["params"]["properties"]
    deeds = []
    for part in (each.strip() for each in _COMMA.split(text)):
        found = _DEED.fullmatch(part)
        t = _moment(found["when"], figures) if found else -1.0
        if not found or not 0 <= t < 600:
            raise ScriptError(
                f"`{part}` should read action@seconds, action(name=value)@seconds or parameter=value@seconds"
            )
        name, value = found["name"], found["value"]
        if value is not None and name in params and params[name].get("applies") == "live":
            given = figures[value] if value in figures else yaml.safe_load(re.sub(r"^\((.*)\)$", r"\1", value))
            lab.parse({name: given})
            deeds.append(Deed(t, name, given, is_action=False))
        elif value is None and name in actions:
            args = read_pairs(found["args"] or "")
            if args:
                lab.checked_action(name, dict(args))
            deeds.append(Deed(t, name, args=args))
        else:
            what_kind = "action" if value is None else "parameter that can be changed while it runs"
            raise ScriptError(f"the lab {lab.slug} has no {what_kind} `{name}`")
    return tuple(sorted(deeds, key=lambda deed: deed.t))


def _moment(text: str, figures: Mapping[str, float]) -> float:
    try:
        return float(figures.get(text, text))
    except ValueError:
        return -1.0
