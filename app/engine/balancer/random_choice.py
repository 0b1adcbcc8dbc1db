"""Random: any server, all equally likely."""

from __future__ import annotations

import random
from typing import Any

from app.engine.balancer.picking import need_one, own_rng
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.rng import choose


class RandomChoice(Policy):
    """Throws a die for every request.

    Good at: many balancers that know nothing of each other, and lists that change all the time: there is nothing to
    remember. Bad at: short runs, as by chance some servers get far more than others (of n requests to n servers one
    gets about ln n / ln ln n), and at slow servers, as it does not look (see PowerOfTwoChoices).

    O(1) a pick.
    """

    name = "random"

    def __init__(self, rng: random.Random | None = None) -> None:
        self._rng = own_rng(rng)
        self._index: int | None = None

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._index = choose(self._rng, len(servers))
        return servers[self._index]

    def why(self) -> dict[str, Any]:
        """The `index` that was drawn."""
        return {} if self._index is None else {"index": self._index}
