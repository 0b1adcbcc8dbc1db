"""What a learner can do to the ring lab: each action and its arguments, declared once."""

from __future__ import annotations

from pydantic import field_validator

from app.labs.declare import Declared, parameter
from app.labs.hash_ring.naming import LEAST_WEIGHT, MOST_WEIGHT, checked_name
from app.labs.parts import Action

LONGEST_KEY = 80


class AddServer(Declared):
    """Arguments of the action add_server."""

    name: str | None = parameter(None, "Name", "None: the first that is free.", group="action")
    weight: float | None = parameter(
        None, "Weight", "None: as in Weights.", group="action", low=LEAST_WEIGHT, high=MOST_WEIGHT
    )

    @field_validator("name")
    @classmethod
    def _name(cls, name: str | None) -> str | None:
        return name if name is None else checked_name(name)


class RemoveServer(Declared):
    """Arguments of the action remove_server."""

    name: str | None = parameter(None, "Name", "None: the one that came last.", group="action")


class SetWeight(Declared):
    """Arguments of the action set_weight."""

    name: str | None = parameter(None, "Name", "None: the one that came last.", group="action")
    weight: float = parameter(
        2.0, "Weight", "Its points are so many times those of weight 1.", group="action", low=LEAST_WEIGHT,
        high=MOST_WEIGHT,
    )  # fmt: skip


class LookUp(Declared):
    """Arguments of the action look_up."""

    key: str = parameter("user:123", "Key", "Any text.", group="action")
    replicas: int | None = parameter(
        None, "Replicas", "How many different servers. None: as in Replicas.", group="action", low=1, high=5
    )

    @field_validator("key")
    @classmethod
    def _key(cls, key: str) -> str:
        if not key or len(key) > LONGEST_KEY:
            raise ValueError(f"must be a text of 1 to {LONGEST_KEY} characters")
        return key


ACTIONS = (
    Action("add_server", "Add a server", "It takes its places on the ring, and their keys.", "add_server", AddServer),
    Action(
        "remove_server",
        "Remove a server",
        "Its keys go on clockwise to whoever comes next.",
        "remove_server",
        RemoveServer,
    ),
    Action("set_weight", "Set a weight", "Gives a server more points on the ring, or fewer.", "set_weight", SetWeight),
    Action("look_up", "Look up a key", "Walks clockwise from the key to its server.", "look_up", LookUp),
    Action("reset", "Reset", "Begin again from the start, with the same seed and settings.", "reset"),
)
