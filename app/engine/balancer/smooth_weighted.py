"""Smooth weighted round robin: the shares of the weights, spread out evenly instead of in runs."""

from __future__ import annotations

from operator import add
from typing import Any

from app.engine.balancer.picking import need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server

KEPT = 16  # servers that are out, whose credits are kept


class SmoothWeightedRoundRobin(Policy):
    """Every turn, each server earns credit equal to its weight; the richest is picked and pays what all have earned.

    Weights 5, 1, 1 give a a b a c a a, and all credits are 0 again after 7 turns. The first of several with the same
    credit is picked. Good at: known speeds without the bursts of naive runs. Bad at: speeds that change, as it does
    not look.

    O(n) a pick. nginx (Maxim Dounin, "Upstream: smooth weighted round-robin balancing", 2012); a relative of stride
    scheduling (C. Waldspurger and W. Weihl, 1995).
    """

    name = "smooth_weighted_round_robin"

    def __init__(self) -> None:
        self._seen: Servers = ()
        self._credits: list[float] = []  # of the servers of `_seen`, in their order
        self._out: dict[Server, float] = {}  # of those who are out

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        if servers is not self._seen:
            self._follow(servers)
        weights = [server.weight for server in servers]
        earned = list(map(add, self._credits, weights))
        index = earned.index(max(earned))
        earned[index] -= sum(weights)
        self._credits = earned
        return servers[index]

    def why(self) -> dict[str, Any]:
        """The `credits` of all servers by name, after the pick was paid for."""
        if not self._seen:
            return {}
        pairs = zip(self._seen, self._credits, strict=True)
        return {"credits": {server.name: _plain(credit) for server, credit in pairs}}

    def _follow(self, servers: Servers) -> None:
        """Another list. Who joins begins with 0; who is out keeps what it has, credit or debt, for when it is back.

        So the sum of all is 0 as ever. When very many are out, they are forgotten, and what they had is shared out:
        else the others would be the richer for ever by the debts of those who left, and one that joins never caught up.
        """
        known = {**self._out, **dict(zip(self._seen, self._credits, strict=True))}
        self._seen = servers
        self._credits = [known.pop(server, 0) for server in servers]
        if len(known) > len(servers) + KEPT:
            share = sum(known.values()) / len(servers)
            if all(float(credit).is_integer() for credit in self._credits):
                share = round(share)  # whole credits stay whole, so that equals stay equal
            self._credits = [credit + share for credit in self._credits]
            known = {}
        self._out = known


def _plain(credit: float) -> float:
    rounded = round(credit, 3)
    return int(rounded) if rounded == int(rounded) else rounded
