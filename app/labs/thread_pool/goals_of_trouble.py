"""What a learner may be asked to reach with the thread pool lab when something is wrong.

Too much work, too few threads, short tasks behind long ones, tasks that never end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec
from app.labs.thread_pool.crew import Crew, Lasting
from app.labs.thread_pool.tasks import LONG_TASK, POISON, SHORT_TASK

if TYPE_CHECKING:
    from app.labs.thread_pool.lab import ThreadPoolLab


class Overload(Declared):
    length: int = parameter(50, "Length", "Tasks that wait, if the queue has no bound.", group="goal", low=5, high=500)


class Saturation(Goal):
    """More work than the pool can do: every worker there may be is busy, and a task finds the queue full.

    Or, where a queue has no bound, it has grown to `length`.
    """

    def __init__(self, lab: ThreadPoolLab, args: Overload) -> None:
        self._lab = lab
        self._length = args.length
        self._crew = Crew(lab)
        self._best = 0.0
        self._how = ""

    def take(self, event: Event) -> None:
        crew = self._crew
        crew.take(event)
        if event.kind == "task.rejected":
            self._reach(1.0, f"{crew.busy} workers busy, {len(crew.queue)} tasks queued, and task {event.task} "
                        "found no room")  # fmt: skip
        elif event.kind == "task.queued" and crew.all_busy:
            room = self._lab.pool.options.capacity
            if room is None:
                part = len(crew.queue) / self._length
                words = f"{len(crew.queue)} of {self._length} tasks queued, and no bound"
            else:
                part = min(0.9, len(crew.queue) / (room + 1))
                words = f"{len(crew.queue)} of {room} places in the queue taken"
            self._reach(part, words)

    def _reach(self, part: float, words: str) -> None:
        if part > self._best:
            self._best, self._how = min(1.0, part), words

    def progress(self, now: float) -> float:
        return self._best

    def detail(self, now: float) -> str:
        return self._how or "no task has had to wait yet"


class Starved(Declared):
    seconds: float = parameter(5.0, "Seconds", "Model time.", group="goal", unit="s", low=0.5, high=600.0)
    share: float = parameter(
        0.25, "Share", "Of the cores’ time that may be used at most.", group="goal", low=0.01, high=0.9
    )


class Starvation(Goal):
    """Tasks wait for so long without a break, every worker is taken, and most of the cores have nothing to do."""

    def __init__(self, lab: ThreadPoolLab, args: Starved) -> None:
        self._lab = lab
        self._args = args
        self._crew = Crew(lab)
        self._hungry = Lasting(lab.clock.now(), self._holds())
        self._computed = 0.0  # core seconds in that time
        self._latest = lab.clock.now()

    def _holds(self) -> bool:
        return self._crew.all_busy and bool(self._crew.queue)

    def _computing(self) -> int:
        return sum(state == "computing" for state in self._crew.doing.values())

    def take(self, event: Event) -> None:
        if event.t > self._latest:
            self._computed = self._so_far(event.t) if self._hungry.holds else 0.0
        self._latest = event.t
        self._crew.take(event)
        self._hungry.note(event.t, self._holds())
        if event.kind == "lab.set":  # other workers, other tasks, other cores
            self._hungry.begin_anew(event.t)
            self._computed = 0.0

    def _so_far(self, now: float) -> float:
        return self._computed + self._computing() * (now - self._latest)

    def _used(self, now: float) -> float:
        room = self._lab.params.cores * self._hungry.lasted(now)
        return self._so_far(now) / room if room > 0 else 0.0

    def progress(self, now: float) -> float:
        lasted = min(1.0, self._hungry.lasted(now) / self._args.seconds)
        return lasted if self._used(now) <= self._args.share else min(0.5, lasted)

    def detail(self, now: float) -> str:
        lasted = min(self._hungry.lasted(now), self._args.seconds)
        if not lasted:
            return "no task waits for a worker"
        return (
            f"tasks have waited for {lasted:.1f} of {self._args.seconds:g} s without a break, "
            f"while the cores were used {100 * self._used(now):.0f} %"
        )


class Blocked(Declared):
    tasks: int = parameter(5, "Tasks", "How many.", group="goal", low=1, high=100)
    factor: float = parameter(
        5.0, "Factor", "How many times its own run time each has waited.", group="goal", low=1.0, high=100.0
    )


class HeadOfLine(Goal):
    """See short tasks wait behind long ones: every worker had a long one, and each waited many times its own time."""

    def __init__(self, lab: ThreadPoolLab, args: Blocked) -> None:
        self._args = args
        self._crew = Crew(lab)
        self._behind: set[int] = set()  # short tasks that were queued while every worker had a long one
        self._waited: dict[int, float] = {}  # those of them that run -> how long they waited
        self._seen = 0
        self._worst = 0.0

    def take(self, event: Event) -> None:
        crew = self._crew
        if event.kind == "task.started" and event.task in self._behind:
            self._waited[event.task] = event.wait_time
        elif event.kind == "task.finished" and event.task in self._waited:
            times = self._waited.pop(event.task) / max(event.run_time, 1e-9)
            self._worst = max(self._worst, times)
            self._seen += times >= self._args.factor
        if event.kind in ("task.started", "task.discarded", "task.cancelled"):
            self._behind.discard(event.task)
        crew.take(event)
        if event.kind in ("task.queued", "task.started") and self._all_long():
            self._behind.update(task for task in crew.queue if crew.names.get(task) == SHORT_TASK)

    def _all_long(self) -> bool:
        crew = self._crew
        return bool(crew.tasks) and all(
            task is not None and crew.names.get(task) == LONG_TASK for task in crew.tasks.values()
        )

    def progress(self, now: float) -> float:
        return min(1.0, self._seen / self._args.tasks)

    def detail(self, now: float) -> str:
        if not self._worst and not self._behind:
            return "no short task has waited behind a long one yet"
        worst = f", the longest {self._worst:.0f} times its own run time" if self._worst else ""
        return f"{min(self._seen, self._args.tasks)} of {self._args.tasks} short tasks waited behind long ones{worst}"


class Stuck(Declared):
    seconds: float = parameter(5.0, "Seconds", "Model time.", group="goal", unit="s", low=0.5, high=600.0)


class NoticePoison(Goal):
    """The picture of a poisoned pool: tasks wait, every worker is busy, and nothing finishes for so long.

    Long tasks give the same picture for a while: one of those that run must be a poison task.
    """

    def __init__(self, lab: ThreadPoolLab, args: Stuck) -> None:
        self._args = args
        self._crew = Crew(lab)
        self._stuck = Lasting(lab.clock.now(), self._stands())
        self._done: list[float] = []  # when tasks were done lately

    def _stands(self) -> bool:
        crew = self._crew
        poisoned = any(task is not None and crew.names.get(task) == POISON for task in crew.tasks.values())
        return poisoned and crew.all_busy and bool(crew.queue)

    def take(self, event: Event) -> None:
        self._crew.take(event)
        self._stuck.note(event.t, self._stands())
        if event.kind == "task.finished":
            self._stuck.begin_anew(event.t)
            self._done = [t for t in self._done if t > event.t - self._args.seconds] + [event.t]

    def progress(self, now: float) -> float:
        return min(1.0, self._stuck.lasted(now) / self._args.seconds)

    def detail(self, now: float) -> str:
        crew, seconds = self._crew, self._args.seconds
        done = sum(t > now - seconds for t in self._done) / seconds
        used = 100 * crew.busy / len(crew.tasks) if crew.tasks else 0
        return f"utilisation {used:.0f} %, {done:.1f} tasks done a second, {len(crew.queue)} queued"


GOALS_OF_TROUBLE = (
    GoalSpec(
        "saturation",
        "Saturate the pool: every worker busy, and no room for the next task.",
        "Workers can do so many tasks a second, and no more.",
        Saturation,
        Overload,
    ),
    GoalSpec(
        "starvation",
        "Starve the cores: tasks wait for a worker while the cores have next to nothing to do.",
        "A worker whose task waits is taken, but computes nothing.",
        Starvation,
        Starved,
    ),
    GoalSpec(
        "head_of_line",
        "See five short tasks wait behind long ones, for many times their own run time.",
        "A few tasks that take twenty times as long, and few workers.",
        HeadOfLine,
        Blocked,
    ),
    GoalSpec(
        "notice_poison",
        "Poison the pool until it shows: every worker is busy, and nothing gets done.",
        "Look at utilisation and at tasks done a second, at both of them.",
        NoticePoison,
        Stuck,
    ),
)
