"""What is due, and when: deadlines of waiting threads, calls for a model time, calls posted from outside."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from typing import Generic, Protocol, TypeVar

from app.engine.clock.calls import Call


class Expiring(Protocol):
    """A waiter as the agenda sees it."""

    state: str


W = TypeVar("W", bound=Expiring)


class Agenda(Generic[W]):
    """Plain data, in model nanoseconds; the clock that owns it holds its own lock.

    A waiter that is no longer "waiting" stays in the heap and is passed over: taking it out would cost more.
    """

    def __init__(self) -> None:
        self.posted: deque[Call] = deque()
        self._deadlines: list[tuple[int, int, W]] = []
        self._timed: list[tuple[int, bool, int, Call]] = []
        self._count = itertools.count()

    def add_deadline(self, t: int, waiter: W) -> None:
        heapq.heappush(self._deadlines, (t, next(self._count), waiter))

    def add_timed(self, t: int, call: Call, *, last: bool = False) -> None:
        """`last`: after all calls for that time that are not."""
        heapq.heappush(self._timed, (t, last, next(self._count), call))

    def next_deadline(self) -> int | None:
        while self._deadlines and self._deadlines[0][2].state != "waiting":
            heapq.heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else None

    def next_timed(self) -> int | None:
        while self._timed and self._timed[0][-1].future.cancelled():
            heapq.heappop(self._timed)
        return self._timed[0][0] if self._timed else None

    def next_instant(self) -> int | None:
        """When anything is next due, posted calls apart."""
        deadline, timed = self.next_deadline(), self.next_timed()
        if deadline is None or timed is None:
            return timed if deadline is None else deadline
        return min(deadline, timed)

    def pop_deadlines(self, t: int) -> list[W]:
        """All waiters whose deadline is `t`, in the order in which they began to wait."""
        due = []
        while self.next_deadline() == t:
            due.append(heapq.heappop(self._deadlines)[2])
        return due

    def pop_timed(self) -> Call:
        return heapq.heappop(self._timed)[-1]

    def waiting(self) -> list[W]:
        """Everybody who waits with a deadline."""
        return [waiter for _, _, waiter in self._deadlines if waiter.state == "waiting"]

    def take_calls(self) -> list[Call]:
        """All calls, which are then no longer here: the clock was closed."""
        calls = [*self.posted, *(timed[-1] for timed in self._timed)]
        self.posted.clear()
        self._timed.clear()
        return calls
