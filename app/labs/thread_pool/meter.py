"""What the journal says of tasks and workers over the last seconds: times, rates, and what each worker did."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engine import Event, Journal
from app.engine.clock import elapsed
from app.labs.thread_pool.floor import PRODUCER

WANTS = ("wants_gil", "wants_core")


@dataclass(slots=True)
class Figures:
    """A stretch of model time. Times are in seconds."""

    seconds: float
    waits: list[float]  # in the queue
    latencies: list[float]  # from submission to end
    runs: list[float]
    submitted: int
    ended: dict[str, int]  # tasks by who did them
    spent: dict[str, dict[str, float]] = field(default_factory=dict)  # thread -> state -> seconds

    def total(self, *states: str) -> float:
        """Seconds that workers spent in these states; without any: in all of them."""
        return sum(
            seconds
            for who, times in self.spent.items()
            if who != PRODUCER
            for state, seconds in times.items()
            if not states or state in states
        )

    def computed(self) -> float:
        """Seconds of cores in use, by whomever."""
        return sum(times.get("computing", 0.0) for times in self.spent.values())


class Meter:
    """Follows a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._submitted: dict[int, float] = {}  # task in the pool -> when it came
        self._arrivals: deque[float] = deque()
        self._waits: deque[tuple[float, float]] = deque()  # (when it was over, how long it was)
        self._ends: deque[tuple[float, float, float, str]] = deque()  # when, latency, run time, who
        self._doing: dict[str, tuple[float, str]] = {}  # thread -> since when, what
        self._done: deque[tuple[float, float, str, str]] = deque()  # from, until, thread, what; in order of `until`

    def read(self, now: float, window: float | None) -> Figures:
        """Over the last `window` seconds before model time `now` (None: from the start)."""
        events, self._index, missed = self._journal.read(self._index)
        if missed:  # nobody has read for long, and the journal has forgotten how some tasks went on
            self._submitted.clear()
            self._doing.clear()
        for event in events:
            self._take(event)
        start = 0.0 if window is None else max(0.0, now - window)
        self._forget(start)
        figures = Figures(
            seconds=now - start,
            waits=[wait for _, wait in self._waits],
            latencies=[latency for _, latency, _, _ in self._ends],
            runs=[run for _, _, run, _ in self._ends],
            submitted=len(self._arrivals),
            ended=defaultdict(int),
        )
        for _, _, _, who in self._ends:
            figures.ended[who] += 1
        spent: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for since, until, who, what in self._spans(now):
            spent[who][what] += max(0.0, elapsed(max(since, start), until))
        figures.spent = {who: dict(times) for who, times in spent.items()}
        return figures

    @property
    def present(self) -> list[str]:
        """The threads that are there now."""
        return list(self._doing)

    def _spans(self, now: float) -> Iterator[tuple[float, float, str, str]]:
        yield from self._done
        for who, (since, what) in self._doing.items():
            yield since, now, who, what

    def _forget(self, start: float) -> None:
        while self._arrivals and self._arrivals[0] < start:
            self._arrivals.popleft()
        while self._waits and self._waits[0][0] < start:
            self._waits.popleft()
        while self._ends and self._ends[0][0] < start:
            self._ends.popleft()
        while self._done and self._done[0][1] < start:
            self._done.popleft()

    def _take(self, event: Event) -> None:
        kind, t = event.kind, event.t
        if kind == "thread.state":
            self._now_does(event.who, t, event.state)
        elif kind == "task.submitted":
            self._submitted[event.task] = t
            self._arrivals.append(t)
        elif kind == "task.started":
            self._waits.append((t, event.wait_time))
            if event.who != PRODUCER:
                self._now_does(event.who, t, "starting")
        elif kind == "task.finished":
            came = self._submitted.pop(event.task, t)
            self._ends.append((t, elapsed(came, t), event.run_time, event.who))
        elif kind in ("task.discarded", "task.cancelled") or (kind == "task.rejected" and event.policy == "abort"):
            self._submitted.pop(event.task, None)
        elif kind == "worker.idle":
            self._now_does(event.who, t, "idle")
        elif kind == "worker.ended":
            self._now_does(event.who, t, "stopped")

    def _now_does(self, who: str, t: float, what: str) -> None:
        before = self._doing.pop(who, None)
        if before is not None and before[0] < t:
            self._done.append((before[0], t, who, before[1]))
        if what != "stopped":
            self._doing[who] = t, what
