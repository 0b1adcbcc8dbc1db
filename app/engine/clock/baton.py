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

import itertools
import threading
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from app.engine.clock.agenda import Agenda
from app.engine.clock.base import NANO, Clock, to_ns
from app.engine.clock.calls import Call, is_making_a_call, refuse_to_wait_in_a_call
from app.engine.clock.errors import ClockClosed, ClockStalled
from app.engine.clock.gate import Gate
from app.engine.rng import choose, stream

T = TypeVar("T")

MAX_TURNS = 100_000  # turns at one instant; more is a loop that never lets time go on


class BatonThread:
    """A thread of a baton clock: the gate it sleeps at, and whether it holds the baton."""

    __slots__ = ("daemon", "gate", "has_baton", "name", "waiter")

    def __init__(self, name: str, daemon: bool) -> None:
        self.name = name
        self.daemon = daemon
        self.gate = Gate()
        self.has_baton = False
        self.waiter: BatonWaiter | None = None  # what it waits on, while it does


class BatonWaiter:
    """One wait on a baton clock; its fields are guarded by the lock of the clock."""

    __slots__ = ("_clock", "deadline", "state", "thread")

    def __init__(self, clock: BatonClock) -> None:
        self._clock = clock
        self.state = "new"  # then "waiting", then "woken" or "expired"
        self.thread: BatonThread | None = None
        self.deadline: int | None = None

    def wait(self, deadline: float | None = None) -> bool:
        return self._clock._wait(self, None if deadline is None else to_ns(deadline))

    def wake(self) -> bool:
        return self._clock._wake(self)


class BatonClock(Clock):
    """What SeededClock and AutojumpClock share; they differ only in how far model time may go, and when."""

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
        self._due_but_busy: list[Gate] = []  # sleepers whose time has come while another thread runs
        self._turns = 0
        self._promised = 0  # the furthest horizon that anybody was told
        self._closed = False
        self._names = itertools.count(1)
        self._local = threading.local()

    # -- the face ------------------------------------------------------------------------------------------

    def now(self) -> float:
        return self._now / NANO

    def waiter(self) -> BatonWaiter:
        return BatonWaiter(self)

    def spawn(
        self, fn: Callable[..., object], *args: Any, name: str | None = None, daemon: bool = False
    ) -> BatonThread:
        thread = BatonThread(name or f"thread-{next(self._names)}", daemon)
        with self._lock:
            self._check_open()
            self._threads[thread] = None
            self._keep_alive += not daemon
            at_once = self._spawns_at_once()
        threading.Thread(target=self._run_thread, args=(thread, fn, args), name=thread.name, daemon=True).start()
        if at_once:
            self._make_ready(thread)
        else:  # in its turn, like any call from outside: else its place in the order would be chance
            self._post(Call(lambda: self._make_ready(thread), spawns=True))
        return thread

    def call_soon(self, fn: Callable[[], T]) -> Future[T]:
        return self._post(Call(fn)).future

    def _post(self, call: Call) -> Call:
        with self._lock:
            self._check_open()
            self._agenda.posted.append(call)
        self._pass_on()
        return call

    def call_at(self, t: float, fn: Callable[[], object]) -> Call:
        call = Call(fn, timed=True)
        with self._lock:
            self._check_open()
            self._agenda.add_timed(max(to_ns(t), self._now), call)
            self._time_matters()
        self._pass_on()
        return call

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for thread in self._threads:
                thread.gate.open()
        self._agenda.cancel_calls()

    def horizon(self) -> float:
        with self._lock:
            if self._holder is not None or self._ready or self._closed:
                return self._now / NANO
            instant = self._agenda.next_instant()
            furthest = self._furthest(instant)
            self._promised = max(self._now, furthest if instant is None else min(instant, furthest))
            return self._promised / NANO

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

    def _is_inside(self) -> bool:
        """Whether this thread acts with the baton in hand: a thread of the clock, or a call it makes."""
        return getattr(self._local, "thread", None) is not None or is_making_a_call()

    def _time_matters(self) -> None:
        """Something is due at a model time."""

    def _spawns_at_once(self) -> bool:
        """Whether a thread spawned by this one is runnable at once, not posted."""
        return self._is_inside()

    def _failed(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error

    # -- waiting -------------------------------------------------------------------------------------------

    def _wait(self, waiter: BatonWaiter, deadline: int | None) -> bool:
        refuse_to_wait_in_a_call()
        me: BatonThread | None = getattr(self._local, "thread", None)
        with self._lock:
            self._check_open()
            if waiter.state != "new":  # woken before it began to wait
                return waiter.state == "woken"
            if me is None:
                raise RuntimeError("only threads started with clock.spawn may wait on this clock; use call_soon")
            waiter.state, waiter.thread, me.waiter = "waiting", me, waiter
            if deadline is not None:
                waiter.deadline = max(deadline, self._now)
                self._agenda.add_deadline(waiter.deadline, waiter)
                self._time_matters()
            me.has_baton, self._holder = False, None
        self._pass_on(me)
        self._await_baton(me)
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
            running = self._holder is not None
        if not running:
            self._pass_on()
        return True

    def _await_baton(self, me: BatonThread) -> None:
        """Sleep until the baton comes. Each sleeper wakes itself at its own deadline: no thread keeps time for all."""
        while True:
            with self._lock:
                me.gate.absorb()
                if self._closed:
                    raise ClockClosed("the clock was closed")
                if me.has_baton:
                    return
                left = self._sleep_left(me.gate, me.waiter.deadline if me.waiter else None)
            if left:
                me.gate.wait(left)
            else:
                self._pass_on(me)  # due, and nobody runs: see who is next

    def _sleep_left(self, gate: Gate, deadline: int | None) -> float:
        """How long to sleep at `gate`: 0 if it is time to see who is next, -1 if somebody will tell. Lock held."""
        if deadline is None or self._held():
            return -1
        left = self._real_left(deadline)
        if left == 0 and self._holder is not None:
            self._due_but_busy.append(gate)
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
            error = chosen.run()
            with self._lock:
                self._holder = None
                if error is not None and chosen.timed:  # nobody reads the future of a timed call
                    self._failed(error)

    def _choose(self) -> BatonThread | Call | None:
        """Who is next, with model time moved to when. Lock held."""
        while True:
            if self._ready and not self._held():
                self._turns += 1
                if self._turns > MAX_TURNS:
                    self._failed(self._stall(f"{MAX_TURNS:,} turns at one instant"))
                    self._nothing_to_do()
                    return None
                return self._ready.pop(choose(self._rng, len(self._ready)) if len(self._ready) > 1 else 0)
            agenda = self._agenda
            instant = agenda.next_instant()
            furthest = self._furthest(instant)
            at = self._time_of(agenda.posted[0]) if agenda.posted and not self._ready else None
            if at is not None and (instant is None or instant > at):
                self._move_to(at)
                return agenda.posted.popleft()
            if instant is not None and instant <= furthest and not self._held():
                self._move_to(instant)
                due = agenda.pop_deadlines(instant)
                if not due:
                    return agenda.pop_timed()
                for waiter in due:
                    waiter.state = "expired"
                    assert waiter.thread is not None
                    self._ready.append(waiter.thread)
            elif not self._nothing_to_do():
                return None

    def _move_to(self, t: int) -> None:
        if t > self._now:
            self._now, self._turns = t, 0

    # -- threads -------------------------------------------------------------------------------------------

    def _run_thread(self, thread: BatonThread, fn: Callable[..., object], args: tuple[Any, ...]) -> None:
        self._local.thread = thread
        error: BaseException | None = None
        try:
            self._await_baton(thread)
            fn(*args)
        except ClockClosed:
            pass
        except BaseException as exception:
            error = exception
        with self._lock:
            del self._threads[thread]
            self._keep_alive -= not thread.daemon
            if error is not None:
                self._failed(error)
            if self._holder is thread:
                self._holder = None
        self._pass_on()

    def _make_ready(self, thread: BatonThread) -> None:
        with self._lock:
            self._ready.append(thread)

    def _check_open(self) -> None:
        if self._closed:
            raise ClockClosed("the clock is closed")

    def _stall(self, why: str) -> ClockStalled:
        names = ", ".join(thread.name for thread in self._threads) or "nobody"
        return ClockStalled(f"model time stands at {self._now / NANO:g} s: {why}; waiting: {names}")
