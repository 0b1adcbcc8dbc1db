"""The table of all policies: what each is called, what it promises, and how it is made."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from app.engine.balancer.bounded_load import BoundedLoad
from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.ip_hash import IpHash
from app.engine.balancer.jump_hash import JumpHash
from app.engine.balancer.least_connections import LeastConnections
from app.engine.balancer.least_request import LeastRequest
from app.engine.balancer.maglev import Maglev
from app.engine.balancer.peak_ewma import PeakEwma
from app.engine.balancer.policy import Policy
from app.engine.balancer.power_of_two import PowerOfTwoChoices
from app.engine.balancer.random_choice import RandomChoice
from app.engine.balancer.rendezvous import Rendezvous
from app.engine.balancer.round_robin import RoundRobin
from app.engine.balancer.smooth_weighted import SmoothWeightedRoundRobin
from app.engine.balancer.weighted_round_robin import WeightedRoundRobin

Affinity = Literal["ip", "key"]
Expected = Literal["equal", "weight", "ring"]


@dataclass(frozen=True, slots=True)
class PolicyOptions:
    """What a policy may be made with: each takes what it needs. `bound` is BoundedLoad's c; `now` model seconds.

    The `rng` is for those that draw servers; ties among the least loaded take turns here, which is easier to follow.
    """

    rng: random.Random | None = None
    now: Callable[[], float] | None = None
    vnodes: int = 150
    bound: float = 1.25


@dataclass(frozen=True, slots=True)
class PolicyKind:
    """One policy: its `name` in parameters and its `label` for people.

    `affinity` is what a request is kept at its server by, if by anything; `weighted` whether weights count.
    `expected` says in proportion to what the servers' shares should be; None if that depends on how fast they are.
    """

    name: str
    label: str
    affinity: Affinity | None
    weighted: bool
    expected: Expected | None
    make: Callable[[PolicyOptions], Policy]


_KINDS = (
    PolicyKind("round_robin", "Round robin", None, False, "equal", lambda _: RoundRobin()),
    PolicyKind("weighted_round_robin", "Weighted round robin", None, True, "weight", lambda _: WeightedRoundRobin()),
    PolicyKind(
        "smooth_weighted_round_robin",
        "Smooth weighted round robin",
        None,
        True,
        "weight",
        lambda _: SmoothWeightedRoundRobin(),
    ),
    PolicyKind("least_connections", "Least connections", None, False, None, lambda _: LeastConnections()),
    PolicyKind("ip_hash", "IP hash", "ip", False, "equal", lambda _: IpHash()),
    PolicyKind("consistent_hash", "Consistent hashing", "key", True, "ring", lambda o: ConsistentHash(o.vnodes)),
    PolicyKind("random", "Random", None, False, "equal", lambda o: RandomChoice(o.rng)),
    PolicyKind("least_request", "Least request", None, True, None, lambda _: LeastRequest()),
    PolicyKind("power_of_two", "Power of two choices", None, False, None, lambda o: PowerOfTwoChoices(o.rng)),
    PolicyKind("peak_ewma", "Peak EWMA", None, False, None, lambda o: PeakEwma(o.rng, o.now)),
    PolicyKind("bounded_load", "Bounded loads", "key", True, "ring", lambda o: BoundedLoad(o.bound, o.vnodes)),
    PolicyKind("maglev", "Maglev", "key", True, "weight", lambda _: Maglev()),
    PolicyKind("rendezvous", "Rendezvous", "key", True, "weight", lambda _: Rendezvous()),
    PolicyKind("jump_hash", "Jump hash", "key", False, "equal", lambda _: JumpHash()),
)

POLICIES: Mapping[str, PolicyKind] = MappingProxyType({kind.name: kind for kind in _KINDS})


def make_policy(name: str, options: PolicyOptions | None = None) -> Policy:
    """A fresh policy by its name. ValueError if there is none of that name."""
    kind = POLICIES.get(name)
    if kind is None:
        raise ValueError(f"policy must be one of {', '.join(POLICIES)}, not {name!r}")
    return kind.make(options or PolicyOptions())
