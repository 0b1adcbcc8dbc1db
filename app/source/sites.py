"""Which lines of the running process write which kind of event: found in the source that runs, by its syntax tree.

A *writer* is `journal.append("kind", …)` or `note("kind", …)`, or where an event is put together to be written with
others, `(now, KIND, FIELDS, (…))`. Many are in small helpers that are told what to
write (`drop(entry, "max_idle")`), so whoever calls such a helper is found too, with what that call says the event's
fields will be. Nobody keeps a table by hand: a function that is renamed, moved or rewritten is found where it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from app.source.running import Function, functions_of
from app.source.values import ANYTHING, Values, name_of

WRITERS = {"append", "note"}
DEEPEST = 4  # helpers that call helpers

When = Mapping[str, tuple[Any, ...]]  # field -> its possible values, ANYTHING among them if there are others
Role = Literal["writes", "decides", "waits"]


@dataclass(frozen=True, eq=False)
class Site:
    """Lines `first` to `last` of `function`'s file, which have to do with events of `kind`.

    They write it, or decide what is written by calling who writes it; or they are where a thread that the event
    is about stands until the next one. `when`: what the fields are if the event came about here.
    """

    kind: str
    function: Function
    first: int
    last: int
    role: Role
    when: When


@dataclass(frozen=True)
class _Helper:
    """A function that writes what its callers tell it: parameter -> field of the event, KIND for its kind."""

    function: Function
    kind: str | None
    passes: Mapping[str, str]
    known: When


KIND = ""


def sites(modules: Iterable[ModuleType], vocabulary: Mapping[str, tuple[str, ...]]) -> list[Site]:
    """Every site in `modules` of a kind in `vocabulary`."""
    return _Search(modules, vocabulary).found


class _Search:
    def __init__(self, modules: Iterable[ModuleType], vocabulary: Mapping[str, tuple[str, ...]]) -> None:
        self._functions = [function for module in modules for function in functions_of(module)]
        self._values = Values(self._functions)
        self._vocabulary = vocabulary
        self._calls: dict[str | None, list[tuple[Function, ast.Call]]] = {}
        for function in self._functions:
            for call in function.calls:
                self._calls.setdefault(name_of(call.func), []).append((function, call))
        self.found: list[Site] = []
        self._seen: set[tuple[str, ast.expr]] = set()
        for function in self._functions:
            self._find_rows(function)
        writing = [pair for name in sorted(WRITERS) for pair in self._calls.get(name, [])]
        helpers = [helper for function, call in writing for helper in self._written(function, call)]
        for _ in range(DEEPEST):
            helpers = [new for helper in helpers for new in self._callers_of(helper)]
        self.found += list(self._standing())

    def _written(self, function: Function, call: ast.Call) -> Iterator[_Helper]:
        """A call that writes; yields the function it is in if that is told by its callers what to write."""
        if not call.args:
            return
        told = function.parameter(call.args[0])
        kinds = self._kinds(call.args[0], function)
        given = {word.arg: word.value for word in call.keywords if word.arg}
        if not kinds and not (told and given):
            return  # the append of a list
        when = self._when(given, function)
        passes = _passed_on(given, function)
        for kind in kinds:
            self._add(kind, function, call, "writes", when)
            if passes:
                yield _Helper(function, kind, passes, when)
        if told:
            yield _Helper(function, None, {**passes, told: KIND}, when)

    def _find_rows(self, function: Function) -> None:
        """Events as the journal keeps them; their kinds are constants of the module."""
        for node in ast.walk(function.tree):
            match node:
                case ast.Tuple(elts=[_, ast.Name(id=name), ast.Name(), ast.Tuple(elts=values)]):
                    kind = vars(function.module).get(name)
                    if isinstance(kind, str) and kind in self._vocabulary:
                        given = dict(zip(self._vocabulary[kind], values, strict=False))
                        self._add(kind, function, node, "writes", self._when(given, function))

    def _callers_of(self, helper: _Helper) -> Iterator[_Helper]:
        for function, call in self._calls.get(helper.function.name, []):
            given = helper.function.bind(call)
            if given is None or not _may_mean(call, function, helper.function):
                continue
            told = {helper.passes[name]: value for name, value in given.items() if name in helper.passes}
            kinds = [helper.kind] if helper.kind else self._kinds(told.pop(KIND), function)
            when = {**helper.known, **self._when(told, function)}
            passes = _passed_on(told, function)
            for kind in kinds:
                if passes:  # only passes on what it is told itself
                    yield _Helper(function, kind, passes, when)
                else:
                    self._add(kind, function, call, "decides" if helper.kind else "writes", when)

    def _standing(self) -> Iterator[Site]:
        """Where threads stand that an event is about: whoever writes it makes a thing to `wait` on, of some class;
        and these are the functions that get such a thing and wait on it."""
        waiting = {function.owner for function in self._functions if function.name == "wait" and function.owner}
        for site in [site for site in self.found if site.role == "writes"]:
            made = {name for call in site.function.calls if (name := name_of(call.func)) in waiting}
            for function, call in self._calls.get("wait", []):
                match call.func:
                    case ast.Attribute(value=ast.Name(id=name)) if function.annotations.get(name) in made:
                        last = call.end_lineno or call.lineno
                        # A refusal is written there too, but nobody waits after it: the call must not raise next.
                        if not _raises_after(site):
                            yield Site(site.kind, function, call.lineno, last, "waits", {})

    def _add(self, kind: str, function: Function, node: ast.expr, role: Role, when: When) -> None:
        if (kind, node) not in self._seen:
            self._seen.add((kind, node))
            self.found.append(Site(kind, function, node.lineno, node.end_lineno or node.lineno, role, when))

    def _kinds(self, node: ast.expr, function: Function) -> list[str]:
        return [value for value in self._values.of(node, function) if value in self._vocabulary]

    def _when(self, given: Mapping[str, ast.expr], function: Function) -> When:
        possible = {name: self._values.of(value, function) for name, value in given.items()}
        return {name: values for name, values in possible.items() if set(values) - {ANYTHING}}


def _passed_on(given: Mapping[str, ast.expr], function: Function) -> dict[str, str]:
    """Parameter -> field, of what `function` has from its own callers."""
    return {parameter: name for name, value in given.items() if (parameter := function.parameter(value))}


def _may_mean(call: ast.Call, caller: Function, called: Function) -> bool:
    """Whether `call`, which is by the right name, may be a call of `called`: on `self` only of the same class."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="self")):
            return caller.owner == called.owner and caller.module is called.module
        case ast.Name():
            return called.owner is None
    return called.owner is not None


def _raises_after(site: Site) -> bool:
    """Whether an error is raised right after the call, in the same block."""
    for node in ast.walk(site.function.tree):
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if not isinstance(block, list):
                continue
            lines = [part.lineno for part in block]
            if site.first in lines and isinstance(block[-1], ast.Raise):
                return True
    return False
