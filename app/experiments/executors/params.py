"""What the experiment `executors` can be told: each parameter declared once."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import ValidationInfo, field_validator

from app.experiments.params import MOST_WORKERS, ExperimentParams, at_most_a_minute, whole_numbers
from app.labs.declare import parameter
from app.labs.lists import numbers
from app.labs.parts import slow_motion

DOCUMENT_SIZES = {"sleep": (1, 5, 10, 20, 40), "compute": (1, 2, 4)}
DOCUMENT_TASKS = {"sleep": 20, "compute": 8}
MOST_SIZES = 8
# About what it takes here; the estimate is a promise to nobody.
PER_NUMBER = 65e-9  # seconds of sum(i**2) for each i
PROCESS_START = 0.25  # seconds for a pool of processes to come and go
CHILD_START = 0.3


class Params(ExperimentParams):
    """Parameters of the experiment `executors`. Times are real seconds."""

    work: Literal["sleep", "compute"] = parameter(
        "sleep",
        "Tasks",
        "What the tasks do: wait, as for a network, or compute.",
        group="tasks",
        applies="rebuild",
        labels={"sleep": "wait (time.sleep)", "compute": "compute (sum of squares)"},
        main=True,
    )
    tasks: int | None = parameter(
        None,
        "How many",
        "Tasks in each run. The document has 20 that wait and 8 that compute.",
        group="tasks",
        low=2,
        high=64,
        applies="rebuild",
        null="as in the document",
    )
    sizes: str = parameter(
        "",
        "Pool sizes",
        "Numbers of threads to try, such as 1, 10, 40. Empty: 1, 5, 10, 20, 40, or 1, 2, 4 for computing.",
        group="pools",
        applies="rebuild",
        main=True,
    )
    processes: int = parameter(
        2, "Processes", "In the pool of processes, for computing.", group="pools", low=1, high=8, applies="rebuild"
    )
    sleep: float = parameter(
        0.5, "Wait", "How long a task waits, before the scale.", group="tasks", unit="s", low=0.01, high=1.0,
        applies="rebuild",
    )  # fmt: skip
    scale: float = parameter(
        0.1,
        "Scale",
        "The waits are so many times as long: 1 is the document’s own program, 0.1 has time to repeat it.",
        group="tasks",
        low=0.01,
        high=1.0,
        scale="log",
        applies="rebuild",
        main=True,
    )
    numbers: int = parameter(
        1_000_000,
        "Numbers",
        "A computing task sums the squares of so many numbers.",
        group="tasks",
        low=1_000,
        high=5_000_000,
        scale="log",
        applies="rebuild",
    )
    repeats: int = parameter(
        3,
        "Repeats",
        "How often each is measured: the median is shown, and p95 beside it.",
        group="tasks",
        low=1,
        high=20,
        applies="rebuild",
    )
    slow: float = slow_motion(5.0)

    @field_validator("sizes")
    @classmethod
    def _sizes(cls, text: str) -> str:
        whole_numbers(numbers(text, least=1, most=MOST_WORKERS), "threads", MOST_SIZES)
        return text.strip()

    @field_validator("repeats")
    @classmethod
    def _not_too_long(cls, repeats: int, info: ValidationInfo) -> int:
        if {"work", "tasks", "sizes", "sleep", "scale", "numbers"} <= info.data.keys():  # else one of them is told
            at_most_a_minute(seconds(repeats=repeats, **info.data))
        return repeats

    @property
    def thread_counts(self) -> tuple[int, ...]:
        """The pool sizes as numbers."""
        return counts(self.sizes, self.work)

    @property
    def task_count(self) -> int:
        return self.tasks or DOCUMENT_TASKS[self.work]


def counts(sizes: str, work: str) -> tuple[int, ...]:
    return tuple(int(size) for size in numbers(sizes)) or DOCUMENT_SIZES[work]


def seconds(
    *, work: str, tasks: int | None, sizes: str, sleep: float, scale: float, numbers: int, repeats: int, **_: object
) -> float:
    """About how long a run takes: one after another, in every pool, and with a thread each or in processes."""
    count, pools = tasks or DOCUMENT_TASKS[work], counts(sizes, work)
    if work == "sleep":
        rounds = count + sum(math.ceil(count / size) for size in pools) + 1
        return CHILD_START + repeats * rounds * sleep * scale
    one = count * numbers * PER_NUMBER
    return CHILD_START + PROCESS_START + repeats * (one * (1 + 1.1 * len(pools) + 1.4) + 2 * PROCESS_START)
