"""Tables of a lab: what was said somewhere beside what is measured here, one row at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """`help` says how its cells are measured."""

    name: str
    label: str
    help: str = ""
    unit: str = ""

    def describe(self) -> dict[str, str]:
        return {"name": self.name, "label": self.label, "help": self.help, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Cell:
    """`said`: the document's word, if it has one; `value`: what was measured; `words`: the two as one sentence."""

    said: str | None = None
    value: float | None = None
    unit: str = ""
    words: str = ""

    def describe(self) -> dict[str, Any]:
        value = self.value if self.value is not None and math.isfinite(self.value) else None
        return {"said": self.said, "value": value, "unit": self.unit, "words": self.words}


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table that a lab declares.

    `rows(params)` names its rows, each with its label; `cells(params, row)` measures one of them, which may take a
    second or two: it runs labs of its own on a clock that never waits. `note` says what is measured, how often, by
    what means, and may depend on the parameters.
    """

    name: str
    title: str
    note: str | Callable[[Any], str]
    columns: tuple[Column, ...]
    rows: Callable[[Any], Sequence[tuple[str, str]]]
    cells: Callable[[Any, str], Mapping[str, Cell]]

    def describe(self) -> dict[str, str]:
        """What a page needs to know to offer it."""
        return {"name": self.name, "title": self.title}

    def outline(self, params: Any) -> dict[str, Any]:
        """The table without its cells."""
        note = self.note if isinstance(self.note, str) else self.note(params)
        return {
            **self.describe(),
            "note": note,
            "columns": [column.describe() for column in self.columns],
            "rows": [{"name": name, "label": label} for name, label in self.rows(params)],
        }

    def measured(self, params: Any, row: str) -> dict[str, Any]:
        """The cells of one row, by column. A column without a cell is empty."""
        cells = self.cells(params, row)
        return {column.name: cells.get(column.name, Cell()).describe() for column in self.columns}
