"""What every experiment is: a lab whose threads run elsewhere, at full speed, and whose journal is their recording.

Before a run its clock has nothing to do. A run waits for its turn in the queue, does its work in a child process, and
leaves a result and a recording. The session then builds the experiment anew, and the new one plays the recording
into its journal: a thread of the paced clock writes every event down at the model time at which it was measured.
So pause, step, speed, scrubbing and export are those of any lab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from app.engine import Clock, SeededClock
from app.experiments.finished import History, history_key
from app.experiments.goals import GOALS
from app.experiments.params import HIDDEN
from app.experiments.parts import ACTIONS, METRICS, OneVariant, read_metrics
from app.experiments.picture import Picture
from app.experiments.running import Running
from app.experiments.tape import LEAD
from app.labs.errors import LabError
from app.labs.goals import GoalSpec
from app.labs.parts import RunParams, Taken

T = TypeVar("T")


class Experiment(Running):
    """A program that can be run, its result, and its recording."""

    actions = ACTIONS
    metrics_declared = METRICS
    goals: ClassVar[tuple[GoalSpec, ...]] = GOALS
    kinds = ("run.*", "worker.started", "worker.ended", "thread.state", "task.submitted", "task.started",
             "task.finished", "lab.*")  # fmt: skip

    @classmethod
    def akin(cls, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Whether results measured with these two orders can be seen in one picture."""
        return bool(one["work"] == other["work"])

    # -- what a lab is asked for -------------------------------------------------------------------------------

    @classmethod
    def describe(cls) -> dict[str, Any]:
        described = super().describe()
        for name in HIDDEN:
            described["params"]["properties"].pop(name)
        return {**described, "experiment": True, "badge": "measured"}

    def build(self) -> None:
        self.picture = Picture(round(self.estimate(self.params), 1))
        self.history = History()
        self.at_end = False  # the whole recording has been shown
        self.wanted = ""  # the variant that the next one of its kind begins its recording with; "": with the first
        self.begin()

    def apply(self, name: str, params: Any) -> None:
        """No parameter is live but `slow`, which the base class sees to."""

    def set(self, name: str, value: object) -> str:
        if name != "slow" and name in self.Params.model_fields and self.runs:
            raise LabError("not_now", f"{name} cannot be changed while it runs; cancel it first", name)
        return super().set(name, value)

    def read_state(self) -> tuple[int, dict[str, Any]]:
        return self.journal.position, self.picture.state(self.clock.now())

    def metrics(self, window: float | None = None) -> dict[str, float | None]:
        return read_metrics(self.picture)

    def resume(self) -> None:
        if not self.at_end:  # there is nothing that could go on
            super().resume()

    def show(self, args: OneVariant) -> None:
        """The recording again, from the beginning of one variant on: a new one is made, as for `reset`."""
        if self.runs:
            raise LabError("not_now", "it is being measured; wait for the result, or cancel it first")
        known = self.history.get(history_key(self.params))
        names = [fields["variant"] for _, kind, fields in known.events() if kind == "run.variant"] if known else []
        if args.variant not in names:
            raise LabError("bad_arguments", f"there is no recording of {args.variant!r}", "variant", names)
        self.wanted = args.variant
        self._wants_rebuild = True

    # -- for the session ---------------------------------------------------------------------------------------

    def take_wish(self) -> bool:
        """Whether it wants to be built anew: there is a new recording, or the old one is to be shown again."""
        wanted, self._wants_rebuild = self._wants_rebuild, False
        return wanted

    def show_again(self) -> None:
        """Play a recording that is over once more; not while another is being measured, which it would end."""
        if self.at_end and not self.runs:
            self._wants_rebuild = True

    def inherit(self, before: Experiment) -> None:
        """Take over what `before` measured; what fits the parameters is shown, and its recording played."""
        self.history = before.history
        self._on_clock(lambda: self._recall(before.wanted))

    def _recall(self, wanted: str) -> None:
        own, told = history_key(self.params), self.order(self.params)
        others = [known.result for key, known in self.history.items() if key != own]
        self.picture.others = [result for result in others if self.akin(told, result["params"])]
        finished = self.history.get(own)
        if finished is None:
            return
        self.picture.result = finished.result
        steps = len(finished.result["rows"])
        self.picture.experiment |= {"phase": "done", "done": steps, "total": steps}
        self.clock.spawn(self._play, _since(finished.events(), wanted), name="replay", daemon=True)

    def _play(self, events: Sequence[Sequence[Any]]) -> None:
        """A thread of the clock: every event at the model time at which it was measured."""
        for t, kind, fields in events:
            if t > self.clock.now():
                self.clock.waiter().wait(t)
            stamp = self.journal.append(kind, **fields)
            self.picture.take(stamp, kind, fields)
        self.at_end = True
        self.clock.pause()  # or model time would go on, with nothing in it

    # -- what cannot be ----------------------------------------------------------------------------------------

    @classmethod
    def replay(cls, start: Any, taken: Sequence[Taken], until: float, *, paused: bool = False) -> Self:
        raise LabError("not_repeatable", "an experiment is measured, and no two runs are the same; run it again")

    @classmethod
    def run_through(cls, params: Any, seconds: float, read: Callable[[Self], T]) -> NoReturn:
        raise LabError("not_repeatable", "an experiment has no model to run through; run it for real")

    @staticmethod
    def _make_clock(params: RunParams) -> Clock:
        return SeededClock(0, params.slow)  # the recording has its order already


def _since(events: Sequence[Sequence[Any]], wanted: str) -> Sequence[Sequence[Any]]:
    """The recording from the beginning of a variant on, as if it had begun with that; "": all of it."""
    for place, (start, kind, fields) in enumerate(events):
        if wanted and kind == "run.variant" and fields["variant"] == wanted:
            return [(round(t - start + LEAD, 9), kind, fields) for t, kind, fields in events[place:]]
    return events
