"""What a learner may be asked to reach with any experiment: have a result, and see its recording to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared
from app.labs.goals import Goal, GoalSpec

if TYPE_CHECKING:
    from app.experiments.experiment import Experiment


class HaveResult(Goal):
    """Run it: the progress is that of the run."""

    def __init__(self, experiment: Experiment, args: Declared) -> None:
        self._picture = experiment.picture

    def take(self, event: Event) -> None:
        """The result comes with another recording, and not as an event."""

    def progress(self, now: float) -> float:
        if self._picture.result is not None:
            return 1.0
        run = self._picture.experiment
        return min(0.99, run["done"] / run["total"]) if run["total"] else 0.0

    def detail(self, now: float) -> str:
        run = self._picture.experiment
        if self._picture.result is not None:
            return "measured"
        return f"{run['done']} of {run['total']} steps" if run["total"] else "not run yet"


class SeeItAll(HaveResult):
    """Watch the recording to its last event, variant by variant."""

    def __init__(self, experiment: Experiment, args: Declared) -> None:
        super().__init__(experiment, args)
        self._seen = len(self._picture.finished)

    def take(self, event: Event) -> None:
        self._seen += event.kind == "run.finished"

    def progress(self, now: float) -> float:
        result = self._picture.result
        return min(1.0, self._seen / result["recorded"]["variants"]) if result else 0.0

    def detail(self, now: float) -> str:
        result = self._picture.result
        return f"{self._seen} of {result['recorded']['variants']} shown" if result else "not run yet"


GOALS = (
    GoalSpec("have_result", "Measure it", "Press Run, and wait for the progress bar.", HaveResult),
    GoalSpec("see_it_all", "Watch it to the end", "Let the recording play, or go faster.", SeeItAll),
)
