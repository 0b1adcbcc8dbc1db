"""What happened in one run of a program, with the stamps of the machine's own clock, to be replayed later.

Stamps are of `time.perf_counter_ns`, which is one clock for all processes of a machine: a process may stamp what it
did, and another one may write it down here.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

Row = tuple[float, str, dict[str, Any]]  # seconds from the beginning of the recording, kind, fields
NANO = 1_000_000_000
LEAD = 0.005  # seconds before the first event, so that whoever begins to watch finds the stage empty
BREATH = 0.03  # between one variant and the next of a recording, as a part of the longer one

now = time.perf_counter_ns


class Tape:
    """Events of one run. `append` may be called from any thread, and stamps at once."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, dict[str, Any]]] = []

    def append(self, kind: str, **fields: Any) -> int:
        """Write down that `kind` happened now; returns the stamp, in nanoseconds."""
        stamp = now()
        self._rows.append((stamp, kind, fields))
        return stamp

    def at(self, stamp: int) -> Moment:
        """To write down what happened at `stamp`."""
        return Moment(self._rows, stamp)

    def rows(self) -> list[tuple[int, str, dict[str, Any]]]:
        """In the order of the stamps; what has the same one, in the order in which it was written."""
        return sorted(self._rows, key=lambda row: row[0])


class Moment:
    """One stamp, for events that happened together."""

    __slots__ = ("_rows", "_stamp")

    def __init__(self, rows: list[tuple[int, str, dict[str, Any]]], stamp: int) -> None:
        self._rows = rows
        self._stamp = stamp

    def append(self, kind: str, **fields: Any) -> None:
        self._rows.append((self._stamp, kind, fields))


def joined(tapes: Sequence[Tape]) -> list[Row]:
    """One recording of several runs, one after another with a breath between them; it begins LEAD after second 0."""
    rows: list[Row] = []
    start, last = round(LEAD * NANO), 0
    for tape in tapes:
        own = tape.rows()
        if not own:
            continue
        length = own[-1][0] - own[0][0]
        if rows:
            start += last + int(BREATH * max(last, length))
        rows += [(round((start + stamp - own[0][0]) / NANO, 9), kind, fields) for stamp, kind, fields in own]
        last = length
    return rows
