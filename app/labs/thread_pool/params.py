"""What the thread pool lab can be told: each parameter declared once."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal

from pydantic import ConfigDict, ValidationInfo, field_validator, model_validator

from app.labs.declare import parameter
from app.labs.parts import RunParams, slow_motion

MOST_THREADS = 256  # workers of one lab
MOST_QUEUED = 1000  # tasks; an unbounded queue ends where the memory does, and here is where that is
LONG = 20  # a long task takes so many times as long


class Params(RunParams):
    """Parameters of the lab `thread-pool`. Times are model seconds."""

    model_config = ConfigDict(validate_default=True)  # also one that was not given must go with the others

    # What comes.
    arrival_rate: float = parameter(
        12.0,
        "Arrival rate",
        "Tasks that the producer submits a second.",
        group="traffic",
        unit="1/s",
        low=0.1,
        high=500.0,
        scale="log",
        main=True,
    )
    pattern: Literal["poisson", "even", "burst"] = parameter(
        "poisson",
        "Pattern",
        "Poisson: as by chance. Even: all gaps alike. Burst: ten at a time.",
        group="traffic",
        applies="rebuild",
        labels={"poisson": "by chance (Poisson)", "even": "even", "burst": "bursts of ten"},
    )
    wait_time: float = parameter(
        0.2,
        "Wait time",
        "Mean time a task waits for something else, such as a database: its thread is taken, but no core.",
        group="traffic",
        unit="s",
        low=0.0,
        high=10.0,
        step=0.001,
        scale="log",
        main=True,
    )
    compute_time: float = parameter(
        0.05,
        "Compute time",
        "Mean time a task computes after that, if it gets a core at once.",
        group="traffic",
        unit="s",
        low=0.0,
        high=10.0,
        step=0.001,
        scale="log",
        main=True,
    )
    spread: float = parameter(
        0.5,
        "Spread",
        "How much both times differ: 0 for all the same, 1 for anything from nothing to twice the mean.",
        group="traffic",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    long_share: float = parameter(
        0.0,
        "Long tasks",
        f"Share of tasks that take {LONG} times as long.",
        unit="share",
        group="traffic",
        low=0.0,
        high=0.5,
        step=0.01,
    )
    failure_rate: float = parameter(
        0.0,
        "Failure rate",
        "Share of tasks that end with an exception.",
        unit="share",
        group="traffic",
        low=0.0,
        high=1.0,
        step=0.01,
    )
    # Who does it.
    core_size: int = parameter(
        4,
        "Core size",
        "Workers that are kept once they were started.",
        group="pool",
        low=1,
        high=MOST_THREADS,
        main=True,
    )
    max_size: int = parameter(
        8, "Max size", "Workers there may be at most.", group="pool", low=1, high=MOST_THREADS, main=True
    )
    queue_capacity: int | None = parameter(
        20,
        "Queue capacity",
        "Tasks that may wait for a worker. CPython’s pool has no bound, whatever is set here.",
        group="pool",
        low=0,
        high=500,
        null="no bound",
        main=True,
    )
    growth: Literal["java", "cpython"] = parameter(
        "java",
        "Growth",
        "Java’s: core, then queue, then max, then reject. CPython’s: a worker whenever none is idle, then queue.",
        group="pool",
        labels={"java": "Java’s: the queue first", "cpython": "CPython’s: workers first"},
    )
    rejection: Literal["abort", "caller_runs", "discard", "discard_oldest"] = parameter(
        "abort",
        "Rejection policy",
        "What happens to a task when every worker is busy and the queue is full.",
        group="pool",
        labels={
            "abort": "abort: an error for the producer",
            "caller_runs": "caller runs: the producer does it",
            "discard": "discard: forget it",
            "discard_oldest": "discard oldest: forget the first in the queue",
        },
    )
    keep_alive: float = parameter(
        10.0,
        "Keep alive",
        "How long a worker beyond the core stays with nothing to do.",
        group="pool",
        unit="s",
        low=0.0,
        high=600.0,
        step=0.1,
        scale="log",
    )
    # On what.
    cores: int = parameter(
        4,
        "Cores",
        "Tasks that can compute at a time; who computes keeps the core until it is done.",
        group="machine",
        low=1,
        high=64,
        main=True,
    )
    gil: bool = parameter(
        False,
        "GIL",
        "On: only one thread computes at a time, as in CPython. Off: as many as there are cores.",
        group="machine",
        main=True,
    )
    slow: float = slow_motion(1.0)

    @model_validator(mode="before")
    @classmethod
    def _follow_the_core(cls, values: Any) -> Any:
        """A maximum that nobody named is at least the core."""
        if isinstance(values, dict) and "max_size" not in values:
            core, usual = values.get("core_size", 1), cls.model_fields["max_size"].default
            with suppress(TypeError, ValueError, OverflowError):  # what is no number is refused where that can be said
                values = {**values, "max_size": min(max(int(core), usual), MOST_THREADS)}
        return values

    @field_validator("max_size")
    @classmethod
    def _room_for_the_core(cls, value: int, info: ValidationInfo) -> int:
        core = info.data.get("core_size", 1)
        if value < core:
            raise ValueError(f"must be at least core_size ({core}), not {value}")
        return value
