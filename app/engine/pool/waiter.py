"""One caller waiting for a connection."""

from __future__ import annotations

from app.engine.clock import Clock
from app.engine.pool.entry import Entry


class PoolWaiter:
    """A caller in the queue. Its fields are guarded by the lock of the pool; it waits without it.

    To be woken means: look, with the lock. There may be an `entry`, an `error`, or (in an unfair pool) a chance.
    """

    __slots__ = ("_clock", "_waiter", "entry", "error", "queued", "since", "stack", "who")

    def __init__(self, clock: Clock, who: str, since: float, stack: str = "") -> None:
        self._clock = clock
        self._waiter = clock.waiter()
        self.who = who
        self.since = since  # when the caller asked
        self.queued = clock.now()  # when it got into the queue, for the last time
        self.stack = stack
        self.entry: Entry | None = None
        self.error: Exception | None = None

    def wait(self, deadline: float | None) -> bool:
        """Wait to be woken; False if the deadline won. Without the lock."""
        return self._waiter.wait(deadline)

    def accept(self, entry: Entry) -> bool:
        """Hand `entry` over. False if the caller has given up just now: then the entry is still the giver's."""
        if not self._waiter.wake():
            return False
        self.entry = entry
        return True

    def fail(self, error: Exception) -> None:
        """End the wait with `error`, even if it has just timed out: the caller will see that first."""
        self.error = error
        self._waiter.wake()

    def nudge(self) -> bool:
        """Tell an unfair pool's waiter to try its luck; False if it is awake already, or gone."""
        return self._waiter.wake()

    def wait_again(self) -> None:
        """Somebody was faster: get ready for one more wait."""
        self._waiter = self._clock.waiter()
