"""Whose turn it is, in a list that may be another one at every call."""

from __future__ import annotations

from app.engine.balancer.policy import Servers


class Turn:
    """Remembers who had the last turn, by who it was and not by its index.

    An index means something else as soon as a server joins or leaves: one past the end throws, one before it leaves
    somebody out. Here the turn goes to whoever stands behind the last one picked; if that one is gone, behind the
    nearest one before it that is still there. O(1) while nothing changes, O(n) when membership does.
    """

    __slots__ = ("_last", "_seen")

    def __init__(self) -> None:
        self._seen: Servers = ()
        self._last = -1  # index in `_seen`

    def next(self, servers: Servers) -> int:
        """The index of the one whose turn it is; `servers` must not be empty."""
        if servers is not self._seen:
            self._follow(servers)
        return (self._last + 1) % len(servers)

    def took(self, servers: Servers, index: int) -> None:
        """That one has been picked: the turn goes to the one behind it."""
        self._seen = servers
        self._last = index

    def _follow(self, servers: Servers) -> None:
        before, last = self._seen, self._last
        self._seen, self._last = servers, -1
        if last < 0:
            return  # nobody has had a turn yet
        now_at = {server: index for index, server in enumerate(servers)}
        for back in range(len(before)):
            index = now_at.get(before[last - back])  # a negative index goes on round the end
            if index is not None:
                self._last = index
                return
