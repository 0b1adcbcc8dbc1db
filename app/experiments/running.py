"""The run of an experiment: its turn in the queue, its child process, and what is told of it meanwhile."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from app.engine import ClockClosed
from app.experiments.finished import Finished, History, finished, history_key
from app.experiments.params import HIDDEN, ExperimentParams
from app.experiments.picture import Picture
from app.experiments.queue import QUEUE, QueueFull, Turn
from app.experiments.runner import ChildRun, RunCancelled, RunFailed
from app.experiments.words import of_the_machine
from app.labs.base import Lab
from app.labs.declare import Declared
from app.labs.errors import LabError

log = logging.getLogger(__name__)

News = tuple[str, dict[str, Any]]  # name of a message, payload

CLOSE_WITHIN = 5.0  # real seconds for a run to end when its experiment is closed


class Running(Lab):
    """The part of an experiment that has to do with its run. `program` is the module that a child process runs.

    What changes the picture is posted to the clock, so that it comes in one order with everything else.
    """

    program: ClassVar[str]
    queue = QUEUE

    params: ExperimentParams
    picture: Picture
    history: History

    # -- for an experiment to fill in --------------------------------------------------------------------------

    @classmethod
    @abstractmethod
    def estimate(cls, params: Any) -> float:
        """About how many real seconds a run takes."""

    @classmethod
    @abstractmethod
    def sentences(cls, result: Mapping[str, Any]) -> list[str]:
        """What a result says, in words made from its own numbers."""

    @classmethod
    def order(cls, params: Any) -> dict[str, Any]:
        """What the program is told, in plain data: the parameters by default."""
        told: dict[str, Any] = params.model_dump(exclude={"slow", *HIDDEN})
        return told

    @classmethod
    def limit(cls, params: Any) -> float:
        """After so many real seconds a run is ended: three times what is expected, and some for a slow start."""
        return 3 * cls.estimate(params) + 20

    def begin(self) -> None:
        """Nothing runs yet."""
        self._news: deque[News] = deque(maxlen=100)
        self._wants_rebuild = False  # there is a new recording, or the old one is to be shown again
        self._turn: Turn | None = None
        self._child: ChildRun | None = None

    @property
    def runs(self) -> bool:
        """Whether a run is under way, or waits for its turn."""
        return self._turn is not None and not self._turn.ended.is_set()

    def close(self) -> None:
        turn = self._turn
        self._stop()
        super().close()
        if turn is not None:
            turn.ended.wait(CLOSE_WITHIN)

    def take_news(self) -> list[News]:
        """Messages for the client since the last time."""
        taken = []
        while self._news:
            taken.append(self._news.popleft())
        return taken

    # -- actions -----------------------------------------------------------------------------------------------

    def start(self, args: Declared) -> dict[str, int]:
        """Join the queue. `place`: how many runs are before this one."""
        if self.runs:
            raise LabError("not_now", "it is running already")
        child = ChildRun(self.program, self.order(self.params), self.limit(self.params))
        try:
            self._turn, place = self.queue.join(lambda: self._work(child), self._moved)
        except QueueFull:
            raise LabError("busy", "too many experiments are waiting for their turn; try again later") from None
        self._child = child
        self._tell("queued", place=place, done=0, total=0, note="", error=None)
        return {"place": place}

    def cancel(self, args: Declared) -> None:
        if not self.runs:
            raise LabError("not_now", "nothing is running")
        self._stop()

    def reset(self, args: Declared) -> None:
        """Done by whoever holds the experiment: a new one is made, and shows the recording from its start."""

    def _stop(self) -> None:
        turn, child = self._turn, self._child
        if turn is None or child is None or turn.ended.is_set():
            return
        if self.queue.leave(turn):
            self._tell("cancelled", place=0)
        else:
            child.cancel()

    # -- the run: on the thread of the queue -------------------------------------------------------------------

    def _work(self, child: ChildRun) -> Callable[[], object]:
        """Do it; returns what is to be told when it is over."""
        self._tell("running", place=0)
        try:
            found = self._finished(child.run(lambda progress: self._tell("running", **progress)))
        except RunCancelled:
            return partial(self._tell, "cancelled")
        except RunFailed as failure:
            return partial(self._tell, "failed", error=str(failure))
        except Exception as error:
            log.exception("a run of %s", self.slug)
            return partial(self._tell, "failed", error=f"It could not be run: {type(error).__name__}.")
        return partial(self._done, found)

    def _finished(self, message: Mapping[str, Any]) -> Finished:
        result = {"slug": self.slug, "params": self.order(self.params), **message["result"]}
        result["sentences"] = [*self.sentences(result), *of_the_machine(result["machine"])]
        return finished(result, message["events"])

    def _done(self, found: Finished) -> None:
        def keep() -> None:
            self.history[history_key(self.params)] = found
            self._news.append(("result", found.result))
            self._wants_rebuild = True

        self._tell("done", note="")
        with suppress(ClockClosed):
            self.clock.call_soon(keep)

    def _moved(self, place: int) -> None:
        self._tell("queued", place=place)

    def _tell(self, phase: str, **changes: Any) -> None:
        """Write down how the run stands, and have it told. From any thread."""

        def write() -> None:
            known = {name: value for name, value in self.picture.experiment.items() if name != "estimate"}
            fields = {**known, "phase": phase, **changes}
            t = self.journal.append("run.progress", **fields)
            self.picture.take(t, "run.progress", fields)
            self._news.append(("progress", {**self.picture.experiment}))

        with suppress(ClockClosed):
            self.clock.call_soon(write)
