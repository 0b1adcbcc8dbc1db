"""What a learner can do to the balancer lab: each action and its arguments, declared once."""

from __future__ import annotations

from pydantic import field_validator

from app.labs.balancer.params import FASTEST, HEAVIEST, SLOWEST
from app.labs.declare import Declared, parameter
from app.labs.parts import Action


class OneServer(Declared):
    """Which server; in a race the one of that name in every lane."""

    server: str | None = parameter(None, "Server", "Its name; None: the lab chooses one.", group="action")


class SlowDown(OneServer):
    """Arguments of the action slow_down."""

    factor: float = parameter(
        4.0, "Factor", "How many times as long its work takes from now on.", group="action", low=0.05, high=100.0
    )


class SetSpeed(OneServer):
    """Arguments of the action set_speed."""

    speed: float = parameter(1.0, "Speed", "1 is the usual one.", group="action", low=SLOWEST, high=FASTEST)


class SetWeight(OneServer):
    """Arguments of the action set_weight."""

    weight: float = parameter(1.0, "Weight", "Its share of the requests, against the others’.", group="action")

    @field_validator("weight")
    @classmethod
    def _above_zero(cls, value: float) -> float:
        return _checked(value)


class AddServer(Declared):
    """Arguments of the action add_server."""

    name: str | None = parameter(None, "Name", "None: the next letter.", group="action")
    weight: float = parameter(1.0, "Weight", "Its share of the requests.", group="action")
    speed: float = parameter(1.0, "Speed", "1 is the usual one.", group="action", low=SLOWEST, high=FASTEST)

    @field_validator("weight")
    @classmethod
    def _above_zero(cls, value: float) -> float:
        return _checked(value)

    @field_validator("name")
    @classmethod
    def _short(cls, value: str | None) -> str | None:
        if value is not None and not (0 < len(value) <= 20 and value[0].isalpha() and value.isprintable()):
            raise ValueError("must have from 1 to 20 characters, the first of them a letter")
        if value is not None and "/" in value:
            raise ValueError("must not have a slash: it parts a server from its workers")
        return value


class Burst(Declared):
    """Arguments of the action burst."""

    requests: int = parameter(20, "Requests", "How many, all at once.", group="action", low=1, high=200)


def _checked(weight: float) -> float:
    if not 0 < weight <= HEAVIEST:
        raise ValueError(f"must be above 0 and up to {HEAVIEST:g}, not {weight:g}")
    return weight


ACTIONS = (
    Action("slow_down", "Slow one down", "A server takes four times as long from now on.", "slow_down", SlowDown),
    Action("crash", "Crash a server", "It goes down at once: what it has is lost.", "crash", OneServer),
    Action("stop_server", "Stop a server", "It accepts no more, and finishes what it has.", "stop_server", OneServer),
    Action("restart_server", "Restart a server", "A server that is down comes up again.", "restart_server", OneServer),
    Action("add_server", "Add a server", "One more server behind the balancer.", "add_server", AddServer),
    Action("remove_server", "Remove a server", "It gets no more requests, at once.", "remove_server", OneServer),
    Action("drain", "Drain a server", "It finishes what it has, and is removed then.", "drain", OneServer),
    Action("set_speed", "Set a speed", "How fast a server works.", "set_speed", SetSpeed),
    Action("set_weight", "Set a weight", "How much a server gets, from policies that read weights.", "set_weight",
           SetWeight),
    Action("burst", "Burst of 20", "So many requests at one moment.", "burst", Burst),
    Action("reset", "Reset", "Begin again from the start, with the same seed and settings.", "reset"),
)  # fmt: skip
