"""The policies as values of parameters: one that chooses, and up to three rivals that race it."""

from __future__ import annotations

from typing import Any, Literal

from app.engine.balancer.policies import POLICIES
from app.labs.declare import parameter

PolicyName = Literal[
    "round_robin", "weighted_round_robin", "smooth_weighted_round_robin", "least_connections", "ip_hash",
    "consistent_hash", "random", "least_request", "power_of_two", "peak_ewma", "bounded_load", "maglev", "rendezvous",
    "jump_hash",
]  # fmt: skip
RivalName = Literal["none"] | PolicyName

LABELS = {name: kind.label for name, kind in POLICIES.items()}


def rival(number: int) -> Any:
    """The parameter `rival_N`."""
    return parameter(
        "none",
        f"Rival {number}",
        "Another policy that gets the very same requests, with servers of its own that have the same faults.",
        group="policy",
        applies="rebuild",
        labels={"none": "none", **LABELS},
    )
