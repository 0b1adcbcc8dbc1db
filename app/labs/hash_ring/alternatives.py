"""Five ways to give each key a server, tried on the same keys: what moves, how even, how large, how fast."""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.hashing import md5_128
from app.engine.balancer.jump_hash import JumpHash
from app.engine.balancer.maglev import Maglev
from app.engine.balancer.picking import key_of, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.rendezvous import Rendezvous
from app.engine.balancer.server import Request, Server
from app.labs.hash_ring.keyspace import key_name
from app.labs.hash_ring.measures import relative_spread
from app.labs.hash_ring.naming import free_name
from app.labs.hash_ring.params import Params

KEYS = 10_000
ROUNDS = 3  # the best of so many timings: the others met somebody else on the machine


class Modulo(Policy):
    """`hash % n`: the key's hash says the server's place in the list."""

    name = "modulo"

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        return servers[md5_128(key_of(request)) % len(servers)]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One of the ways: `make` gets the parameters of the lab."""

    name: str
    label: str
    make: Callable[[Params], Policy]


SCHEMES = (
    Scheme("ring", "Hash ring", lambda params: ConsistentHash(params.vnodes)),
    Scheme("rendezvous", "Rendezvous", lambda _: Rendezvous()),
    Scheme("maglev", "Maglev", lambda _: Maglev()),
    Scheme("jump", "Jump hash", lambda _: JumpHash()),
    Scheme("modulo", "hash % n", lambda _: Modulo()),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What was counted and timed of one scheme. Keys are out of KEYS; None: one server cannot leave."""

    servers: int
    added: int  # keys that moved when a server came
    removed: int | None  # and when one in the middle left
    needless: int  # those of both that went from one server that stayed to another
    removed_share: float | None  # the weight that left, of all
    added_share: float
    spread: float  # standard deviation of keys per server over the mean
    memory: int  # bytes
    lookup: float  # seconds
    change: float  # seconds until the first lookup after a server came is answered


def try_out(scheme: Scheme, params: Params) -> Trial:
    """Have `scheme` serve KEYS keys before and after a server comes, and another one leaves."""
    requests = [Request(key=key_name(index)) for index in range(KEYS)]
    names: list[str] = []
    for _ in range(params.servers + 1):
        names.append(free_name(params.naming, names))
    servers = tuple(Server(name, params.weight_of(place)) for place, name in enumerate(names))
    now, more = servers[:-1], servers
    middle = (len(now) - 1) // 2
    fewer = now[:middle] + now[middle + 1 :]
    policy = scheme.make(params)
    before = owners(policy, now, requests)
    memory = memory_of(policy)
    lookup = min(timed(lambda: owners(policy, now, requests)) for _ in range(ROUNDS)) / KEYS
    change = timed(lambda: policy.pick(more, requests[0]))
    after = owners(policy, more, requests)
    added, needless = moved(before, after, more[-1].name)
    removed = None
    if fewer:
        removed, between = moved(owners(policy, fewer, requests), before, now[middle].name)
        needless += between
    weights = {server.name: server.weight for server in now}
    total = sum(weights.values())
    return Trial(
        servers=len(now),
        added=added,
        removed=removed,
        needless=needless,
        removed_share=now[middle].weight / total if fewer else None,
        added_share=more[-1].weight / (total + more[-1].weight),
        spread=relative_spread(Counter(before), weights) or 0.0,
        memory=memory,
        lookup=lookup,
        change=change,
    )


def owners(policy: Policy, servers: Servers, requests: Iterable[Request]) -> list[str]:
    pick = policy.pick
    return [pick(servers, request).name for request in requests]


def moved(without: Sequence[str], within: Sequence[str], guest: str) -> tuple[int, int]:
    """How many keys have another server with `guest` than without, and how many of them for nothing: not with it."""
    changed = [(old, new) for old, new in zip(without, within, strict=True) if old != new]
    return len(changed), sum(new != guest for _, new in changed)


def timed(do: Callable[[], object]) -> float:
    """Real seconds."""
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def memory_of(policy: Policy) -> int:
    """Bytes of everything that the policy keeps, without the servers, which are there anyway."""
    seen: set[int] = set()
    todo: list[Any] = [policy]
    total = 0
    while todo:
        thing = todo.pop()
        if id(thing) in seen or thing is None or isinstance(thing, (Server, Request, type)) or callable(thing):
            continue
        seen.add(id(thing))
        total += sys.getsizeof(thing)
        todo.extend(_parts(thing))
    return total


def _parts(thing: Any) -> Iterable[Any]:
    """What a thing holds on to."""
    if isinstance(thing, dict):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, (list, tuple, set, frozenset)):
        return thing
    slots = [getattr(thing, name, None) for base in type(thing).__mro__ for name in getattr(base, "__slots__", ())]
    return [*slots, *getattr(thing, "__dict__", {}).values()]


def least_moved(trial: Trial) -> int:
    """How many keys have to move when a server comes that is to have its share."""
    return math.floor(KEYS * trial.added_share + 0.5)
