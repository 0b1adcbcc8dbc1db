"""What a lab is described by: its actions, its metrics, the parameters of every run, a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.labs.declare import RUN, Declared, parameter

Taken = tuple[float, str, str, Any]  # something changed or done: model time, "set" or "act", name, value or arguments


def slow_motion(default: float) -> Any:
    """The parameter `slow`; `default` so that the lab's usual operation takes about 300 ms of real time."""
    return parameter(
        default,
        "Slow motion",
        "Real seconds for one second of the model.",
        group=RUN,
        low=0.1,
        high=1000.0,
        scale="log",
    )


@dataclass(frozen=True, slots=True)
class Action:
    """Something a learner can do to a running lab: `do` is the name of the lab's method, `args` what it takes."""

    name: str
    label: str
    help: str
    do: str
    args: type[Declared] = Declared


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that a lab reports. `otel` is its name at work; `of` is the metric it is a part of."""

    name: str
    label: str
    help: str
    unit: str = ""
    tone: str = "plain"
    of: str | None = None
    otel: str | None = None
    strip: bool = False

    def describe(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in self.__slots__}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The engine's state at model time `t`, with all journal events before `index` in it, and none after."""

    t: float
    index: int
    state: dict[str, Any]


class RunParams(Declared):
    """What every lab's parameters have: order of threads, seed, pace. Pages show them after the lab's own."""

    thread_order: Literal["seeded", "os"] = parameter(
        "seeded",
        "Thread order",
        "Seeded: the same run every time. Operating system: what production does, different every time.",
        group=RUN,
        applies="rebuild",
        labels={"seeded": "seeded", "os": "operating system"},
    )
    seed: int = parameter(7, "Seed", "Another seed is another run.", group=RUN, applies="rebuild", low=0, high=999_999)
    slow: float = slow_motion(4.0)
