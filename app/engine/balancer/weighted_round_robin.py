"""Naive weighted round robin: each server in turn, for as many requests running as it weighs."""

from __future__ import annotations

import math
from typing import Any

from app.engine.balancer.picking import need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.balancer.turn import Turn

LIGHTEST = 1e-100  # what weighs less counts as this
KEPT = 16  # servers that are gone, whose saved turns are kept
ALMOST = 1e-9  # ten times a tenth of a turn is one turn, whatever the rounding


class WeightedRoundRobin(Policy):
    """Gives each server as many requests running as its weight says, then goes on to the next: a a a a a b c.

    Good at: servers whose speeds are known and stay as they are. Bad at: bursts, as the heaviest server gets its
    whole share at once while the others idle (see SmoothWeightedRoundRobin), and at speeds that change, as it does
    not look. Parts of a turn are saved up: a weight of 0.5 is one request every second round.

    O(1) a pick on average if weights are 1 or more; O(n) when membership changes. The textbook form; Linux Virtual
    Server's `wrr` is a relative.
    """

    name = "weighted_round_robin"

    def __init__(self) -> None:
        self._turn = Turn()
        self._seen: Servers = ()
        self._at = 0  # whose run it is
        self._used = 0  # turns of this run that are used up
        self._saved: dict[Server, float] = {}  # what was left of a server's turns when its run was over

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        if servers is not self._seen:
            self._follow(servers)
        self._go_to_one_with_a_turn()  # again, as weights may have changed since
        server = servers[self._at]
        self._turn.took(servers, self._at)
        self._used += 1
        self._go_to_one_with_a_turn()
        return server

    def why(self) -> dict[str, Any]:
        """The `cursor` is the name of the server that is next, and `left` how many turns it has left in this run."""
        if not self._seen:
            return {}
        return {"cursor": self._seen[self._at].name, "left": self._left()}

    def _left(self) -> int:
        server = self._seen[self._at]
        return math.floor(self._saved.get(server, 0.0) + _weight(server) + ALMOST) - self._used

    def _go_to_one_with_a_turn(self) -> None:
        """On to the next server while this one has used up its run."""
        fruitless = 0
        while self._left() < 1:
            if fruitless == len(self._seen):
                self._save_up()
                fruitless = 0
            self._end_run()
            fruitless += 1

    def _end_run(self) -> None:
        server = self._seen[self._at]
        left = self._saved.get(server, 0.0) + _weight(server) - self._used
        self._saved[server] = min(max(left, 0.0), 1.0)
        self._at = (self._at + 1) % len(self._seen)
        self._used = 0

    def _save_up(self) -> None:
        """Nobody had a turn in a whole round: skip the rounds in which nobody will, however light they all are."""
        rounds = min((1 - self._saved.get(server, 0.0)) / _weight(server) for server in self._seen)
        for server in self._seen:
            saved = self._saved.get(server, 0.0) + max(0, math.ceil(rounds - ALMOST) - 1) * _weight(server)
            self._saved[server] = min(saved, 1.0)

    def _follow(self, servers: Servers) -> None:
        """Another list: a run goes on if its server is still there; else it keeps its turns for when it is back."""
        running = self._seen[self._at] if self._seen else None
        following = self._turn.next(servers)
        if running is not None and running in servers:
            self._at = servers.index(running)
        else:
            if running is not None and self._used:
                self._saved[running] = min(max(self._left(), 0), _weight(running))
            self._at, self._used = following, 0
        self._seen = servers
        if len(self._saved) > 2 * len(servers) + KEPT:
            self._saved = {server: self._saved[server] for server in servers if server in self._saved}


def _weight(server: Server) -> float:
    """Never so little that the rounds until its turn are more than a number can say."""
    return max(server.weight, LIGHTEST)
