"""The face of a clock that orders threads: what engine code, and threads outside, can ask of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from app.engine.clock.base import NANO, to_ns
from app.engine.clock.baton import Baton
from app.engine.clock.baton_thread import BatonThread, BatonWaiter
from app.engine.clock.calls import Call

T = TypeVar("T")


class BatonClock(Baton):
    """What SeededClock and AutojumpClock share; they differ only in how far model time may go, and when."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self._names = itertools.count(1)

    def now(self) -> float:
        return self._now / NANO

    def waiter(self) -> BatonWaiter:
        return BatonWaiter(self)

    def spawn(
        self, fn: Callable[..., object], *args: Any, name: str | None = None, daemon: bool = False
    ) -> BatonThread:
        thread = BatonThread(self, name or f"thread-{next(self._names)}", daemon)
        with self._lock:
            self._check_open()
            self._threads[thread] = None
            self._keep_alive += not daemon
            at_once = self._spawns_at_once()
        try:
            thread.start(fn, args)
        except BaseException:  # the system has no more threads to give
            self._ended(thread, None)
            raise
        if at_once:
            self._make_ready(thread)
        else:  # in its turn, like any call from outside: else its place in the order would be chance
            self._post(Call(lambda: self._make_ready(thread), spawns=True))
        return thread

    def call_soon(self, fn: Callable[[], T]) -> Future[T]:
        call = Call(fn)
        if self._is_inside():  # then it is part of the program: due at this instant, not at the paced time
            self._plan(self._now, call)
        else:
            self._post(call)
        return call.future

    def call_at(self, t: float, fn: Callable[[], object]) -> Call:
        call = Call(fn, answered=False)
        self._plan(to_ns(t), call)
        return call

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for thread in self._threads:
                thread.gate.open()
            calls = self._agenda.take_calls()
        for call in calls:  # without the lock: who is told by a future may ask the clock
            call.refuse()

    def horizon(self) -> float:
        with self._lock:
            if self._holder is None and not self._ready and not self._closed:
                instant = self._agenda.next_instant()
                furthest = self._furthest(instant)
                self._promised = max(self._promised, furthest if instant is None else min(instant, furthest))
            return max(self._now, self._promised) / NANO

    def _spawns_at_once(self) -> bool:
        """Whether a thread spawned by this one is runnable at once, not posted. Lock held."""
        return self._is_inside()

    def _post(self, call: Call) -> None:
        with self._lock:
            self._check_open()
            call.posted_at = self._furthest(self._agenda.next_instant())
            self._agenda.posted.append(call)
        self._pass_on()

    def _plan(self, t: int, call: Call) -> None:
        with self._lock:
            self._check_open()
            t, first = max(t, self._now, self._promised), self._agenda.next_timed()
            # What outside gives again in a replay was posted after what the program itself had planned.
            self._agenda.add_timed(t, call, last=not self._is_inside())
            self._time_matters(next_call=first is None or t < first)
        self._pass_on()
