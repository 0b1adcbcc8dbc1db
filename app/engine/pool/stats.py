"""What a pool says of itself: an immutable snapshot, with OpenTelemetry's names where it has them.

Source of the names: OpenTelemetry semantic conventions, db.client.connection.* (status: development).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PREFIX = "db.client.connection"


@dataclass(frozen=True, slots=True)
class Timing:
    """How often something was timed, and how long it took: `total` and `max` in model seconds."""

    count: int = 0
    total: float = 0.0
    max: float = 0.0

    @property
    def mean(self) -> float:
        """Seconds; 0 if it never happened."""
        return self.total / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class PoolStats:
    """A pool at one moment. Counts are connections or calls; times are model seconds."""

    min_size: int
    max_size: int
    max_overflow: int
    count: Mapping[str, int]  # state -> connections: connecting, idle, active
    pending_requests: int  # callers that wait
    max_wait: float  # how long the first of them has waited
    acquired: int
    waited: int  # of those acquired, how many had to wait
    timeouts: int
    refused: int
    opened: int
    connect_failures: int
    closed: Mapping[str, int]  # reason -> connections
    leaked: int
    wait_time: Timing
    use_time: Timing
    create_time: Timing

    @property
    def connecting(self) -> int:
        return self.count["connecting"]

    @property
    def idle(self) -> int:
        return self.count["idle"]

    @property
    def active(self) -> int:
        return self.count["active"]

    @property
    def size(self) -> int:
        """Connections in all, those just being opened included."""
        return sum(self.count.values())

    @property
    def waiters(self) -> int:
        return self.pending_requests

    def metrics(self) -> dict[str, float]:
        """The numbers under the names that they have at work; times are means, in seconds."""
        values: dict[str, float] = {f"{PREFIX}.count{{state={state}}}": n for state, n in self.count.items()}
        values |= {
            f"{PREFIX}.max": self.max_size,
            f"{PREFIX}.idle.min": self.min_size,
            f"{PREFIX}.pending_requests": self.pending_requests,
            f"{PREFIX}.timeouts": self.timeouts,
            f"{PREFIX}.wait_time": self.wait_time.mean,
            f"{PREFIX}.use_time": self.use_time.mean,
            f"{PREFIX}.create_time": self.create_time.mean,
        }
        return values


class Stopwatch:
    """Adds up one kind of time. Not locked: its owner holds a lock."""

    __slots__ = ("_count", "_max", "_total")

    def __init__(self) -> None:
        self._count, self._total, self._max = 0, 0.0, 0.0

    def add(self, seconds: float) -> None:
        self._count += 1
        self._total += seconds
        if seconds > self._max:
            self._max = seconds

    def read(self) -> Timing:
        return Timing(self._count, self._total, self._max)


class Tally:
    """The running counts behind PoolStats. Not locked: the pool holds its lock."""

    def __init__(self) -> None:
        self.acquired = self.waited = self.timeouts = self.refused = 0
        self.opened = self.connect_failures = self.leaked = 0
        self.closed: Counter[str] = Counter()
        self.waiting, self.use_time, self.create_time = Stopwatch(), Stopwatch(), Stopwatch()

    def wait_time(self) -> Timing:
        """Over all loans: those that came at once waited 0 s."""
        waited = self.waiting.read()
        return Timing(self.acquired, waited.total, waited.max)

    def closed_by_reason(self) -> Mapping[str, int]:
        return MappingProxyType(dict(self.closed))
