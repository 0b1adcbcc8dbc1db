"""Round robin: each server in turn."""

from __future__ import annotations

from typing import Any

from app.engine.balancer.picking import need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.balancer.turn import Turn


class RoundRobin(Policy):
    """Sends each request to the next server in sequence, and after the last to the first.

    Good at: identical servers and requests that cost the same; nothing is simpler. Bad at: everything else, for it
    does not look: a slow server gets as many requests as a fast one, and its queue grows. It takes turns among the
    eligible servers, so that the share of one that is out goes to all the others and not to the one behind it.

    O(1) a pick; O(n) when membership changes. DNS has done it since the early 1990s; nginx and HAProxy do by default.
    """

    name = "round_robin"

    def __init__(self) -> None:
        self._turn = Turn()
        self._servers: Servers = ()

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._servers = servers
        index = self._turn.next(servers)
        self._turn.took(servers, index)
        return servers[index]

    def why(self) -> dict[str, Any]:
        """The `cursor`: the name of the server that is next."""
        if not self._servers:
            return {}
        return {"cursor": self._servers[self._turn.next(self._servers)].name}
