"""Seeded order for real threads: one baton, logical time, and a seed that says who is next.

Every thread is a real one, but only the holder of the baton runs. It gives the baton up where it waits, and
the clock then chooses, in this order:

1. among the threads that are runnable now, by a draw from the seed;
2. when none is: what is due at the earliest deadline, and model time moves there, if it may go so far;
3. when no deadline is due either: the calls posted by threads outside, in posting order.

Nothing in this choice depends on real time except *how far* model time may go, so the same seed and the same
calls at the same model times give the same journal, byte for byte, at any speed.
"""

from __future__ import annotations

import threading
from abc import abstractmethod

from app.engine.clock.agenda import Agenda
from app.engine.clock.base import NANO, Clock
from app.engine.clock.baton_thread import BatonThread, BatonWaiter
from app.engine.clock.calls import Call, refuse_to_wait_in_a_call
from app.engine.clock.errors import ClockClosed, ClockStalled
from app.engine.clock.gate import Gate
from app.engine.rng import choose, stream

MAX_TURNS = 100_000  # turns at one instant; more is a loop that never lets time go on


class Baton(Clock):
    """Who holds the baton, and who is next. What engine code sees of it is in BatonClock."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._rng = stream(seed, "scheduler")
        self._lock = threading.Lock()  # guards everything below; never held while engine code runs
        self._now = 0
        self._holder: BatonThread | Call | None = None
        self._ready: list[BatonThread] = []
        self._agenda: Agenda[BatonWaiter] = Agenda()
        self._threads: dict[BatonThread, None] = {}  # a dict keeps their order; a set would not
        self._keep_alive = 0  # how many of them are no daemons
        self._due_but_busy: dict[Gate, None] = {}  # sleepers whose time has come while another thread runs
        self._turns = 0
        self._promised = 0  # the furthest horizon that anybody was told
        self._closed = False
        self._local = threading.local()

    # -- what a subclass decides; all with the lock held -----------------------------------------------------

    @abstractmethod
    def _furthest(self, instant: int | None) -> int:
        """How far model time may go now, when `instant` is what is next due."""

    @abstractmethod
    def _time_of(self, call: Call) -> int | None:
        """The model time for a call posted from outside; None: not now."""

    @abstractmethod
    def _real_left(self, deadline: int) -> float:
        """Real seconds to `deadline`; -1: somebody will tell."""

    @abstractmethod
    def _held(self) -> bool:
        """Whether threads must not run at present."""

    @abstractmethod
    def _nothing_to_do(self) -> bool:
        """Nobody can run now. True: something has changed, choose again."""

    def _time_matters(self, *, next_call: bool = False) -> None:
        """Something is now due at a model time, maybe a call that comes before all others."""

    def _failed(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error

    # -- waiting -------------------------------------------------------------------------------------------

    def _wait(self, waiter: BatonWaiter, deadline: int | None) -> bool:
        refuse_to_wait_in_a_call()
        me: BatonThread | None = getattr(self._local, "thread", None)
        with self._lock:
            if waiter.state != "new":  # woken before it began to wait: heard, even if the clock has closed since
                return waiter.state == "woken"
            self._check_open()
            if me is None:
                raise RuntimeError("only threads started with clock.spawn may wait on this clock; use call_soon")
            waiter.state, waiter.thread, me.waiter = "waiting", me, waiter
            if deadline is not None:
                waiter.deadline = max(deadline, self._now)
                self._agenda.add_deadline(waiter.deadline, waiter)
                self._time_matters()
            me.has_baton, self._holder = False, None
        self._pass_on(me)
        me.await_baton()
        me.waiter = None
        return waiter.state == "woken"

    def _wake(self, waiter: BatonWaiter) -> bool:
        with self._lock:
            was = waiter.state
            if self._closed or was not in ("new", "waiting"):
                return False
            waiter.state = "woken"
            if was == "new":
                return True
            assert waiter.thread is not None
            self._ready.append(waiter.thread)
            if self._holder is not None:
                return True
            self._move_to(self._promised)  # woken from outside: now, not at the last event
        self._pass_on()
        return True

    def _sleep_left(self, gate: Gate, deadline: int | None) -> float:
        """How long to sleep at `gate`: 0 if it is time to see who is next, -1 if somebody will tell. Lock held."""
        if deadline is None or self._held():
            return -1
        left = self._real_left(deadline)
        if left == 0 and self._holder is not None:
            self._due_but_busy[gate] = None
            return -1
        return left

    # -- choosing ------------------------------------------------------------------------------------------

    def _pass_on(self, me: BatonThread | None = None) -> None:
        """If the baton is free, give it to whoever is next, making outside calls on the way."""
        while True:
            with self._lock:
                if self._holder is not None or self._closed:
                    return
                chosen = self._holder = self._choose()
                if chosen is None:
                    # The pace may have changed while they believed to be due.
                    for gate in self._due_but_busy:
                        gate.open()
                    self._due_but_busy.clear()
                    return
                if isinstance(chosen, BatonThread):
                    chosen.has_baton = True
                    if chosen is not me:
                        chosen.gate.open()
                    return
            self._make(chosen)

    def _make(self, call: Call) -> None:
        self._local.makes_a_call = True
        error = call.run()
        self._local.makes_a_call = False
        with self._lock:
            self._holder = None
            if error is not None and not call.answered:
                self._failed(error)

    def _is_inside(self) -> bool:
        """Whether this thread acts with the baton in hand: a thread of the clock, or one that makes its call."""
        return hasattr(self._local, "thread") or getattr(self._local, "makes_a_call", False)

    def _choose(self) -> BatonThread | Call | None:
        """Who is next, with model time moved to when. Lock held."""
        agenda = self._agenda
        while True:
            if self._ready and not self._held():
                if self._goes_on():
                    return self._ready.pop(choose(self._rng, len(self._ready)) if len(self._ready) > 1 else 0)
                self._ready.clear()
            instant = agenda.next_instant()
            furthest = self._furthest(instant)
            at = self._time_of(agenda.posted[0]) if agenda.posted and not self._ready else None
            if at is not None and (instant is None or instant > at):
                self._move_to(at)
                return agenda.posted.popleft()
            if instant is not None and instant <= furthest and not self._held():
                self._move_to(instant)
                for waiter in agenda.pop_deadlines(instant):
                    waiter.state = "expired"
                    assert waiter.thread is not None
                    self._ready.append(waiter.thread)
                if not self._ready:
                    call = agenda.pop_timed()
                    if self._goes_on():
                        return call
            elif not self._nothing_to_do():
                return None

    def _move_to(self, t: int) -> None:
        if t > self._now:
            self._now, self._turns = t, 0

    def _goes_on(self) -> bool:
        """Count a turn. False, and a failure, if this instant never ends: whose turn it is must not have it."""
        self._turns += 1
        if self._turns > MAX_TURNS:
            self._failed(self._stall(f"{MAX_TURNS:,} turns at one instant"))
        return self._turns <= MAX_TURNS

    # -- threads -------------------------------------------------------------------------------------------

    def _make_ready(self, thread: BatonThread) -> None:
        with self._lock:
            self._ready.append(thread)

    def _ended(self, thread: BatonThread, error: BaseException | None) -> None:
        with self._lock:
            del self._threads[thread]
            self._keep_alive -= not thread.daemon
            if error is not None:
                self._failed(error)
            if self._holder is thread:
                self._holder = None
        self._pass_on()

    def _check_open(self) -> None:
        if self._closed:
            raise ClockClosed("the clock is closed")

    def _stall(self, why: str) -> ClockStalled:
        names = ", ".join(thread.name for thread in self._threads) or "nobody"
        return ClockStalled(f"model time stands at {self._now / NANO:g} s: {why}; waiting: {names}")
