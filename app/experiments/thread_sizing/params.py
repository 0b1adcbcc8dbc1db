"""What the experiment `thread-sizing` can be told: each parameter declared once."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationInfo, field_validator

from app.engine.theory import threads_for_io
from app.experiments.machine import has_gil, usable_cores
from app.experiments.params import MOST_WORKERS, ExperimentParams, at_most_a_minute, whole_numbers
from app.experiments.thread_sizing.marks import DOCUMENT_CORES, cycle, is_crowded
from app.labs.declare import parameter
from app.labs.lists import numbers
from app.labs.parts import slow_motion

MOST_SIZES = 16
SWEEP = (1, 8, 16, 32, MOST_WORKERS)  # and the formula's answers
WITHOUT_WAITING = (1, 2, 4, 8, 16, 32)
COMPARED = ("python", "native", "processes")
CHILD_START = 0.5
PER_POINT = 0.05


class Params(ExperimentParams):
    """Parameters of the experiment `thread-sizing`. Times are real seconds."""

    work: Literal["python", "native", "processes", "compare", "cpu"] = parameter(
        "python",
        "Computing",
        "What computes: Python code, a hash that lets go of the GIL, Python code in processes, all three of them, "
        "or Python code that never waits.",
        group="tasks",
        applies="rebuild",
        labels={
            "python": "pure Python",
            "native": "lets go of the GIL (hashlib)",
            "processes": "pure Python in processes",
            "compare": "all three",
            "cpu": "pure Python, no waiting",
        },
        main=True,
    )
    sizes: str = parameter(
        "",
        "Threads",
        "Numbers of threads to try, such as 1, 21, 42. Empty: a sweep from 1 to 128 with the formula’s answers in it, "
        "or to 32 where nothing waits.",
        group="pools",
        applies="rebuild",
        main=True,
    )
    wait_time: float = parameter(
        0.2, "Wait", "How long each task waits.", group="tasks", unit="s", low=0.0, high=0.5, step=0.01,
        applies="rebuild", main=True,
    )  # fmt: skip
    compute_time: float = parameter(
        0.01,
        "Compute",
        "How long each task computes, on a core of its own: calibrated before the run.",
        group="tasks",
        unit="s",
        low=0.001,
        high=0.05,
        step=0.001,
        applies="rebuild",
        main=True,
    )
    processes: int = parameter(
        2, "Processes", "That share the threads, where there are processes.", group="pools", low=1, high=8,
        applies="rebuild",
    )  # fmt: skip
    window: float = parameter(
        0.25,
        "Window",
        "How long each measurement counts.",
        group="tasks",
        unit="s",
        low=0.05,
        high=3.0,
        scale="log",
        applies="rebuild",
    )
    repeats: int = parameter(
        3,
        "Repeats",
        "Measurements of each size, one right after the other: the median is shown, and p95 beside it.",
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
        if {"work", "sizes", "wait_time", "compute_time", "processes", "window"} <= info.data.keys():
            at_most_a_minute(seconds({**info.data, "repeats": repeats}))
        return repeats


def series(values: dict[str, Any]) -> dict[str, list[int]]:
    """The curves to measure, each with its numbers of threads."""
    names = COMPARED if values["work"] == "compare" else (values["work"],)
    return {name: _sizes(name, values) for name in names}


def _sizes(name: str, values: dict[str, Any]) -> list[int]:
    if asked := [int(size) for size in numbers(values["sizes"])]:
        return sorted(asked)
    if name == "cpu":
        return list(WITHOUT_WAITING)
    answers = {
        min(MOST_WORKERS, round(threads_for_io(cores, values["wait_time"], values["compute_time"])))
        for cores in (1, usable_cores(), DOCUMENT_CORES)
    }
    return sorted({*SWEEP, *answers})


def seconds(values: dict[str, Any]) -> float:
    """About how long a run takes: each point waits for its threads to fall into step, counts, and lets them end."""
    total = CHILD_START
    for name, sizes in series(values).items():
        wait = 0.0 if name == "cpu" else values["wait_time"]
        parallel = usable_cores() if name in ("native", "processes") or not has_gil() else 1
        for size in sizes:
            told = size, wait, values["compute_time"], parallel
            cycles = 2.75 if is_crowded(*told) else 2  # before it counts, and until the last task has ended
            total += PER_POINT + cycles * cycle(*told) + values["window"] * values["repeats"]
    return total
