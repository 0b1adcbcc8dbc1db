"""The door a thread sleeps at. An open door means *look again*, not *yours*."""

from __future__ import annotations

import threading


class Gate:
    """Opened by others, waited at by one thread, reset by that thread when it looks.

    `open` and `absorb` are called with the lock of the clock held, `wait` without it. Opening twice is opening
    once, and a door opened before the wait is not missed.
    """

    __slots__ = ("_lock", "_opened")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self._opened = False

    def open(self) -> None:
        if not self._opened:
            self._opened = True
            self._lock.release()

    def wait(self, real_seconds: float) -> None:
        """Sleep until opened, or for `real_seconds` (-1: as long as it takes); never mind if that is centuries."""
        self._lock.acquire(timeout=min(real_seconds, threading.TIMEOUT_MAX))

    def absorb(self) -> None:
        """Close the door again, whether or not the wait saw it open."""
        if self._opened:
            self._lock.acquire(blocking=False)
            self._opened = False
