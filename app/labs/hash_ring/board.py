"""The ring with its servers and keys: every change is written down with exactly the keys that it moved."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.engine import Journal
from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.hashing import HashFunction
from app.engine.balancer.server import Server
from app.labs.hash_ring.keyspace import Keys, position
from app.labs.hash_ring.moves import Change, Move, Owner, modulo_owners, moves_between, ring_owners

LONGEST_WALK = 200  # points told of a look-up; only rings with odd weights and many points have longer ones

Weights = Mapping[str, float]  # by name, in the order in which the servers came


class Node:
    """A server on the ring. A name that has left and comes back is a new one."""

    def __init__(self, name: str, weight: float) -> None:
        self.server = Server(name, weight)
        self.asked = 0


class Board:
    """The engine's own ring, who has which key on it, and what the last change moved. `lock` guards it."""

    def __init__(self, journal: Journal, hash_function: HashFunction, replicas: int) -> None:
        self._journal = journal
        self._hash = hash_function
        self.lock = threading.RLock()  # hold it to decide on a change by what there is, and make it
        self.ring = HashRing((), 1, hash_function)
        self.keys = Keys(hash_function)
        self.nodes: dict[str, Node] = {}
        self.servers: tuple[Server, ...] = ()  # another object only if membership is another
        self.owners: list[Owner] = []
        self.modulo: list[Owner] = []
        self.counts: Counter[Owner] = Counter()  # keys by owner
        self.modulo_counts: Counter[Owner] = Counter()
        self.moved: dict[str, Any] | None = None
        self.change: Change | None = None  # None: no change of the servers since the keys were placed
        self._arcs: dict[str, float] | None = None  # read again and again, and dear with many points
        self.replicas = replicas
        self.sought: tuple[str, int | None] | None = None  # the key looked up last, and on how many servers
        self.lookup: dict[str, Any] | None = None

    # -- changing --------------------------------------------------------------------------------------------

    def begin(self, weights: Weights, vnodes: int, keys: int) -> None:
        """Place the first servers and keys."""
        with self.lock:
            self.keys.resize(keys)
            self.ring = HashRing(weights, vnodes, self._hash)
            self._write_size()
            self._journal.append("keys.placed", positions=self.keys.positions)
            for name, weight in weights.items():
                self.nodes[name] = Node(name, weight)
                self._write_node(name)
            self._settle(None)

    def arrange(self, wanted: Weights) -> None:
        """Have these servers with these weights on the ring: whoever is missing comes, whoever is not named goes."""
        with self.lock:
            before = self.weights
            for name in before:
                if name not in wanted:
                    self.ring.remove_node(name)
                    del self.nodes[name]
                    self._journal.append("node.removed", node=name)
            for name, weight in wanted.items():
                if name not in before:
                    self.ring.add_node(name, weight)
                    self.nodes[name] = Node(name, weight)
                    self._write_node(name)
                elif weight != before[name]:
                    self.ring.set_weight(name, weight)
                    self.nodes[name].server.weight = weight
                    self._write_node(name)
            if before != wanted:
                self._settle(before)

    def set_vnodes(self, vnodes: int) -> None:
        """Give every server so many points for each unit of weight."""
        with self.lock:
            before = self.weights
            self.ring = HashRing(before, vnodes, self._hash)
            self._write_size()
            for name in before:
                self._write_node(name)
            self._settle(before)

    def set_keys(self, count: int) -> None:
        """Have so many keys on the ring."""
        with self.lock:
            self.keys.resize(count)
            self.owners, self.modulo = self.owners[:count], self.modulo[:count]
            self._write_size()
            self._journal.append("keys.placed", positions=self.keys.positions)
            self._settle(None)

    def set_replicas(self, replicas: int) -> None:
        with self.lock:
            self.replicas = replicas
            self._look()

    def look_up(self, key: str, replicas: int | None) -> dict[str, Any]:
        """Find the servers of a key. LookupError if the ring is empty."""
        with self.lock:
            if not self.nodes:
                raise LookupError("there is no server on the ring to look a key up on")
            self.sought = key, replicas
            return self._look() or {}

    # -- reading ---------------------------------------------------------------------------------------------

    @property
    def weights(self) -> dict[str, float]:
        """Of the servers now, in the order in which they came."""
        return {name: node.server.weight for name, node in self.nodes.items()}

    @property
    def arcs(self) -> dict[str, float]:
        """How much of the ring each server owns."""
        if self._arcs is None:
            self._arcs = self.ring.shares()
        return self._arcs

    def standing(self, server: Server) -> str | None:
        """The server's name, if it is still on the ring: another one may have come back by that name."""
        node = self.nodes.get(server.name)
        return server.name if node is not None and node.server is server else None

    def points_of(self, name: str) -> list[float]:
        """A server's places, from 0 to below 1."""
        return [position(point) for point in self.ring.points_of(name)]

    # -- with the lock held ------------------------------------------------------------------------------------

    def _settle(self, before: Weights | None) -> None:
        """See whose the keys are now, and write down what moved. `before`: the servers, if it is they that changed."""
        if self.servers != (servers := tuple(node.server for node in self.nodes.values())):
            self.servers = servers
        ring = self._pass_on("ring", self.owners, owners := ring_owners(self.ring, self.keys.hashes))
        modulo_now = modulo_owners(self.ring.nodes, self.keys.hashes)
        modulo = self._pass_on("modulo", self.modulo, modulo_now)
        self.owners, self.modulo = owners, modulo_now
        self.counts, self.modulo_counts = Counter(owners), Counter(modulo_now)
        self._arcs, self.change = None, None
        if before is not None:
            self.change = Change(len(self.keys), dict(before), self.weights, ring, modulo)
        self._look()

    def _pass_on(self, scheme: str, before: list[Owner], after: list[Owner]) -> list[Move]:
        moves = moves_between(before, after)
        t = self._journal.append("keys.moved", scheme=scheme, moves=moves)
        if scheme == "ring":
            self.moved = {"ring": moves, "modulo": [], "t": t}
        elif self.moved is not None:
            self.moved = {**self.moved, "modulo": moves}
        return moves

    def _look(self) -> dict[str, Any] | None:
        """Walk to the servers of the key looked up last, as the ring is now; none if no key was looked up."""
        if self.sought is None:
            return None
        key, replicas = self.sought
        nodes = self.ring.get_nodes(key, replicas or self.replicas) if self.nodes else []
        where = position(self.ring.position(key))
        walk = self._walk(key, nodes)
        t = self._journal.append("key.looked_up", key=key, position=where, walk=walk, nodes=nodes)
        self.lookup = {"key": key, "position": where, "walk": walk, "nodes": nodes, "t": t}
        return {"key": key, "position": where, "nodes": nodes}

    def _walk(self, key: str, nodes: list[str]) -> list[list[Any]]:
        """Every point that is passed on the way to the last of `nodes`, and whether it gave one of them."""
        walk: list[list[Any]] = []
        left = dict.fromkeys(nodes)
        for point, name in self.ring.walk(key) if nodes else ():
            taken = name in left
            if taken or len(walk) < LONGEST_WALK:
                walk.append([position(point), name, taken])
            left.pop(name, None)
            if not left:
                break
        return walk

    def _write_size(self) -> None:
        self._journal.append("ring.resized", vnodes=self.ring.vnodes, keys=len(self.keys))

    def _write_node(self, name: str) -> None:
        weight = self.nodes[name].server.weight
        self._journal.append("node.placed", node=name, weight=weight, points=self.points_of(name))
