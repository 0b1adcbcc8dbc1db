"""What is to be done: everything about a task is drawn when it arrives, whatever becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.rng import stream
from app.engine.traffic import spread
from app.labs.thread_pool.params import LONG, Params

SHORT_TASK, LONG_TASK, POISON = "task", "long", "poison"


class TaskFailed(Exception):
    """What a task that fails raises."""


@dataclass(slots=True)
class Task:
    """It waits, then computes (model seconds), and may fail in the end; a poison task waits for ever."""

    name: str
    wait: float = 0.0
    compute: float = 0.0
    fails: bool = False
    number: int = 0  # the one that the pool gives it
    began: float = 0.0
    ran_for: float | None = None  # how long its producer was kept busy with it, if that had to do it


class Tasks:
    """Makes the tasks of one run. Each purpose has its own stream of chance, and draws the same for any policy."""

    def __init__(self, params: Params) -> None:
        self.params = params
        self._demand = stream(params.seed, "demand")
        self._kind = stream(params.seed, "kind")
        self._faults = stream(params.seed, "faults")

    def draw(self, *, long: bool = False) -> Task:
        """The next one; with `long` it is a long one.

        Always the same number of draws, so that a slider moved changes only what it is about.
        """
        params = self.params
        wait = spread(self._demand, params.wait_time, params.spread)
        compute = spread(self._demand, params.compute_time, params.spread)
        fails = self._faults.random() < params.failure_rate
        if self._kind.random() < params.long_share or long:
            return Task(LONG_TASK, round(LONG * wait, 9), round(LONG * compute, 9), fails)
        return Task(SHORT_TASK, wait, compute, fails)
