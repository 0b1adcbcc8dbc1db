"""Which connections a pool has, in which slots, and which of them are idle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from app.engine.pool.entry import Entry

NOT_LENT = "this connection is not lent by this pool (released twice?)"


class Roster:
    """Plain bookkeeping; every method is called with the lock of the pool held."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._numbers = 0
        self.idle: deque[Entry] = deque()  # the longest idle first, whatever the order of lending
        self._lent: dict[int, Entry] = {}  # id(connection) -> entry: a connection need not be hashable
        self.connecting = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def count_by_state(self) -> Mapping[str, int]:
        active = len(self._lent)
        idle = len(self._entries) - active - self.connecting
        return MappingProxyType({"connecting": self.connecting, "idle": idle, "active": active})

    def next_number(self) -> int:
        return self._numbers + 1

    def add(self, entry: Entry) -> None:
        """A connection that begins to connect."""
        self._numbers = entry.number
        self._entries[entry.number] = entry
        self.connecting += 1

    def connected(self, entry: Entry) -> None:
        self.connecting -= 1
        entry.state = "idle"

    def lend(self, entry: Entry) -> None:
        entry.state = "active"
        self._lent[id(entry.connection)] = entry

    def must_be_lent(self, connection: Any) -> None:
        """ValueError if it is not."""
        if id(connection) not in self._lent:
            raise ValueError(NOT_LENT)

    def take_back(self, connection: Any) -> Entry:
        """The entry of a lent connection, no longer lent. ValueError if it is not one."""
        entry = self._lent.pop(id(connection), None)
        if entry is None:
            raise ValueError(NOT_LENT)
        entry.state = "idle"
        return entry

    def remove(self, entry: Entry) -> None:
        if entry.state == "connecting":
            self.connecting -= 1
        elif entry.state == "active":
            del self._lent[id(entry.connection)]
        elif entry in self.idle:
            self.idle.remove(entry)
        del self._entries[entry.number]
        entry.state = "closed"

    def free_slot(self) -> int:
        """The lowest slot that no connection has."""
        taken = {entry.slot for entry in self}
        return next(slot for slot in range(len(taken) + 1) if slot not in taken)
