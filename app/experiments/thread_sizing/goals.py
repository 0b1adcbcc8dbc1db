"""What a learner may be asked to reach with `thread-sizing`: a good size, found in a few tries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec
from app.labs.theory_form import percent

if TYPE_CHECKING:
    from app.experiments.thread_sizing.lab import ThreadSizingExperiment

A_SWEEP = 4  # sizes in one run, from which on it is no try


class Tries(Declared):
    share: float = parameter(0.95, "Share", "Of the best throughput, at least.", group="goal", low=0.5, high=1.0)
    tries: int = parameter(4, "Tries", "Runs of a single size, at most.", group="goal", low=1, high=6)


class NearBest(Goal):
    """Come near the best throughput with a run of one size; a sweep of the same tasks says what the best is."""

    def __init__(self, experiment: ThreadSizingExperiment, args: Tries) -> None:
        self._experiment = experiment
        self._args = args

    def take(self, event: Event) -> None:
        """Results come with another recording, and not as events."""

    def progress(self, now: float) -> float:
        best, tries = self._found()
        if best is None or not tries:
            return 0.0
        reached = max(tries.values()) / (self._args.share * best)
        return min(0.99 if len(tries) > self._args.tries else 1.0, reached)

    def detail(self, now: float) -> str:
        best, tries = self._found()
        if best is None:
            return "the best is not known yet: measure the whole sweep first"
        if not tries:
            return "no single size tried yet"
        size = max(tries, key=lambda size: tries[size])
        threads = "1 thread" if size == 1 else f"{size} threads"
        return f"{threads}: {percent(tries[size] / best)} of the best; {len(tries)} of {self._args.tries} tries"

    def _found(self) -> tuple[float | None, dict[int, float]]:
        """The best throughput of all, if a sweep was measured, and that of each size that was tried alone."""
        results = list(self._results())
        rates = [{int(row["x"]): float(row["median"]) for row in result["rows"]} for result in results]
        if not any(len(each) >= A_SWEEP for each in rates):
            return None, {}
        tries = {size: rate for each in rates if len(each) == 1 for size, rate in each.items()}
        return max(max(each.values()) for each in rates), tries

    def _results(self) -> Iterator[Mapping[str, Any]]:
        told = self._experiment.order(self._experiment.params)
        for known in self._experiment.history.copy().values():
            if known.result["params"]["work"] == told["work"] and akin(told, known.result["params"]):
                yield known.result


def akin(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two runs had the same tasks, so that their curves belong together. Those that never wait are apart."""
    same = all(one[name] == other[name] for name in ("wait_time", "compute_time"))
    return same and (one["work"] == "cpu") == (other["work"] == "cpu")


NEAR_BEST = GoalSpec(
    "near_best",
    "Come near the best, in a few tries",
    "Name one size in Threads, run it, and adjust. The sweep has to have been measured once.",
    NearBest,
    Tries,
)
