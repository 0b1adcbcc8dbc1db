"""Least request: to the server with the most weight for each request that it would then have open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine.balancer.least_loaded import LeastLoaded
from app.engine.balancer.policy import Servers


class LeastRequest(LeastLoaded):
    """Least connections with weights: the server whose weight / (active + 1) is greatest gets the request.

    Good at: servers of known different size, as one twice as heavy is sent work until it has twice as many open.
    Bad at: the same as LeastConnections. Ties take turns, or are drawn if there is an `rng`.

    O(n) a pick. The formula is Envoy's `least_request` for hosts of different weight (with active_request_bias 1);
    HAProxy's weighted `leastconn` is much the same.
    """

    name = "least_request"

    def loads(self, servers: Servers) -> Sequence[float]:
        return [(server.active + 1) / server.weight for server in servers]

    def why(self) -> dict[str, Any]:
        """The `scores` weight / (active + 1) by name, and the names `tied` for the best; at most 12 of each."""
        if not self._seen:
            return {}
        scores = {self._seen[index].name: round(1 / self._loads[index], 3) for index in self._shown()}
        return {"tied": self._tied(), "scores": scores}
