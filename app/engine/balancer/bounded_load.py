"""Consistent hashing with bounded loads: the next server on the ring that still has room."""

from __future__ import annotations

import math
from typing import Any

from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.picking import SHOWN, key_of, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.ring_of_servers import NONE_ON_IT, RingOfServers
from app.engine.balancer.server import Request, Server

ALMOST = 1e-9  # 1.1 × 10 is 11, whatever the rounding


class BoundedLoad(Policy):
    """Walks the ring from the key to the first server that has room: none may have more than c times its fair share.

    All servers together may have ⌈c × (requests open + 1)⌉, this request included; each of them ⌈its weight's share
    of that⌉, which is never 0. There is always one with room, as c is at least 1. Good at: a key that is suddenly
    everybody's: its overflow goes to the next servers on the ring, always the same ones. Bad at: affinity under
    load; the smaller c, the more keys are away from home. With a `ring`, that one is used.

    O(n) a pick to count the open requests, and a walk past the full ones. V. Mirrokni, M. Thorup and M. Zadimoghaddam,
    "Consistent Hashing with Bounded Loads", 2016; as in HAProxy (`hash-balance-factor`) and Envoy.
    """

    name = "bounded_load"

    def __init__(self, c: float = 1.25, vnodes: int = 150, *, ring: HashRing | None = None) -> None:
        if not (c >= 1 and math.isfinite(c)):
            raise ValueError(f"c must be at least 1, not {c}: below it there would not be room for all")
        self._c = c
        self._servers = RingOfServers(vnodes, ring)
        self.vnodes = self._servers.ring.vnodes
        self._key: str | None = None
        self._capacity = 0
        self._passed: list[str] = []

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._servers.follow(servers)
        self._key = key = key_of(request)
        members = self._servers.by_name.values()
        in_all = math.ceil(self._c * (sum([server.active for server in members]) + 1) - ALMOST)
        weight = sum([server.weight for server in members])
        passed: dict[Server, None] = {}
        for server in self._servers.clockwise(key):
            if server in passed:
                continue
            self._capacity = max(1, math.ceil(in_all * server.weight / weight - ALMOST))
            if server.active < self._capacity:
                self._passed = [full.name for full in passed]
                return server
            passed[server] = None
        raise NoServerAvailable(NONE_ON_IT)

    def why(self) -> dict[str, Any]:
        """The `key`, its `position` (0 to below 1), the `capacity` of the server picked, and who was `passed`: full."""
        if self._key is None:
            return {}
        return {
            "key": self._key,
            "position": self._servers.place(self._key),
            "capacity": self._capacity,
            "passed": self._passed[:SHOWN],
        }
