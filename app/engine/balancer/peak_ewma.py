"""Peak EWMA: the less costly of two, by how long answers have taken lately."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from app.engine.balancer.picking import need_one, own_rng
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.balancer.two_of import two_of
from app.engine.clock import ScaledClock

KEPT = 16  # servers that are gone, whose averages are kept
PENALTY = 1e9  # seconds: what a server costs that has not answered yet, and has a request open already


class PeakEwma(Policy):
    """Draws two servers and picks the one whose cost is less: its average latency × (open requests + 1).

    The average is moving and exponentially weighted, and it hears bad news at once and good news slowly: a latency
    above it becomes the average itself (the peak), one below it pulls it down with weight 1 − e^(−t/decay), t being
    the time since the last. Before it is read, it decays for the time that has passed, so that a server that was
    once slow is tried again. A new server costs nothing until its first request is sent, then almost everything until
    that one is answered: it is probed once. A failure never lowers the average, or whoever fails fast would get
    everything; one that only fails counts as taking `decay` seconds.

    Good at: servers that turn slow, which it sees in the latency before their queue is long. Bad at: requests of
    very different cost, as it takes an unlucky server for a slow one. Weights do not count.

    `now` tells model seconds (None: real ones), `decay` is in seconds. O(1) a pick. Finagle's `PeakEwma` (Twitter),
    also in Linkerd.
    """

    name = "peak_ewma"

    def __init__(
        self, rng: random.Random | None = None, now: Callable[[], float] | None = None, decay: float = 10.0
    ) -> None:
        if not (decay > 0 and math.isfinite(decay)):
            raise ValueError(f"decay must be above 0, not {decay}")
        self._rng = own_rng(rng)
        self._now = now or ScaledClock().now
        self._decay = decay
        self._seen: Servers = ()
        self._averages: dict[Server, tuple[float, float]] = {}  # seconds, and when that was so
        self._drawn: tuple[Server, ...] = ()
        self._costs: tuple[float, ...] = ()

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        if servers is not self._seen:
            self._follow(servers)
        self._drawn = a, b = two_of(servers, self._rng)
        now = self._now()
        self._costs = of_a, of_b = self._cost(a, now), self._cost(b, now)
        return a if of_a <= of_b else b

    def done(self, server: Server, latency: float, ok: bool) -> None:
        """Learn that an attempt took `latency` seconds."""
        now = self._now()
        known = self._averages.get(server)
        if known is None:
            average = latency if ok else max(latency, self._decay)
        elif latency >= known[0] or not ok:
            average = max(latency, known[0])
        else:
            kept = self._kept(known[1], now)
            average = known[0] * kept + latency * (1 - kept)
        self._averages[server] = (average, now)

    def why(self) -> dict[str, Any]:
        """The names of the two `candidates` and their `costs`; one of each if there was only one server."""
        different = len(set(self._drawn))
        return (
            {
                "candidates": [server.name for server in self._drawn[:different]],
                "costs": [round(cost, 6) for cost in self._costs[:different]],
            }
            if self._drawn
            else {}
        )

    def _cost(self, server: Server, now: float) -> float:
        known = self._averages.get(server)
        if known is None:
            return PENALTY + server.active if server.active else 0.0
        average, since = known
        return average * self._kept(since, now) * (server.active + 1)

    def _kept(self, since: float, now: float) -> float:
        """How much an average of then still counts now."""
        return math.exp(-max(0.0, now - since) / self._decay)

    def _follow(self, servers: Servers) -> None:
        """Another list: those who are out keep their average for when they come back, unless they are very many."""
        self._seen = servers
        if len(self._averages) <= 2 * len(servers) + KEPT:
            return
        here = set(servers)
        for server in [server for server in self._averages if server not in here]:
            del self._averages[server]
