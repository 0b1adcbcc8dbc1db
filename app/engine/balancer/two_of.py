"""Two different servers by chance, for those who then take the better one."""

from __future__ import annotations

import random

from app.engine.balancer.policy import Servers
from app.engine.balancer.server import Server
from app.engine.rng import choose


def two_of(servers: Servers, rng: random.Random) -> tuple[Server, Server]:
    """Two of them, never the same one twice unless there is only one; every pair is equally likely.

    The second is drawn from one fewer and moved up past the first: no drawing again, and no server that is compared
    with itself, which would be a choice of one.
    """
    count = len(servers)
    if count == 1:
        return servers[0], servers[0]
    a = choose(rng, count)
    b = choose(rng, count - 1)
    if b >= a:
        b += 1
    return servers[a], servers[b]
