"""Consistent hashing: each key to the next server on a ring."""

from __future__ import annotations

from typing import Any

from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.picking import key_of, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.ring_of_servers import RingOfServers
from app.engine.balancer.server import Request, Server


class ConsistentHash(Policy):
    """The same key goes to the same server, and a server that joins or leaves moves only the keys it gains or gives up.

    Good at: caches and sessions while servers come and go: about 1/n of the keys move where `hash % n` moves nearly
    all. Bad at: load, as it does not look: a busy key makes a busy server (see BoundedLoad), and shares differ by
    chance (see HashRing). A server has vnodes × weight points, on a `ring` of somebody else's if one is given. Without
    a key the client's address is hashed.

    O(log(n·vnodes)) a pick. D. Karger et al., 1997; as in nginx (`hash … consistent`) and Envoy (`ring_hash`).
    """

    name = "consistent_hash"

    def __init__(self, vnodes: int = 150, *, ring: HashRing | None = None) -> None:
        self._servers = RingOfServers(vnodes, ring)
        self.vnodes = self._servers.ring.vnodes
        self._key: str | None = None

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._servers.follow(servers)
        self._key = key = key_of(request)
        return self._servers.first(key)

    def why(self) -> dict[str, Any]:
        """The `key` and its `position` on the ring, from 0 to below 1."""
        if self._key is None:
            return {}
        return {"key": self._key, "position": self._servers.place(self._key)}
