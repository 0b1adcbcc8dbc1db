"""Model time as scaled real time: the operating system says who runs when, as in production."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from app.engine.clock.agenda import Agenda
from app.engine.clock.base import NANO, Clock, to_ns
from app.engine.clock.calls import Call, refuse_to_wait_in_a_call
from app.engine.clock.errors import ClockClosed
from app.engine.clock.gate import Gate
from app.engine.clock.pace import Pace
from app.engine.clock.scaled_thread import ScaledThread, ScaledWaiter

T = TypeVar("T")

FAR = sys.maxsize  # a model time that never comes


class ScaledClock(Clock):
    """Real threads in the order the operating system gives them: different every time.

    `slow` is how many real seconds one model second takes. The only clock whose waits may be used by threads
    that it did not spawn.
    """

    def __init__(self, slow: float = 1.0, *, real: Callable[[], int] = time.perf_counter_ns) -> None:
        self._lock = threading.Lock()  # guards everything below
        self._real = real
        self._pace = Pace(slow, real)
        # The line of `_pace`, and the model time at which the machine has stalled if it is read no sooner: to be
        # read without the lock. Taken away (None) before pace or agenda are changed, put back by `_reading`.
        self._line: tuple[int, int, float, int] | None = None
        self._agenda: Agenda[ScaledWaiter] = Agenda()
        self._waiting: dict[ScaledWaiter, None] = {}
        self._closed = False
        self._names = itertools.count(1)
        self._caller: Gate | None = None  # where the thread that makes the calls sleeps

    # -- the face ------------------------------------------------------------------------------------------

    def now(self) -> float:
        line = self._line
        if line is not None:  # the usual case takes no lock: every event reads this
            model, real, slow, stalled = line
            t = model + int((self._real() - real) / slow)
            if t < stalled and self._line is line:  # nothing has changed since: whoever changes it now reads no less
                return t / NANO
        with self._lock:
            return self._reading() / NANO

    def waiter(self) -> ScaledWaiter:
        return ScaledWaiter(self)

    def spawn(
        self, fn: Callable[..., object], *args: Any, name: str | None = None, daemon: bool = False
    ) -> ScaledThread:
        self._check_open()
        thread = ScaledThread(self, name or f"thread-{next(self._names)}", daemon)
        thread.start(fn, args)
        return thread

    def call_soon(self, fn: Callable[[], T]) -> Future[T]:
        call = Call(fn)
        with self._lock:
            self._check_open()
            self._agenda.posted.append(call)
            self._wake_caller()
        return call.future

    def call_at(self, t: float, fn: Callable[[], object]) -> Call:
        call = Call(fn, answered=False)
        with self._lock:
            self._check_open()
            self._add_due(to_ns(t), call)
            self._wake_caller()
        return call

    @property
    def slow(self) -> float:
        return self._pace.slow

    @property
    def paused(self) -> bool:
        return self._pace.paused

    @property
    def slipped(self) -> float:
        return self._pace.slipped_ns / NANO

    def set_slow(self, slow: float) -> None:
        with self._changing_pace():
            self._pace.set_slow(slow)
            self._look_again()

    def pause(self) -> None:
        with self._changing_pace():
            self._pace.pause()

    def resume(self) -> None:
        with self._changing_pace():
            self._pace.resume()
            self._look_again()

    def step(self) -> float:
        with self._changing_pace():
            self._pace.pause()
            instant = self._agenda.next_instant()
            if instant is not None:
                self._pace.move_to(max(instant, self._pace.now()))
                self._look_again()
            return self._pace.now() / NANO

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._look_again()
            calls = self._agenda.take_calls()
        for call in calls:  # without the lock: who is told by a future may ask the clock
            call.refuse()

    def horizon(self) -> float:
        return self.now()

    # -- waiting -------------------------------------------------------------------------------------------

    def _wait(self, waiter: ScaledWaiter, deadline: int | None) -> bool:
        refuse_to_wait_in_a_call()
        with self._lock:
            if waiter.state != "new":  # woken before it began to wait: heard, even if the clock has closed since
                return waiter.state == "woken"
            self._check_open()
            gate = waiter.gate = Gate()
            waiter.state, waiter.deadline = "waiting", deadline
            self._waiting[waiter] = None
            if deadline is not None:
                self._add_due(deadline, waiter)
            left = self._sleep_left(deadline)
        try:
            while True:
                gate.wait(left)
                with self._lock:
                    gate.absorb()
                    if waiter.state == "woken":
                        return True
                    self._check_open()
                    left = self._sleep_left(deadline)
                    if left == 0:
                        waiter.state = "expired"
                        return False
        finally:
            with self._lock:
                del self._waiting[waiter]
                if waiter.state == "waiting":
                    waiter.state = "expired"

    def _wake(self, waiter: ScaledWaiter) -> bool:
        with self._lock:
            if self._closed or waiter.state not in ("new", "waiting"):
                return False
            if waiter.deadline is not None and self._reading() >= waiter.deadline:
                return False  # it is too late, even if the sleeper has not noticed yet
            waiter.state = "woken"
            if waiter.gate is not None:
                waiter.gate.open()
            return True

    def _sleep_left(self, deadline: int | None) -> float:
        """Real seconds to sleep: 0 when due, -1 when somebody will tell. Lock held."""
        if deadline is None:
            return -1
        self._reading()
        return self._pace.real_left(deadline)

    def _add_due(self, t: int, what: ScaledWaiter | Call) -> None:
        """Something is due at `t`. Lock held."""
        self._reading()
        self._line = None
        t = max(t, self._pace.now())  # what is overdue when it comes is no sign of a stall
        if isinstance(what, Call):
            self._agenda.add_timed(t, what)
        else:
            self._agenda.add_deadline(t, what)

    def _reading(self) -> int:
        """Model time now. Lock held. Notices a stall of the machine before anybody sees the jump."""
        self._line = None
        due, stalled = self._agenda.next_instant(), FAR
        if due is not None:
            stalled = self._pace.late_by(due)
            self._pace.forgive(due, to=stalled)  # no further back: somebody may have read any time before
        now = self._pace.now()
        self._line = (*self._pace.line, stalled)
        return now

    @contextmanager
    def _changing_pace(self) -> Iterator[None]:
        """Holds the lock. What the machine has missed so far must not hide behind the change."""
        with self._lock:
            self._reading()
            self._line = None
            yield
            self._reading()

    def _look_again(self) -> None:
        """Wake everybody to look at the new pace. Lock held."""
        for waiter in self._waiting:
            if waiter.gate is not None:
                waiter.gate.open()
        if self._caller is not None:
            self._caller.open()

    def _check_open(self) -> None:
        if self._closed:
            raise ClockClosed("the clock is closed")

    # -- calls -----------------------------------------------------------------------------------------------

    def _failed(self, error: BaseException) -> None:
        with self._lock:
            self.failure = self.failure or error

    def _wake_caller(self) -> None:
        """Let the thread that makes the calls look; it is started with the first of them. Lock held."""
        if self._caller is None:
            gate = Gate()
            threading.Thread(target=self._make_calls, args=(gate,), name="clock-calls", daemon=True).start()
            self._caller = gate
        self._caller.open()

    def _make_calls(self, gate: Gate) -> None:
        agenda = self._agenda
        while True:
            with self._lock:
                gate.absorb()
                if self._closed:
                    return
                left = self._sleep_left(agenda.next_timed())
                call = agenda.pop_timed() if left == 0 else agenda.posted.popleft() if agenda.posted else None
            if call is None:
                gate.wait(left)
                continue
            error = call.run()
            if error is not None and not call.answered:
                self._failed(error)
