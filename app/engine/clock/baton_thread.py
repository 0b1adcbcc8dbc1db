"""The threads of a clock that orders them: how one starts, sleeps until the baton comes, waits, and ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.engine.clock.base import to_ns
from app.engine.clock.errors import ClockClosed
from app.engine.clock.gate import Gate

if TYPE_CHECKING:
    from app.engine.clock.baton import Baton


class BatonWaiter:
    """One wait on a baton clock; its fields are guarded by the lock of the clock."""

    __slots__ = ("_clock", "deadline", "state", "thread")

    def __init__(self, clock: Baton) -> None:
        self._clock = clock
        self.state = "new"  # then "waiting", then "woken" or "expired"
        self.thread: BatonThread | None = None
        self.deadline: int | None = None

    def wait(self, deadline: float | None = None) -> bool:
        return self._clock._wait(self, None if deadline is None else to_ns(deadline))

    def wake(self) -> bool:
        return self._clock._wake(self)


class BatonThread:
    """A real thread that runs only while it has the baton. Its fields are guarded by the lock of the clock."""

    __slots__ = ("_clock", "daemon", "gate", "has_baton", "name", "waiter")

    def __init__(self, clock: Baton, name: str, daemon: bool) -> None:
        self._clock = clock
        self.name = name
        self.daemon = daemon
        self.gate = Gate()  # where it sleeps
        self.has_baton = False
        self.waiter: BatonWaiter | None = None  # what it waits on, while it does

    def start(self, fn: Callable[..., object], args: tuple[Any, ...]) -> None:
        """Have the system start it; it goes no further than to its gate before it is given the baton."""
        threading.Thread(target=self._run, args=(fn, args), name=self.name, daemon=True).start()

    def await_baton(self) -> None:
        """Sleep until the baton comes. Each sleeper wakes itself at its own deadline: no thread keeps time for all."""
        clock = self._clock
        while True:
            with clock._lock:
                self.gate.absorb()
                if clock._closed:
                    raise ClockClosed("the clock was closed")
                if self.has_baton:
                    return
                waiter = self.waiter  # one that is over has a turn coming, and no deadline any more
                due = waiter.deadline if waiter is not None and waiter.state == "waiting" else None
                left = clock._sleep_left(self.gate, due)
            if left:
                self.gate.wait(left)
            else:
                clock._pass_on(self)  # due, and nobody runs: see who is next

    def _run(self, fn: Callable[..., object], args: tuple[Any, ...]) -> None:
        clock = self._clock
        clock._local.thread = self
        error: BaseException | None = None
        try:
            self.await_baton()
            fn(*args)
        except BaseException as exception:
            # Being told that this clock is closed is how its threads end; another clock is another matter.
            if not (isinstance(exception, ClockClosed) and clock._closed):
                error = exception
        clock._ended(self, error)
