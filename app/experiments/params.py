"""What the parameters of every experiment have in common, and how they say that a run would take too long."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from app.labs.declare import RUN, parameter
from app.labs.parts import RunParams, slow_motion

LONGEST = 60.0  # real seconds that one run may be expected to take
MOST_WORKERS = 128
HIDDEN = ("thread_order", "seed")  # that labs have, and that change nothing here


class ExperimentParams(RunParams):
    """Parameters of an experiment. A result belongs to those that it was measured with, and is shown with no others."""

    # That a run is not too long is checked on its last parameter, also where that has its default.
    model_config = ConfigDict(validate_default=True)

    thread_order: Literal["os"] = parameter(
        "os",
        "Thread order",
        "The operating system’s: it is measured what really happens, and no two runs are the same.",
        group=RUN,
        applies="rebuild",
    )
    slow: float = slow_motion(5.0)


def at_most_a_minute(estimate: float) -> None:
    """ValueError, as the end of a sentence, if a run would take longer than LONGEST."""
    if estimate > LONGEST:
        raise ValueError(f"makes a run of about {estimate:.0f} s; together at most {LONGEST:.0f} s are allowed")


def whole_numbers(values: tuple[float, ...], name: str, most: int) -> tuple[int, ...]:
    """The same as whole numbers. ValueError if one is none, or there are more than `most`, or one comes twice."""
    numbers = tuple(int(value) for value in values)
    if numbers != values:
        raise ValueError(f"must be whole numbers of {name}")
    if len(numbers) > most:
        raise ValueError(f"must be at most {most} numbers, not {len(numbers)}")
    if len(set(numbers)) < len(numbers):
        raise ValueError("must not name a number twice")
    return numbers
