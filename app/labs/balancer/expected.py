"""What share of the requests each server should get, where the policy alone decides that."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.policies import POLICIES

if TYPE_CHECKING:
    from app.labs.balancer.lane import Lane


def expected_shares(lane: Lane) -> dict[str, float] | None:
    """By server; 0 for one that gets nothing now. None where it depends on how fast the servers are."""
    balancer = lane.balancer
    rule = POLICIES[balancer.policy.name].expected
    eligible = {server.name for server in balancer.members.eligible}
    weights = {member.name: member.weight if member.name in eligible else 0.0 for member in balancer.members}
    if rule is None or not eligible:
        return None
    if rule == "ring":
        arcs = _arcs(tuple((name, weight) for name, weight in weights.items() if weight), lane.vnodes)
        return {name: arcs.get(name, 0.0) for name in weights}
    parts = weights if rule == "weight" else {name: float(weight > 0) for name, weight in weights.items()}
    total = sum(parts.values())
    return {name: part / total for name, part in parts.items()}


@lru_cache(maxsize=64)
def _arcs(nodes: tuple[tuple[str, float], ...], vnodes: int) -> dict[str, float]:
    """The parts of the ring that belong to each node: what it gets of keys that are spread evenly."""
    return HashRing(dict(nodes), vnodes).shares()
