"""Least connections: to the server with the fewest requests open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine.balancer.least_loaded import LeastLoaded
from app.engine.balancer.policy import Servers


class LeastConnections(LeastLoaded):
    """Sends each request to the server with the fewest open ones: of 12, 8 and 15 to the one with 8.

    Good at: servers and requests of different speed; on a slow server requests stay open, so it gets fewer of them.
    Bad at: a server that fails fast, which always looks idle, and many balancers side by side, each of which sees
    only its own requests and all of which may pick the same server. Weights do not count here (see LeastRequest).
    Ties take turns, or are drawn if there is an `rng`.

    O(n) a pick, as it reads every server's `active`, which anybody may change. As in Linux Virtual Server (`lc`),
    HAProxy (`leastconn`) and nginx (`least_conn`).
    """

    name = "least_connections"

    def loads(self, servers: Servers) -> Sequence[float]:
        return [server.active for server in servers]

    def why(self) -> dict[str, Any]:
        """The names of those that were `tied` for the fewest, the picked one among them; at most 12."""
        return {"tied": self._tied()} if self._seen else {}
