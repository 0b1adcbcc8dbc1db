"""Cores to compute on: a slept "computation" would scale without end, and teach a lie."""

from __future__ import annotations

import threading
from collections import deque

from app.engine.clock import Waiter


class Cores:
    """`count` cores, given out first come, first served; a computation holds its core to the end."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._busy = 0
        self._queue: deque[Waiter] = deque()
        self._granted: list[Waiter] = []  # woken with a core, and not awake yet
        self.count = _checked(count)

    def take(self) -> bool:
        """Get a core if one is free. Who waits already goes first: a core is never free while anybody waits."""
        with self._lock:
            if self._busy >= self.count:
                return False
            self._busy += 1
            return True

    def take_in_turn(self, waiter: Waiter) -> bool:
        """Get a core, waiting with `waiter` if need be. False: something else woke it first."""
        with self._lock:
            if self._busy < self.count:
                self._busy += 1
                return True
            self._queue.append(waiter)
        waiter.wait()
        with self._lock:
            if waiter in self._granted:
                self._granted.remove(waiter)
                return True
            self._queue.remove(waiter)
            return False

    def give_back(self) -> None:
        """Free a core; the longest waiter gets it."""
        with self._lock:
            self._busy -= 1
            self._grant()

    def resize(self, count: int) -> None:
        """Change the number of cores; computations that run go on. ValueError below 1."""
        with self._lock:
            self.count = _checked(count)
            self._grant()

    def _grant(self) -> None:
        for waiter in list(self._queue):
            if self._busy >= self.count:
                return
            if waiter.wake():  # not if it was woken for another reason: then it leaves the queue by itself
                self._queue.remove(waiter)
                self._granted.append(waiter)
                self._busy += 1

    def __repr__(self) -> str:
        return f"<Cores [{self._busy} busy of {self.count} | {len(self._queue)} waiting]>"


def _checked(count: int) -> int:
    if count < 1:
        raise ValueError(f"cores must be at least 1, not {count}")
    return count
