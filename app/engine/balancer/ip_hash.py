"""IP hash: the client's address decides."""

from __future__ import annotations

from typing import Any

from app.engine.balancer.hashing import md5_128
from app.engine.balancer.picking import need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server


class IpHash(Policy):
    """The same client goes to the same server: hash(client_ip) % how many servers there are.

    Good at: sessions without cookies. Bad at: changes, as one server more or less sends most clients elsewhere
    ((n−1)/n of them when the n-th joins: see ConsistentHash), and at an office of a thousand people behind one
    address. The hash is the whole md5 of the address as it is written; a request without address counts as "".

    O(1) a pick. nginx's `ip_hash` is a relative, which looks only at the first three numbers of an IPv4 address: a
    whole /24 lands on one server there.
    """

    name = "ip_hash"

    def __init__(self) -> None:
        self._hash = 0
        self._of = 0

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._hash = md5_128(request.client_ip or "")
        self._of = len(servers)
        return servers[self._hash % self._of]

    def why(self) -> dict[str, Any]:
        """The `hash` in hexadecimal, and the `index` that it leaves `of` so many servers."""
        if not self._of:
            return {}
        return {"hash": f"{self._hash:032x}", "index": self._hash % self._of, "of": self._of}
