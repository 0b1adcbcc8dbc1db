"""The threads and waits of a ScaledClock, whose order the operating system decides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.engine.clock.base import to_ns
from app.engine.clock.errors import ClockClosed
from app.engine.clock.gate import Gate

if TYPE_CHECKING:
    from app.engine.clock.scaled import ScaledClock


class ScaledWaiter:
    """One wait on a ScaledClock; its fields are guarded by the lock of the clock."""

    __slots__ = ("_clock", "deadline", "gate", "state")

    def __init__(self, clock: ScaledClock) -> None:
        self._clock = clock
        self.state = "new"  # then "waiting", then "woken" or "expired"
        self.deadline: int | None = None
        self.gate: Gate | None = None  # made when it has to wait: most waiters of an idle pool never do

    def wait(self, deadline: float | None = None) -> bool:
        return self._clock._wait(self, None if deadline is None else to_ns(deadline))

    def wake(self) -> bool:
        return self._clock._wake(self)


class ScaledThread:
    """A thread spawned by a ScaledClock."""

    __slots__ = ("_clock", "daemon", "name")

    def __init__(self, clock: ScaledClock, name: str, daemon: bool) -> None:
        self._clock = clock
        self.name = name
        self.daemon = daemon

    def start(self, fn: Callable[..., object], args: tuple[Any, ...]) -> None:
        threading.Thread(target=self._run, args=(fn, args), name=self.name, daemon=True).start()

    def _run(self, fn: Callable[..., object], args: tuple[Any, ...]) -> None:
        try:
            fn(*args)
        except BaseException as error:
            # Being told that this clock is closed is how its threads end; another clock is another matter.
            if not (isinstance(error, ClockClosed) and self._clock._closed):
                self._clock._failed(error)
