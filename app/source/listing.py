"""The code of a lab as the page shows it: each function with its coloured lines, and which lines write which event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from app import ROOT
from app.lessons.code import highlight
from app.source.running import Function, source_of
from app.source.sites import Site, sites
from app.source.values import ANYTHING


def code_listing(modules: Iterable[ModuleType], vocabulary: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """JSON-ready: `kinds` has the ids of a kind's places, `places` the functions, `changed` files that changed.

    A place's `marks` are the lines that have to do with events. In a mark, `when` has the values a field can have
    if the event came from there, and `else` the fields that can have others, too.
    A function whose file no longer says what runs is left out: what is shown is what runs, or nothing.
    """
    kinds: dict[str, list[str]] = {}
    places: dict[str, dict[str, Any]] = {}
    changed: set[str] = set()
    for site in sites(modules, vocabulary):
        function = site.function
        if not function.is_current():
            changed.add(_file(function))
            continue
        name = f"{function.module.__name__}:{function.qualname}"
        place = places.setdefault(name, _place(function))
        place["marks"].append(_mark(site))
        if name not in kinds.setdefault(site.kind, []):
            kinds[site.kind].append(name)
    return {"kinds": kinds, "places": places, "changed": sorted(changed)}


def _place(function: Function) -> dict[str, Any]:
    lines = _coloured(function.module)[function.first - 1 : function.last]
    return {
        "file": _file(function),
        "function": function.qualname,
        "first": function.first,
        "lines": lines,
        "marks": [],
    }


def _mark(site: Site) -> dict[str, Any]:
    when = {name: [value for value in values if value is not ANYTHING] for name, values in site.when.items()}
    others = [name for name, values in site.when.items() if ANYTHING in values]
    return {
        "kind": site.kind,
        "from": site.first,
        "to": site.last,
        "role": site.role,
        "when": when,
        "else": others,
    }


_FILES: dict[str, list[str]] = {}


def _coloured(module: ModuleType) -> list[str]:
    """The lines of a module's file as HTML. Coloured as a whole: a line alone would not know that it is in a string."""
    if module.__name__ not in _FILES:
        _FILES[module.__name__] = highlight(source_of(module), "python").split("\n")
    return _FILES[module.__name__]


def _file(function: Function) -> str:
    path = Path(function.module.__file__ or function.module.__name__)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
