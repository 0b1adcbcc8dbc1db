"""The one record of what happened: typed events with model-time stamps, in order, bounded.

Everything that is drawn, counted, exported or tested reads this and nothing else.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Protocol

from app.engine.events import VOCABULARY

# An event as the journal keeps it: stamp, kind, the names of its fields, their values.
Row = tuple[float, str, tuple[str, ...], tuple[Any, ...]]


class HasTime(Protocol):
    """What stamps a journal: anything with model seconds."""

    def now(self) -> float: ...


class Event:
    """Something that happened at model time `t` (seconds). Its fields are attributes, named as in `fields`."""

    __slots__ = ("fields", "kind", "t", "values")

    def __init__(self, t: float, kind: str, fields: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.t = t
        self.kind = kind
        self.fields = fields
        self.values = values

    def __getattr__(self, name: str) -> Any:
        if name in Event.__slots__:  # not set yet: the event is just being copied or unpickled
            raise AttributeError(name)
        try:
            return self.values[self.fields.index(name)]
        except ValueError:
            raise AttributeError(f"{self.kind} has no field {name!r}, but: {', '.join(self.fields)}") from None

    def __repr__(self) -> str:
        pairs = " ".join(f"{name}={value!r}" for name, value in zip(self.fields, self.values, strict=True))
        return f"<{self.t:.6f} {self.kind} {pairs}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Event) and self.row() == other.row()

    def __hash__(self) -> int:
        return hash((self.t, self.kind))

    def row(self) -> list[Any]:
        """``[t, kind, *values]``: what goes over the wire and into a file."""
        return [self.t, self.kind, *self.values]


class Journal:
    """Events in the order in which they happened; the last `capacity` of them are kept.

    `clock` gives the stamps. A kind declared in `vocabulary` must come with exactly its fields (TypeError);
    with `strict`, other kinds are refused too (LookupError). Safe to append to and to read from any thread.
    """

    def __init__(
        self,
        clock: HasTime,
        capacity: int = 100_000,
        *,
        vocabulary: Mapping[str, tuple[str, ...]] = VOCABULARY,
        strict: bool = False,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._now = clock.now
        self._vocabulary = dict(vocabulary)
        self._strict = strict
        self._lock = threading.Lock()  # stamps and appends are one step: the journal is sorted by time
        # As rows: made into an Event when somebody reads it, for many write and few read.
        self._events: deque[Row] = deque(maxlen=capacity)
        self._latest = 0.0
        self._position = 0
        self._closed = False

    def append(self, kind: str, **fields: Any) -> float:
        """Write down that `kind` happened now; returns its stamp. After `close()` nothing is written any more."""
        names = self._vocabulary.get(kind)
        if names == (given := tuple(fields)):
            values = tuple(fields.values())
        else:
            names, values = self._in_order(kind, names, given, fields)
        with self._lock:
            t = self._now()
            if t < self._latest:  # a thread may have read its clock before another one and get here after it
                t = self._latest
            if not self._closed:
                self._latest = t
                self._events.append((t, kind, names, values))
                self._position += 1
        return t

    def extend(self, *rows: Row) -> None:
        """Write several events of one moment at once, stamped with the time now and with fields as declared.

        Written one by one, the four events of a tiny task would cost as much as the task. Nothing is checked here:
        ask `declares` before. If somebody was faster, the rows get the stamp of that one.
        """
        if not rows:
            return
        with self._lock:
            if rows[0][0] >= self._latest:
                self._latest = rows[-1][0]
            else:
                rows = tuple((self._latest, kind, names, values) for _, kind, names, values in rows)
            if not self._closed:
                self._events.extend(rows)
                self._position += len(rows)

    def declares(self, kind: str, names: tuple[str, ...]) -> bool:
        """Whether events of `kind` have exactly these fields, in this order."""
        return self._vocabulary.get(kind) == names

    def _in_order(
        self, kind: str, names: tuple[str, ...] | None, given: tuple[str, ...], fields: dict[str, Any]
    ) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        """The fields of an event that did not come as declared: put in order, or refused."""
        if names is None:
            if self._strict:
                raise LookupError(f"{kind!r} is not in the vocabulary of events")
            names = given
        if missing := [name for name in names if name not in fields]:
            raise TypeError(f"{kind} needs {', '.join(names)}; missing: {', '.join(missing)}")
        if unknown := [name for name in given if name not in names]:
            raise TypeError(f"{kind} has the fields {', '.join(names)}; unknown: {', '.join(unknown)}")
        return names, tuple(fields[name] for name in names)

    def __iter__(self) -> Iterator[Event]:
        with self._lock:
            kept = list(self._events)
        return iter([Event(*written) for written in kept])

    def __len__(self) -> int:
        return len(self._events)

    @property
    def position(self) -> int:
        """How many events were ever written: the index that the next one gets."""
        return self._position

    @property
    def dropped(self) -> int:
        """How many events were forgotten because of `capacity`."""
        with self._lock:
            return self._position - len(self._events)

    def read(self, index: int) -> tuple[list[Event], int, int]:
        """Return (events from `index` on, the index to go on from, how many of them are forgotten)."""
        with self._lock:
            first = self._position - len(self._events)
            index = max(0, index)
            missed = max(0, first - index)
            # From the right end: a reader that keeps up takes a few events of many.
            count = min(self._position - index, len(self._events))
            newest_first = list(islice(reversed(self._events), max(0, count)))
            position = self._position
        return [Event(*written) for written in reversed(newest_first)], position, missed

    def close(self) -> None:
        """Write nothing more: what threads do while their lab is being torn down is not part of the story."""
        with self._lock:
            self._closed = True

    def __repr__(self) -> str:
        return f"<Journal [{self._position} events, {self.dropped} dropped]>"
