"""Who has which key, under two schemes at once, and exactly which keys a change has moved from whom to whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.balancer.hash_ring import HashRing

Owner = str | None  # None: there is no server
Move = list[Any]  # [from, to, [indexes of keys, ascending]], as the journal has it


def ring_owners(ring: HashRing, hashes: Sequence[int]) -> list[Owner]:
    """Each key's server: the next one clockwise."""
    return list(ring.owners_at(hashes)) if ring.nodes else [None] * len(hashes)


def modulo_owners(nodes: Sequence[str], hashes: Sequence[int]) -> list[Owner]:
    """Each key's server by `hash % n`, over the same servers in the order in which they came."""
    count = len(nodes)
    return [nodes[point % count] for point in hashes] if count else [None] * len(hashes)


def moves_between(before: Sequence[Owner], after: Sequence[Owner]) -> list[Move]:
    """The keys whose owner is another one now, by from and to. A key that is new comes from nobody."""
    if len(before) < len(after):
        before = [*before, *[None] * (len(after) - len(before))]
    found: dict[tuple[Owner, Owner], list[int]] = {}
    for index, (old, new) in enumerate(zip(before, after, strict=False)):
        if old is not new and old != new:
            found.setdefault((old, new), []).append(index)
    return [[old, new, keys] for (old, new), keys in found.items()]


@dataclass(frozen=True, slots=True)
class Change:
    """What one change of the servers did to the keys. `before` and `after` are their names and weights."""

    keys: int
    before: dict[str, float]
    after: dict[str, float]
    ring: list[Move]
    modulo: list[Move]

    @property
    def added(self) -> list[str]:
        return [name for name in self.after if name not in self.before]

    @property
    def removed(self) -> list[str]:
        return [name for name in self.before if name not in self.after]

    @property
    def moved_ring(self) -> float:
        """The share of all keys that moved on the ring."""
        return counted(self.ring) / self.keys

    @property
    def moved_modulo(self) -> float:
        return counted(self.modulo) / self.keys

    def to_others(self, moves: list[Move]) -> int:
        """How many keys went from one server that stayed to another one that was there before."""
        stayed: Collection[str] = self.before.keys() & self.after.keys()
        return sum(len(keys) for old, new, keys in moves if old in stayed and new in stayed)


def counted(moves: list[Move]) -> int:
    """How many keys these moves are about."""
    return sum(len(keys) for _, _, keys in moves)
