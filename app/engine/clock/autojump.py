"""Seeded order without ever waiting: model time jumps to the next deadline when everybody waits.

The idea is trio's mock clock. Tests of minutes run in milliseconds, and a lesson's numbers are recomputed by
running its lab.
"""

from __future__ import annotations

import sys
import threading

from app.engine.clock.base import to_ns
from app.engine.clock.baton_clock import BatonClock
from app.engine.clock.calls import Call
from app.engine.clock.pace import checked_slow


class AutojumpClock(BatonClock):
    """The order of SeededClock with the same seed, as fast as the machine goes. Threads run inside `run()` only."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self._running = False
        self._paused = False
        self._stepping = False  # this run goes on although the clock is paused
        self._until = 0
        self._wants_threads = False  # this run ends with the last thread that is no daemon
        self._finished = threading.Event()
        self._stalled: BaseException | None = None

    def run(self, until: float | None = None) -> None:
        """Run until all threads but daemons have ended, or model time is `until` (model seconds).

        With daemons only, `until` alone decides; without either, what is due now is done. Raises the exception
        that ended a thread (the clock is then closed), ClockStalled when nothing can wake any more or an
        instant never ends, ClockClosed if it is closed meanwhile, and RuntimeError from a thread of the clock
        itself. While the clock is paused, it waits for `resume()`.
        """
        self._run(None if until is None else to_ns(until))

    def _run(self, until: int | None, *, stepping: bool = False) -> None:
        if self._is_inside():
            raise RuntimeError("a thread of the clock cannot run it")
        with self._lock:
            self._check_open()
            if self._running:
                raise RuntimeError("the clock is already running")
            threads = self._keep_alive > 0
            self._wants_threads = threads
            self._until = until if until is not None else sys.maxsize if threads else self._now
            self._stepping = stepping
            self._stalled = None
            self._finished.clear()
            self._running = True
        self._pass_on()
        self._finished.wait()
        if self.failure is not None:
            self.close()
            raise self.failure
        if self._stalled is not None:
            raise self._stalled
        self._check_open()

    @property
    def slow(self) -> float:
        return 0.0

    @property
    def paused(self) -> bool:
        return self._paused

    def set_slow(self, slow: float) -> None:
        """Changes nothing: this clock does not wait. ValueError as for the others."""
        checked_slow(slow)

    def pause(self) -> None:
        with self._lock:
            self._paused = True

    def resume(self) -> None:
        with self._lock:
            self._paused = False
        self._pass_on()

    def step(self) -> float:
        """Run to the next instant at which anything happens, also while paused; between runs time stands anyway."""
        with self._lock:
            instant = self._now if self._ready else self._agenda.next_instant()
        if instant is not None:
            self._run(instant, stepping=True)
        return self.now()

    def horizon(self) -> float:
        return self.now()  # between two events it never stands still

    def close(self) -> None:
        super().close()
        self._running = False
        self._finished.set()

    # -- how far model time may go -------------------------------------------------------------------------

    def _spawns_at_once(self) -> bool:
        # Before and between runs nothing moves: the order of the code that spawns is the order of the threads.
        return not self._running or super()._spawns_at_once()

    def _furthest(self, instant: int | None) -> int:
        return self._until if self._running and not self._stands() else self._now

    def _time_of(self, call: Call) -> int | None:
        return self._now

    def _real_left(self, deadline: int) -> float:
        return -1

    def _stands(self) -> bool:
        return self._paused and not self._stepping

    def _held(self) -> bool:
        return not self._running or self.failure is not None or (self._wants_threads and not self._keep_alive)

    def _nothing_to_do(self) -> bool:
        if not self._running or (self._stands() and not self._held()):
            return False
        if not self._held():
            if self._wants_threads and self._agenda.next_instant() is None:
                self._stalled = self._stall("nothing can wake any more")
            else:
                self._move_to(self._until)
        self._running = False
        self._finished.set()
        return False
