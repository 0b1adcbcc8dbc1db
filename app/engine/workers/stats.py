"""What a thread pool says of itself: an immutable snapshot, and the running counts behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.engine.pool.stats import Stopwatch, Timing


@dataclass(frozen=True, slots=True)
class ThreadPoolStats:
    """A thread pool at one moment. Counts are workers or tasks; times are model seconds."""

    core_size: int
    max_size: int
    queue_capacity: int | None  # None: the queue has no bound
    workers: int
    idle: int
    queued: int
    max_wait: float  # how long the first task in the queue has waited
    submitted: int  # each of them has finished, was cancelled, was discarded or rejected, runs, or is queued
    finished: int  # with a result or with an exception, the caller's own runs included
    failed: int  # of those finished, with an exception
    cancelled: int  # in the queue, by `cancel()` or by a shutdown
    discarded: int  # by the policies discard and discard_oldest
    rejected: Mapping[str, int]  # policy -> tasks for which there was no room
    largest: int  # how many workers there ever were at a time
    longest_queue: int
    wait_time: Timing  # from submission to start
    run_time: Timing

    @property
    def busy(self) -> int:
        """Workers that are not idle."""
        return self.workers - self.idle


class Tally:
    """The running counts behind ThreadPoolStats. Not locked: the pool holds its lock."""

    def __init__(self) -> None:
        self.submitted = self.failed = self.cancelled = self.discarded = 0
        self.largest = self.longest_queue = 0
        self.rejected: Counter[str] = Counter()
        self.wait_time, self.run_time = Stopwatch(), Stopwatch()

    def rejected_by_policy(self) -> Mapping[str, int]:
        return MappingProxyType(dict(self.rejected))
