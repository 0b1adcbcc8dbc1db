"""To the one with the least load, whatever load may mean: a metric and what to do about ties."""

from __future__ import annotations

import heapq
import random
from abc import abstractmethod
from collections.abc import Sequence

from app.engine.balancer.picking import SHOWN, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.balancer.turn import Turn
from app.engine.rng import choose


class LeastLoaded(Policy):
    """Looks at all servers and picks one with the least load; a subclass says what load is.

    Most of the time several servers are equally loaded, in a quiet hour all of them: whoever always takes the first
    of them sends it everything, and the last ones never get work. So ties take turns, or with an `rng` are drawn.

    "A load metric × a distributor" is how Finagle (Twitter) divides its balancers.
    """

    def __init__(self, rng: random.Random | None = None) -> None:
        self._rng = rng
        self._turn = Turn()
        self._seen: Servers = ()
        self._loads: Sequence[float] = ()
        self._index = 0

    @abstractmethod
    def loads(self, servers: Servers) -> Sequence[float]:
        """The load of each server now, in their order."""

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        loads = self.loads(servers)
        least = min(loads)
        if self._rng is not None:
            index = _draw(self._rng, loads, least)
        else:
            index = _next_of(loads, least, self._turn.next(servers))
            self._turn.took(servers, index)
        self._seen, self._loads, self._index = servers, loads, index
        return servers[index]

    def _shown(self) -> list[int]:
        """The indexes that `why()` speaks of: the least loaded ones, the picked one surely among them."""
        loads, picked = self._loads, self._index
        if len(loads) <= SHOWN:
            return list(range(len(loads)))
        return sorted(heapq.nsmallest(SHOWN, range(len(loads)), key=lambda index: (loads[index], index != picked)))

    def _tied(self) -> list[str]:
        """The names of those that were as little loaded as the one picked, itself among them."""
        loads, least = self._loads, self._loads[self._index]
        return [self._seen[index].name for index in self._shown() if loads[index] == least]


def _next_of(loads: Sequence[float], least: float, turn: int) -> int:
    """The first of the least loaded from `turn` on, then from the beginning."""
    try:
        return loads.index(least, turn)
    except ValueError:
        return loads.index(least)


def _draw(rng: random.Random, loads: Sequence[float], least: float) -> int:
    """One of the least loaded by chance."""
    tied = [index for index, load in enumerate(loads) if load == least]
    return tied[choose(rng, len(tied))]
