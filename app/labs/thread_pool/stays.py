"""What a pool's journal says of tasks and workers, averaged since the last change: the measured side of the theory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, fields

from app.engine import Event, Journal
from app.engine.clock import elapsed
from app.labs.thread_pool.floor import PRODUCER

LONGEST = 60  # model seconds that are looked back at most
HAIR = 1e-9  # model seconds that rounding may leave of a second


@dataclass(slots=True)
class Stays:
    """Sums over a stretch of model time. Times are in seconds."""

    seconds: float = 0.0
    arrived: int = 0
    started: int = 0
    waited: int = 0  # of those started, not at once
    wait: float = 0.0  # of all that started
    ended: int = 0
    stay: float = 0.0  # of those that ended, from submission on
    run: float = 0.0
    run_squared: float = 0.0
    lost: int = 0  # rejected or cancelled: never done by a worker
    inside: float = 0.0  # tasks queued or running × seconds
    computing: float = 0.0  # workers that compute × seconds
    workers: float = 0.0  # × seconds
    hired: int = 0

    def add(self, other: Stays) -> None:
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def a_second(self, count: float) -> float:
        """A count or a product with time, averaged over time."""
        return count / self.seconds if self.seconds else 0.0

    def a_task(self, total: float) -> float:
        """A sum over the tasks that ended, averaged over them."""
        return total / self.ended if self.ended else 0.0

    @property
    def mean_wait(self) -> float:
        return self.wait / self.started if self.started else 0.0

    @property
    def variability(self) -> float:
        """The squared coefficient of variation of run times: 1 if they were exponential, 0 if all alike."""
        square = self.run**2  # which is 0 for times too small to be squared
        return max(0.0, self.run_squared * self.ended / square - 1) if square else 0.0


SUMS = tuple(field.name for field in fields(Stays))


class StayMeter:
    """Follows a journal. Begins anew whenever the learner sets a parameter: theory is about what does not change.

    Sums are kept by the second, so that an old second can be forgotten and reading costs the same at any rate.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._inside: dict[int, float] = {}  # task -> when it was submitted
        self._computing: set[str] = set()
        self._workers: set[str] = set()
        self._seconds: deque[Stays] = deque([Stays()])
        self._latest = 0.0

    def read(self, now: float) -> Stays:
        """Everything since the last change, or the last minute of it, at model time `now`."""
        events, self._index, missed = self._journal.read(self._index)
        if missed:
            self._inside.clear()
            self._computing.clear()
        for event in events:
            self._pass_time(event.t)
            self._take(event)
        self._pass_time(now)
        total = Stays()
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
                second = Stays()
                self._seconds.append(second)
                if len(self._seconds) > LONGEST:
                    self._seconds.popleft()
                left = 1.0
            until = min(t, self._latest + left)
            passed = until - self._latest
            second.seconds += passed
            second.inside += len(self._inside) * passed
            second.computing += len(self._computing) * passed
            second.workers += len(self._workers) * passed
            self._latest = until

    def _take(self, event: Event) -> None:
        now = self._seconds[-1]
        match event.kind:
            case "task.submitted":
                now.arrived += 1
                self._inside[event.task] = event.t
            case "task.started":
                now.started += 1
                now.waited += event.wait_time > 0
                now.wait += event.wait_time
            case "task.finished":
                self._end(now, event)
            case "task.discarded" | "task.cancelled":
                self._inside.pop(event.task, None)
                now.lost += 1
            case "task.rejected" if event.policy == "abort":
                self._inside.pop(event.task, None)
                now.lost += 1
            case "task.rejected" if event.policy == "caller_runs":
                now.lost += 1
            case "thread.state" if event.state == "computing" and event.who != PRODUCER:
                self._computing.add(event.who)
            case "thread.state":
                self._computing.discard(event.who)
            case "worker.started":
                now.hired += 1
                self._workers.add(event.who)
            case "worker.ended":
                self._workers.discard(event.who)
            case "lab.set" if event.name != "slow":
                self._seconds = deque([Stays()])

    def _end(self, now: Stays, event: Event) -> None:
        self._computing.discard(event.who)
        now.ended += 1
        now.stay += elapsed(self._inside.pop(event.task, event.t), event.t)
        now.run += event.run_time
        now.run_squared += event.run_time**2
