"""Keeps a hash ring in step with the servers that are eligible and with their weights."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.policy import Servers
from app.engine.balancer.server import Server
from app.engine.balancer.weights import WeightWatch

NONE_ON_IT = "none of the eligible servers is on the ring"
MOST_POINTS = 20_000  # of one server: a heavier one counts as that heavy
PLACES = 10**6  # a position is told to so many parts of the circle


class RingOfServers:
    """A HashRing of the servers' names, patched where something changed.

    A server that is out (ejected, or tried already) stays on the ring and is passed by, which gives every key the
    same server as taking its points off would, and costs nothing when it comes back. Only when more are out than in
    are they taken off. A `ring` of somebody else's is its owner's business: it is only read.

    O(1) while nothing changes; `by_name` finds the server again. Of two by one name only the first is used.
    """

    def __init__(self, vnodes: int, ring: HashRing | None = None) -> None:
        self._own = ring is None
        self.ring = HashRing(vnodes=vnodes) if ring is None else ring
        self.by_name: dict[str, Server] = {}
        self._seen: Servers = ()
        self._watch = WeightWatch()

    def follow(self, servers: Servers) -> None:
        """These are the eligible servers now."""
        if servers is not self._seen or self._watch.changed(servers):
            self._patch(servers)

    def first(self, key: str) -> Server:
        """The first eligible server clockwise from `key`. NoServerAvailable if the ring leads to none of them."""
        server = self.by_name.get(self.ring.get_node(key)) if self.ring else None
        if server is None:
            server = next(self.clockwise(key), None)
        if server is None:
            raise NoServerAvailable(NONE_ON_IT)
        return server

    def clockwise(self, key: str) -> Iterator[Server]:
        """The eligible servers in the order of their points clockwise from `key`; each comes again and again."""
        by_name = self.by_name
        return (by_name[name] for _, name in self.ring.walk(key) if name in by_name)

    def place(self, key: str) -> float:
        """Where on the circle `key` is, from 0 (the top) to below 1; rounded down, as 1 is no place on it."""
        return (self.ring.position(key) * PLACES >> self.ring.bits) / PLACES

    def _patch(self, servers: Servers) -> None:
        self._seen = servers
        self._watch.built(servers)
        self.by_name = {server.name: server for server in reversed(servers)}
        if not self._own:
            return
        ring = self.ring
        heaviest = MOST_POINTS / ring.vnodes
        weights = {name: min(server.weight, heaviest) for name, server in self.by_name.items()}
        new = [name for name in weights if name not in ring]
        if 4 * len(new) > len(weights):  # so many that sorting once is faster
            self.ring = HashRing(weights, ring.vnodes)
            return
        for name in new:
            ring.add_node(name, weights[name])
        for name, weight in weights.items():
            if weight != ring.weight(name):
                ring.set_weight(name, weight)
        if len(ring) > 2 * len(weights):
            for name in [name for name in ring.nodes if name not in weights]:
                ring.remove_node(name)
