"""Notices that a server's weight was changed, without looking at all of them for every request."""

from __future__ import annotations

from app.engine.balancer.policy import Servers

GLANCE = 16  # how many servers are looked at per pick


class WeightWatch:
    """For policies that keep something built from the weights, and have to build it anew when one changes.

    Every pick compares the weights of the next few servers with those that were built from: up to GLANCE servers a
    change is seen at once, among n within n/GLANCE picks, and a pick costs the same however many there are.
    """

    __slots__ = ("_built", "_next")

    def __init__(self) -> None:
        self._built: list[float] = []
        self._next = 0

    def built(self, servers: Servers) -> None:
        """These weights are the ones in use now."""
        self._built = [server.weight for server in servers]
        self._next = 0

    def changed(self, servers: Servers) -> bool:
        """Whether one of the next few servers weighs something else than when it was built."""
        begin = self._next
        end = begin + GLANCE
        self._next = end if end < len(servers) else 0
        return [server.weight for server in servers[begin:end]] != self._built[begin:end]
