"""Questions to the engine that take no run of a lab: which server does this policy pick, who owns this key?

`{{ engine ring_owner key=user:123 nodes=server-a,server-b }}` calls the function of that name, and nothing that is
not in FACTS below; the engine's own classes answer, so a lesson says what the code does and not what a book does.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.policies import PolicyOptions, make_policy
from app.engine.balancer.server import Request, Server

Names = tuple[str, ...]
Numbers = tuple[float, ...]
MOST = 200_000  # keys, clients or turns: a second or two of computing


class FactError(ValueError):
    """There is no such fact, or it cannot be asked like this."""


@dataclass(frozen=True)
class Fact:
    """One function that lessons may ask, and how its answer is written."""

    ask: Callable[..., Any]
    style: str = ""  # a format of formats.py; empty: the answer is words

    @cached_property
    def takes(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.ask).parameters

    def arguments(self, given: Mapping[str, str]) -> dict[str, Any]:
        """`given` as the function takes it; FactError names the first word that does not fit."""
        for name in given:
            if name not in self.takes:
                raise FactError(f"takes no `{name}`; it takes {', '.join(self.takes)}")
        for name, parameter in self.takes.items():
            if parameter.default is inspect.Parameter.empty and name not in given:
                raise FactError(f"needs {name}=…")
        return {name: _read(name, text, self.takes[name].annotation) for name, text in given.items()}


@dataclass(frozen=True)
class Question:
    """A fact with its arguments: `answer` asks the engine, once."""

    name: str
    arguments: tuple[tuple[str, Any], ...]

    @property
    def style(self) -> str:
        return FACTS[self.name].style

    def answer(self) -> str | float:
        """ValueError or LookupError if the engine refuses."""
        return _answer(self)


def question(name: str, given: Mapping[str, str]) -> Question:
    """The question of that name, its arguments read; FactError otherwise."""
    if name not in FACTS:
        raise FactError(f"there is no fact `{name}` of the engine; there are {', '.join(FACTS)}")
    return Question(name, tuple(FACTS[name].arguments(given).items()))


@lru_cache(maxsize=256)
def _answer(asked: Question) -> str | float:
    found: str | float = FACTS[asked.name].ask(**dict(asked.arguments))
    return found


def _read(name: str, text: str, kind: str) -> Any:
    """`text` as the annotation `kind` (a string, as all annotations here are) wants it."""
    try:
        match kind:
            case "Names":
                return tuple(text.split(","))
            case "Numbers":
                return tuple(float(each) for each in text.split(","))
            case "int":
                number = int(text)
                if not 1 <= number <= MOST:
                    raise FactError(f"{name} is from 1 to {MOST}, not {number}")
                return number
    except FactError:
        raise
    except ValueError as error:
        raise FactError(f"{name}={text} cannot be read") from error
    return text


# -- balancing policies ----------------------------------------------------------------------------------------


def _servers(names: Names, weights: Numbers = ()) -> tuple[Server, ...]:
    return tuple(Server(name, weights[place] if weights else 1) for place, name in enumerate(names))


def pick(policy: str, servers: Names, client: str = "", open: Numbers = ()) -> str:  # noqa: A002  the lesson's word
    """The server that `policy` picks for a request of `client`, with so many requests `open` at each."""
    entries = _servers(servers)
    for entry, count in zip(entries, open, strict=False):
        entry.active = int(count)
    return make_policy(policy, PolicyOptions()).pick(entries, Request(client_ip=client or None)).name


def turns(policy: str, servers: Names, weights: Numbers, count: int) -> str:
    """The servers of the first `count` turns, as they come: a a b a c a a."""
    entries, chooser = _servers(servers, weights), make_policy(policy, PolicyOptions())
    return " ".join(chooser.pick(entries, Request()).name for _ in range(count))


def moved(policy: str, before: Names, after: Names, keys: int = 0, clients: int = 0) -> float:
    """The share of so many keys (user:0, …), or of the lab's clients, whose server is another with those `after`."""
    from app.labs.balancer.names import address

    asked = [Request(key=f"user:{number}") for number in range(keys)]
    asked += [Request(client_ip=address(number)) for number in range(clients)]
    servers = {name: Server(name) for name in (*before, *after)}
    old, new = (tuple(servers[name] for name in names) for names in (before, after))
    first, second = make_policy(policy, PolicyOptions()), make_policy(policy, PolicyOptions())
    return sum(first.pick(old, each) is not second.pick(new, each) for each in asked) / max(1, len(asked))


# -- the ring, with the document's own hash ----------------------------------------------------------------------


def ring_owner(key: str, nodes: Names, vnodes: int = 150) -> str:
    """The node that owns `key`."""
    return HashRing(nodes, vnodes=vnodes).get_node(key)


def ring_says(key: str, nodes: Names, says: str) -> float:
    """1 if the node that owns `key` is the one that somebody `says`, else 0."""
    return float(ring_owner(key, nodes) == says)


def ring_share(node: str, nodes: Names, keys: int, vnodes: int = 150) -> float:
    """The share of the keys user:0, user:1, … that `node` owns."""
    ring = HashRing(nodes, vnodes=vnodes)
    return sum(ring.get_node(f"user:{number}") == node for number in range(keys)) / keys


def ring_moved(nodes: Names, add: str, keys: int, vnodes: int = 150) -> float:
    """The share of the keys user:0, user:1, … that move when `add` joins the ring."""
    return _moves(nodes, add, keys, vnodes)[0]


def ring_moved_elsewhere(nodes: Names, add: str, keys: int, vnodes: int = 150) -> float:
    """The share of them that move, but not to `add`."""
    return _moves(nodes, add, keys, vnodes)[1]


def modulo_moved(nodes: Names, keys: int) -> float:
    """The share of the same keys that move when one more server joins under hash % n, with the ring's own hash."""
    ring, count = HashRing(), len(nodes)
    positions = [ring.position(f"user:{number}") for number in range(keys)]
    return sum(each % count != each % (count + 1) for each in positions) / keys


@lru_cache(maxsize=32)
def _moves(nodes: Names, add: str, keys: int, vnodes: int) -> tuple[float, float]:
    ring = HashRing(nodes, vnodes=vnodes)
    before = [ring.get_node(f"user:{number}") for number in range(keys)]
    ring.add_node(add)
    moved = [now for number, had in enumerate(before) if (now := ring.get_node(f"user:{number}")) != had]
    return len(moved) / keys, sum(now != add for now in moved) / keys


FACTS: Mapping[str, Fact] = {
    "pick": Fact(pick),
    "turns": Fact(turns),
    "moved": Fact(moved, "percent"),
    "ring_owner": Fact(ring_owner),
    "ring_says": Fact(ring_says, "whole"),
    "ring_share": Fact(ring_share, "percent"),
    "ring_moved": Fact(ring_moved, "percent"),
    "ring_moved_elsewhere": Fact(ring_moved_elsewhere, "percent"),
    "modulo_moved": Fact(modulo_moved, "percent"),
}
