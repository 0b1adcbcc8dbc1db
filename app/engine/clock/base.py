"""The face that all three clocks share, so that the engine need not know which one it runs on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

T = TypeVar("T")

NANO = 1_000_000_000


def to_ns(seconds: float) -> int:
    """Model seconds to the whole nanoseconds that clocks count in (exact both ways for 90 days)."""
    return round(seconds * NANO)


def elapsed(since: float, now: float) -> float:
    """Model seconds from one reading to another, without the dust that subtracting floats leaves."""
    return round(now - since, 9)


class Waiter(Protocol):
    """One wait, used once. Every wait in the engine goes through one of these."""

    def wait(self, deadline: float | None = None) -> bool:
        """Wait for `wake()`, at most until `deadline` (absolute model seconds). False: the deadline won.

        Raises ClockClosed if the clock is, or gets, closed.
        """

    def wake(self) -> bool:
        """End the wait, also one that has not begun. True once, and only if it beat the deadline.

        The answer is what makes a hand-off safe: whoever gets True has been heard, whoever gets False keeps
        what it wanted to hand over.
        """


class Handle(Protocol):
    """A call that is due at a model time."""

    def cancel(self) -> bool:
        """Forget the call; False if it has already begun."""


class ClockThread(Protocol):
    """A thread started by a clock."""

    name: str
    daemon: bool


class Clock(ABC):
    """Model time, and the only place where engine code waits. Times are model seconds from 0.

    `failure` holds the first exception that ended a thread of this clock, if any did.
    """

    failure: BaseException | None = None

    @abstractmethod
    def now(self) -> float:
        """Model seconds since the clock was made."""

    @abstractmethod
    def waiter(self) -> Waiter:
        """Make a wait for one use."""

    @abstractmethod
    def spawn(
        self, fn: Callable[..., object], *args: Any, name: str | None = None, daemon: bool = False
    ) -> ClockThread:
        """Start a real thread that may wait on this clock. A daemon does not keep a run alive."""

    @abstractmethod
    def call_soon(self, fn: Callable[[], T]) -> Future[T]:
        """From any thread: have `fn` run by the clock, in posting order. It may spawn but must not wait."""

    @abstractmethod
    def call_at(self, t: float, fn: Callable[[], object]) -> Handle:
        """Have `fn` run at model time `t`, after everything else that is due by then. It must not wait."""

    @abstractmethod
    def set_slow(self, slow: float) -> None:
        """Let a model second take `slow` real seconds from now on."""

    @abstractmethod
    def pause(self) -> None:
        """Stop model time. What is already due still happens; posted calls still run."""

    @abstractmethod
    def resume(self) -> None:
        """Let model time go on from where it was paused."""

    @abstractmethod
    def step(self) -> float:
        """Pause, and move to the next instant at which anything happens; returns that model time."""

    @abstractmethod
    def close(self) -> None:
        """End it: threads that wait get ClockClosed. May be called twice."""

    @abstractmethod
    def horizon(self) -> float:
        """The model time up to which everything has happened: what is still to come is stamped no earlier."""

    @property
    @abstractmethod
    def slow(self) -> float:
        """Real seconds a model second takes; 0 for a clock that never waits."""

    @property
    @abstractmethod
    def paused(self) -> bool:
        """Whether model time stands still."""

    @property
    def slipped(self) -> float:
        """Real seconds given up so far because the machine fell behind (see Pace.forgive)."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Wait `seconds` of model time; 0 lets others run first. ValueError if negative."""
        if seconds < 0:
            raise ValueError(f"cannot sleep {seconds} s")
        self.waiter().wait(self.now() + seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
