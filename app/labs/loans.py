"""What a pool's journal says of its loans, averaged since the last change: the measured side of the theory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, fields

from app.engine import Event, Journal

LONGEST = 60  # model seconds that are looked back at most
HAIR = 1e-9  # model seconds that rounding may leave of a second


@dataclass(slots=True)
class Loans:
    """Sums over a stretch of model time. Times are in seconds."""

    seconds: float = 0.0
    asked: int = 0  # callers that got a connection, or went without
    lent: int = 0
    waited: int = 0  # callers that were not served at once
    wait: float = 0.0  # of all callers, also of those who went without
    returned: int = 0
    use: float = 0.0  # how long returned connections had been held
    use_squared: float = 0.0
    given_up: int = 0  # timed out, refused, or told that the pool closes
    opened: int = 0
    busy: float = 0.0  # connections held × seconds

    def add(self, other: Loans) -> None:
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def ask_rate(self) -> float:
        return self.asked / self.seconds if self.seconds else 0.0

    @property
    def lend_rate(self) -> float:
        return self.lent / self.seconds if self.seconds else 0.0

    @property
    def mean_busy(self) -> float:
        return self.busy / self.seconds if self.seconds else 0.0

    @property
    def mean_use(self) -> float:
        return self.use / self.returned if self.returned else 0.0

    @property
    def mean_wait(self) -> float:
        return self.wait / self.asked if self.asked else 0.0

    @property
    def wait_share(self) -> float:
        return self.waited / self.asked if self.asked else 0.0

    @property
    def variability(self) -> float:
        """The squared coefficient of variation of the loans' lengths: 1 if they were exponential, 0 if all alike."""
        square = self.use**2  # which is 0 for times too small to be squared
        return max(0.0, self.use_squared * self.returned / square - 1) if square else 0.0


SUMS = tuple(field.name for field in fields(Loans))


class LoanMeter:
    """Follows a journal. Begins anew whenever the learner sets a parameter: theory is about what does not change.

    Sums are kept by the second, so that an old second can be forgotten and reading costs the same at any rate.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._held: dict[int, float] = {}  # connection -> since when it has been lent
        self._leaked: set[int] = set()
        self._seconds: deque[Loans] = deque([Loans()])
        self._latest = 0.0

    @property
    def leaked(self) -> int:
        """Connections lent now that the pool reports as leaked."""
        return len(self._leaked)

    def read(self, now: float) -> Loans:
        """Everything since the last change, or the last minute of it, at model time `now`."""
        events, self._index, _ = self._journal.read(self._index)
        for event in events:
            self._pass_time(event.t)
            self._take(event)
        self._pass_time(now)
        total = Loans()
        for second in self._seconds:
            total.add(second)
        return total

    def _pass_time(self, t: float) -> None:
        if t - self._latest > 2 * LONGEST:
            self._latest = t - 2 * LONGEST  # what is older is forgotten anyway
        while t > self._latest:
            second = self._seconds[-1]
            left = 1.0 - second.seconds
            if left < HAIR:
                second = Loans()
                self._seconds.append(second)
                if len(self._seconds) > LONGEST:
                    self._seconds.popleft()
                left = 1.0
            until = min(t, self._latest + left)
            second.busy += len(self._held) * (until - self._latest)
            second.seconds += until - self._latest
            self._latest = until

    def _take(self, event: Event) -> None:
        now = self._seconds[-1]
        match event.kind:
            case "connection.acquired":
                now.asked += 1
                now.lent += 1
                now.waited += event.wait_time > 0
                now.wait += event.wait_time
                self._held[event.connection] = event.t
            case "connection.released":
                self._end(event, event.use_time)
            case "connection.closed" if event.connection in self._held:
                self._end(event, event.t - self._held[event.connection])
            case "connection.connected":
                now.opened += 1
            case "connection.leaked":
                self._leaked.add(event.connection)
            case "waiter.timed_out" | "waiter.cancelled":
                now.asked += 1
                now.waited += 1
                now.wait += event.wait_time
                now.given_up += 1
            case "waiter.refused":
                now.asked += 1
                now.given_up += 1
            case "lab.set" if event.name != "slow":
                self._seconds = deque([Loans()])

    def _end(self, event: Event, use: float) -> None:
        now = self._seconds[-1]
        now.returned += 1
        now.use += use
        now.use_squared += use * use
        self._held.pop(event.connection, None)
        self._leaked.discard(event.connection)
