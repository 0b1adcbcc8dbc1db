"""Seeded order at a pace people can follow: the labs' default clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.engine.clock.base import NANO, to_ns
from app.engine.clock.baton_clock import BatonClock
from app.engine.clock.calls import Call
from app.engine.clock.gate import Gate
from app.engine.clock.pace import Pace


class SeededClock(BatonClock):
    """Real threads, one at a time, in an order drawn from `seed`; model time is paced by `slow`.

    `slow` is how many real seconds one model second takes. The same seed and the same calls at the same model
    times give the same run. Only threads that it spawned may wait on it. Model time begins to run when something
    is first due: what is set up before that happens at 0, however long it takes.
    """

    def __init__(self, seed: int = 0, slow: float = 1.0, *, real: Callable[[], int] = time.perf_counter_ns) -> None:
        super().__init__(seed)
        self._pace = Pace(slow, real, paused=True)
        self._begun = False
        self._paused = False
        self._sprint: int | None = None  # where a fast-forward ends
        self._arrived = threading.Event()
        self._bell: Gate | None = None

    @property
    def slow(self) -> float:
        return self._pace.slow

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def slipped(self) -> float:
        return self._pace.slipped_ns / NANO

    def set_slow(self, slow: float) -> None:
        with self._lock:
            self._notice_stall()
            self._pace.set_slow(slow)
            self._look_again()

    def pause(self) -> None:
        with self._lock:
            self._notice_stall()
            self._paused = True
            self._pace.pause()

    def resume(self) -> None:
        with self._lock:
            self._paused = False
            if self._begun:
                self._pace.resume()
            self._look_again()
        self._pass_on()

    def step(self) -> float:
        """See Clock.step. Returns when everything at that instant has happened; not for the clock's own threads."""
        if self._is_inside():
            raise RuntimeError("a thread of the clock cannot step it")
        t = self.call_soon(self._step).result()
        self.call_soon(lambda: None).result()  # runs when nobody is runnable any more
        return t

    def _step(self) -> float:
        with self._lock:
            self._paused = True
            self._pace.pause()
            instant = self._agenda.next_instant()
            if instant is not None:
                self._pace.move_to(max(instant, self._now))
            return (self._now if instant is None else instant) / NANO

    def fast_forward(self, until: float) -> None:
        """Run without waiting up to model time `until`, then go on paced. Calls from outside wait until then.

        Raises what ended a thread on the way.
        """
        if self._is_inside():
            raise RuntimeError("a thread of the clock cannot fast-forward it")
        with self._lock:
            self._check_open()
            self._arrived.clear()
            self._notice_stall()
            self._sprint = max(to_ns(until), self._now, self._pace.now())  # model time never goes back
        self._pass_on()
        self._arrived.wait()
        self._check_open()
        if self.failure is not None:
            raise self.failure

    def close(self) -> None:
        super().close()
        with self._lock:
            if self._bell is not None:
                self._bell.open()
        self._arrived.set()

    def _ring(self, bell: Gate) -> None:
        """Sees to calls that are due at a time when no thread of the clock wakes."""
        while True:
            with self._lock:
                bell.absorb()
                if self._closed:
                    return
                left = self._sleep_left(bell, self._agenda.next_timed())
            if left:
                bell.wait(left)
            else:
                self._pass_on()

    # -- how far model time may go -------------------------------------------------------------------------

    def _furthest(self, instant: int | None) -> int:
        if self._sprint is not None:
            return self._sprint
        if instant is not None:
            self._pace.forgive(max(instant, self._now))
        return max(self._now, self._pace.now())

    def _notice_stall(self) -> None:
        """To be called before a change of pace: what the machine has missed so far must not hide behind it."""
        self._furthest(self._agenda.next_instant())

    def _time_of(self, call: Call) -> int | None:
        if self._sprint is not None:
            return None
        # A thread joins at the last instant that nobody has been told is over: a few microseconds between two
        # spawns must not make two runs differ. Any other call happens at the time it was posted, not at the time
        # of the look: a machine too slow for its lab would put it off again and again.
        paced = 0 if call.spawns else min(call.posted_at, self._pace.now())
        return max(self._now, self._promised, paced)

    def _time_matters(self, *, next_call: bool = False) -> None:
        if not self._begun:
            self._begun = True
            if not self._paused:
                self._pace.resume()
        if next_call and self._bell is not None:
            self._bell.open()
        elif next_call:
            bell = Gate()
            threading.Thread(target=self._ring, args=(bell,), name="clock-bell", daemon=True).start()
            self._bell = bell

    def _real_left(self, deadline: int) -> float:
        return self._pace.real_left(deadline)

    def _held(self) -> bool:
        return False

    def _nothing_to_do(self) -> bool:
        if self._sprint is None:
            return False
        if self.failure is None:
            self._move_to(self._sprint)
        self._end_sprint()
        return True

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        self._end_sprint()

    def _end_sprint(self) -> None:
        if self._sprint is not None:
            self._sprint = None
            self._pace.move_to(self._now)
            self._look_again()
            self._arrived.set()

    def _look_again(self) -> None:
        """Wake every sleeper that keeps its own time, to look at the new pace."""
        for thread in self._threads:
            if thread.waiter is not None and thread.waiter.deadline is not None:
                thread.gate.open()
        if self._bell is not None:
            self._bell.open()
