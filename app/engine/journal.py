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
        self._clock = clock
        self._vocabulary = vocabulary
        self._strict = strict
        self._lock = threading.Lock()  # stamps and appends are one step: the journal is sorted by time
        self._events: deque[Event] = deque(maxlen=capacity)
        self._latest = 0.0
        self._position = 0
        self._closed = False

    def append(self, kind: str, **fields: Any) -> None:
        """Write down that `kind` happened now. After `close()` nothing is written any more."""
        names = self._vocabulary.get(kind)
        if names is None:
            if self._strict:
                raise LookupError(f"{kind!r} is not in the vocabulary of events")
            names = tuple(fields)
        try:
            values = tuple([fields[name] for name in names])
        except KeyError as missing:
            raise TypeError(f"{kind} needs {', '.join(names)}; {missing} is missing") from None
        if len(fields) != len(names):
            raise TypeError(f"{kind} has no field {', '.join(sorted(set(fields) - set(names)))}")
        with self._lock:
            if self._closed:
                return
            # A thread may have read its clock before another one and get here after it.
            self._latest = t = max(self._latest, self._clock.now())
            self._events.append(Event(t, kind, names, values))
            self._position += 1

    def __iter__(self) -> Iterator[Event]:
        with self._lock:
            return iter(list(self._events))

    def __len__(self) -> int:
        return len(self._events)

    @property
    def position(self) -> int:
        """How many events were ever written: the index that the next one gets."""
        return self._position

    @property
    def dropped(self) -> int:
        """How many events were forgotten because of `capacity`."""
        return self._position - len(self._events)

    def read(self, index: int) -> tuple[list[Event], int, int]:
        """Return (events from `index` on, the index to go on from, how many of them are forgotten)."""
        with self._lock:
            first = self._position - len(self._events)
            missed = max(0, first - index)
            # From the right end: a reader that keeps up takes a few events of many.
            count = min(self._position - index, len(self._events))
            events = list(islice(reversed(self._events), max(0, count)))
            events.reverse()
            return events, self._position, missed

    def close(self) -> None:
        """Write nothing more: what threads do while their lab is being torn down is not part of the story."""
        with self._lock:
            self._closed = True

    def __repr__(self) -> str:
        return f"<Journal [{self._position} events, {self.dropped} dropped]>"
