"""Power of two choices: the less busy of two drawn by chance."""

from __future__ import annotations

import random
from typing import Any

from app.engine.balancer.picking import need_one, own_rng
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.balancer.two_of import two_of


class PowerOfTwoChoices(Policy):
    """Draws two different servers, and picks the one with fewer requests open (the first drawn if they have the same).

    Good at: nearly the balance of least connections for the price of random: of n requests to n servers the busiest
    gets about ln ln n / ln 2 instead of ln n / ln ln n. Many balancers side by side do not all pick the same server.
    Bad at: little, except that a few requests do go to a slow server: when both drawn are slow.

    O(1) a pick. M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001; Y. Azar et al.,
    "Balanced Allocations", 1994. As in Envoy, HAProxy (`random(2)`), nginx (`random two`) and Finagle.
    """

    name = "power_of_two"

    def __init__(self, rng: random.Random | None = None) -> None:
        self._rng = own_rng(rng)
        self._drawn: tuple[Server, ...] = ()
        self._loads: tuple[int, ...] = ()

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._drawn = a, b = two_of(servers, self._rng)
        self._loads = a.active, b.active
        return a if a.active <= b.active else b

    def why(self) -> dict[str, Any]:
        """The names of the two `candidates` and their `loads`; one of each if there was only one server."""
        different = len(set(self._drawn))
        return (
            {
                "candidates": [server.name for server in self._drawn[:different]],
                "loads": list(self._loads[:different]),
            }
            if self._drawn
            else {}
        )
