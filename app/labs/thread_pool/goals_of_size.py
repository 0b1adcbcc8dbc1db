"""What a learner may be asked to find with the thread pool lab: enough threads, and not too many of them."""

from __future__ import annotations

from bisect import insort
from math import ceil
from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec
from app.labs.thread_pool.params import LONG

if TYPE_CHECKING:
    from app.labs.thread_pool.lab import ThreadPoolLab

SIZES = ("core_size", "max_size")


class Found(Declared):
    seconds: float = parameter(
        3.0, "Seconds", "Model time that every size is given.", group="goal", unit="s", low=0.5, high=600.0
    )
    share: float = parameter(0.95, "Share", "Of what the cores can do.", group="goal", low=0.1, high=1.0)
    tries: int | None = parameter(
        4, "Tries", "Sizes that may be tried, the first included.", group="goal", low=1, high=100, null="no limit"
    )
    p95: float | None = parameter(
        None, "p95", "Time from submission to end that 19 of 20 tasks must keep to.", group="goal", unit="s",
        low=0.001, high=60.0, null="any",
    )  # fmt: skip
    spare: float = parameter(
        0.3, "To spare", "Share of the threads that may lack a task or a core.", group="goal", low=0.0, high=1.0
    )


class FoundQuick(Found):
    tries: int | None = parameter(
        None, "Tries", "Sizes that may be tried, the first included.", group="goal", low=1, high=100, null="no limit"
    )
    p95: float | None = parameter(
        0.3, "p95", "Time from submission to end that 19 of 20 tasks must keep to.", group="goal", unit="s",
        low=0.001, high=60.0, null="any",
    )  # fmt: skip
    spare: float = parameter(
        1.0, "To spare", "Share of the threads that may lack a task or a core.", group="goal", low=0.0, high=1.0
    )


class RightSize(Goal):
    """Get so much done of what the cores could do, measured from the latest change on; perhaps quickly as well."""

    def __init__(self, lab: ThreadPoolLab, args: Found) -> None:
        self._lab = lab
        self._args = args
        self._submitted: dict[int, float] = {}  # since the latest change
        self._tries = 0
        self._tried_at = -1.0
        self._begin(lab.clock.now())
        self._next_size(lab.clock.now())

    def _begin(self, t: float) -> None:
        self._since = t
        self._done = 0
        self._latencies: list[float] = []  # of those that came since then
        self._submitted.clear()

    def _next_size(self, t: float) -> None:
        self._tries += t > self._tried_at  # both sizes may have to change for one
        self._tried_at = t + self._args.seconds / 4

    def take(self, event: Event) -> None:
        if event.kind == "lab.set" and event.name != "slow":
            self._begin(event.t)
            if event.name in SIZES:
                self._next_size(event.t)
        elif event.kind == "task.submitted":
            self._submitted[event.task] = event.t
        elif event.kind == "task.finished":
            self._done += 1
            came = self._submitted.pop(event.task, None)
            if came is not None:
                insort(self._latencies, event.t - came)
        elif event.kind in ("task.rejected", "task.discarded", "task.cancelled"):
            self._submitted.pop(event.task, None)

    # -- what was measured since the latest change -------------------------------------------------------------

    def _share(self, now: float) -> float:
        """Tasks done, of those that the cores could have done if they had never rested."""
        params = self._lab.params
        usable = 1 if params.gil else params.cores
        could = usable * (now - self._since)
        return self._done * params.compute_time * self._mean / could if could > 0 else 0.0

    def _spare(self, now: float) -> float:
        """Threads that do not get on with a task, as a share: by Little's law, rate · time is those that do."""
        params = self._lab.params
        on = self._done * (params.wait_time + params.compute_time) * self._mean
        could = params.max_size * (now - self._since)
        return max(0.0, 1 - on / could) if could > 0 else 1.0

    @property
    def _mean(self) -> float:
        """How long a task is, short and long ones together, in short ones."""
        return 1 + self._lab.params.long_share * (LONG - 1)

    @property
    def _p95(self) -> float:
        return self._latencies[ceil(0.95 * len(self._latencies)) - 1] if self._latencies else 0.0

    def _is_good(self, now: float) -> bool:
        quick = self._args.p95 is None or self._p95 <= self._args.p95
        return quick and self._spare(now) <= self._args.spare

    def _is_lost(self) -> bool:
        return self._args.tries is not None and self._tries > self._args.tries

    def progress(self, now: float) -> float:
        if self._is_lost():
            return 0.0
        lasted = min(1.0, (now - self._since) / self._args.seconds)
        reached = min(1.0, self._share(now) / self._args.share)
        if reached < 1 or not self._is_good(now):
            return min(0.9, reached * lasted)
        return lasted

    def detail(self, now: float) -> str:
        args = self._args
        if self._is_lost():
            return f"more than {args.tries} sizes: reset begins again"
        said = f"{100 * min(1.0, self._share(now)):.0f} % of what the cores can do"
        if args.p95 is not None and self._latencies:
            said += f", p95 {1000 * self._p95:.0f} ms"
        if args.spare < 1:
            said += f", {100 * self._spare(now):.0f} % of the threads to spare"
        return said if args.tries is None else f"{said}, size {self._tries} of {args.tries}"


GOALS_OF_SIZE = (
    GoalSpec(
        "right_size",
        "Get 95 % out of the cores, with few threads to spare and at most four sizes tried.",
        "Give every size a few seconds, and see how busy the cores are, and whether threads want one.",
        RightSize,
        Found,
    ),
    GoalSpec(
        "quick_size",
        "Get 95 % out of the cores, with a p95 of at most 300 ms.",
        "Fewer threads, and cores stand idle; more threads, and every task takes longer.",
        RightSize,
        FoundQuick,
    ),
)
