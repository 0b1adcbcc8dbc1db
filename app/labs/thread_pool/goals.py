"""What a learner may be asked to reach with the thread pool lab, while all is well: workers, queue, growth, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec
from app.labs.thread_pool.crew import Crew, Lasting
from app.labs.thread_pool.goals_of_size import GOALS_OF_SIZE
from app.labs.thread_pool.goals_of_trouble import GOALS_OF_TROUBLE

if TYPE_CHECKING:
    from app.labs.thread_pool.lab import ThreadPoolLab


class Steady(Declared):
    seconds: float = parameter(10.0, "Seconds", "Model time.", group="goal", unit="s", low=0.1, high=600.0)
    length: int = parameter(5, "Length", "Tasks in the queue, at most.", group="goal", low=0, high=500)


class EveryWorkerBusy(Goal):
    """Keep every worker busy for so long, with never more than so many tasks in the queue."""

    def __init__(self, lab: ThreadPoolLab, args: Steady) -> None:
        self._args = args
        self._crew = Crew(lab)
        self._steady = Lasting(lab.clock.now(), self._holds())

    def _holds(self) -> bool:
        return self._crew.all_busy and len(self._crew.queue) <= self._args.length

    def take(self, event: Event) -> None:
        self._crew.take(event)
        self._steady.note(event.t, self._holds())

    def progress(self, now: float) -> float:
        return min(1.0, self._steady.lasted(now) / self._args.seconds)

    def detail(self, now: float) -> str:
        crew, queued = self._crew, len(self._crew.queue)
        if queued > self._args.length:
            return f"{queued} tasks are queued: more than {self._args.length}"
        if not crew.all_busy:
            return f"{crew.busy} of {len(crew.tasks)} workers are busy"
        steady = min(self._steady.lasted(now), self._args.seconds)
        return f"every worker busy for {steady:.1f} of {self._args.seconds:g} s, {queued} queued"


class BothGrowths(Goal):
    """See a worker started because the queue was full, and one because none was idle."""

    REASONS = ("queue_full", "none_idle")

    def __init__(self, lab: ThreadPoolLab, args: Declared) -> None:
        self._seen: dict[str, None] = {}

    def take(self, event: Event) -> None:
        if event.kind == "worker.started" and event.reason in self.REASONS:
            self._seen[event.reason] = None

    def progress(self, now: float) -> float:
        return len(self._seen) / len(self.REASONS)

    def detail(self, now: float) -> str:
        words = {"queue_full": "because the queue was full", "none_idle": "because none was idle"}
        seen = [words[reason] for reason in self._seen]
        return f"a worker was started {' and one '.join(seen)}" if seen else "neither has been seen yet"


class AllPolicies(Goal):
    """See each rejection policy at work."""

    POLICIES = ("abort", "caller_runs", "discard", "discard_oldest")

    def __init__(self, lab: ThreadPoolLab, args: Declared) -> None:
        self._seen: dict[str, int] = {}  # policy -> a task that it was used on

    def take(self, event: Event) -> None:
        if event.kind == "task.rejected":
            self._seen.setdefault(event.policy, event.task)

    def progress(self, now: float) -> float:
        return len(self._seen) / len(self.POLICIES)

    def detail(self, now: float) -> str:
        if not self._seen:
            return "no task has been rejected yet"
        seen = ", ".join(f"{policy.replace('_', ' ')} (task {task})" for policy, task in self._seen.items())
        return f"{len(self._seen)} of {len(self.POLICIES)}: {seen}"


class Times(Declared):
    tasks: int = parameter(3, "Tasks", "How many.", group="goal", low=1, high=100)


class SlowedProducer(Goal):
    """Have the producer do so many tasks itself."""

    def __init__(self, lab: ThreadPoolLab, args: Times) -> None:
        self._wanted = args.tasks
        self._done = 0
        self._theirs: set[int] = set()

    def take(self, event: Event) -> None:
        if event.kind == "task.rejected" and event.policy == "caller_runs":
            self._theirs.add(event.task)
        elif event.kind == "task.finished" and event.task in self._theirs:
            self._theirs.remove(event.task)
            self._done += 1

    def progress(self, now: float) -> float:
        return min(1.0, self._done / self._wanted)

    def detail(self, now: float) -> str:
        return f"the producer has done {min(self._done, self._wanted)} of {self._wanted} tasks itself"


class Drained(Goal):
    """Shut the pool down with so many tasks in the queue, and have all of them done."""

    def __init__(self, lab: ThreadPoolLab, args: Times) -> None:
        self._wanted = args.tasks
        self._crew = Crew(lab)
        self._queued: int | None = None  # when it was shut down
        self._lost = 0
        self._ended = False

    def take(self, event: Event) -> None:
        if event.kind == "threads.shutdown":
            self._queued = len(self._crew.queue)
        elif event.kind == "task.cancelled" and self._queued is not None:
            self._lost += 1
        elif event.kind == "threads.ended":
            self._ended = True
        self._crew.take(event)

    def progress(self, now: float) -> float:
        if self._queued is None or self._lost or self._queued < self._wanted:
            return 0.0
        return 1.0 if self._ended else min(0.9, 1 - len(self._crew.queue) / self._queued)

    def detail(self, now: float) -> str:
        if self._queued is None:
            return f"not shut down yet; {len(self._crew.queue)} tasks are queued"
        if self._lost:
            return f"{self._lost} tasks were cancelled: reset, and shut it down the other way"
        if self._queued < self._wanted:
            return f"only {self._queued} tasks were queued: reset, and begin with a burst"
        return f"{self._queued - len(self._crew.queue)} of {self._queued} queued tasks taken" + (
            ", all done" if self._ended else ""
        )


GOALS = (
    GoalSpec(
        "busy_short_queue",
        "Keep every worker busy for 10 s with the queue never above 5.",
        "As much work as the workers can just do: count the workers, and the time a task takes one.",
        EveryWorkerBusy,
        Steady,
    ),
    GoalSpec(
        "both_growths",
        "See a worker started because the queue was full, and one because none was idle.",
        "The one is Java’s way to grow, the other is CPython’s.",
        BothGrowths,
    ),
    GoalSpec(
        "four_policies",
        "See each of the four rejection policies at work.",
        "A short queue, and more tasks than the workers can do.",
        AllPolicies,
    ),
    GoalSpec(
        "slowed_producer",
        "Have the producer do three tasks itself.",
        "One of the policies sends a task back to whoever brought it.",
        SlowedProducer,
        Times,
    ),
    GoalSpec(
        "drained",
        "Shut the pool down with tasks in the queue, and lose none of them.",
        "There are two ways to shut a pool down.",
        Drained,
        Times,
    ),
    *GOALS_OF_TROUBLE,
    *GOALS_OF_SIZE,
)
