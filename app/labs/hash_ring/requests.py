"""Requests for the keys: each goes to its key's server, keeps it busy for a while, and is done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.engine import Clock, Journal
from app.engine.balancer.bounded_load import BoundedLoad
from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.policy import Policy
from app.engine.balancer.server import Request, Server
from app.engine.clock import elapsed
from app.engine.rng import stream
from app.engine.traffic import Arrivals, spread
from app.labs.hash_ring.board import Board
from app.labs.hash_ring.keyspace import key_name

WIDTH = 0.5  # requests take from half of the mean time to one and a half times as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked. `rate` is requests a second (0: none), `hold` seconds, `bound` None or a multiple of the mean."""

    rate: float
    hot_share: float
    hold: float
    bound: float | None


@dataclass(frozen=True, slots=True)
class Open:
    """A request that keeps `server` busy since `since`."""

    key: int
    server: Server
    since: float


class Requests:
    """An open loop of requests onto the board's ring; guarded by the board's lock."""

    def __init__(self, clock: Clock, journal: Journal, seed: int, board: Board, load: Load) -> None:
        self._clock = clock
        self._journal = journal
        self._board = board
        self._gaps, self._which, self._how_long = (stream(seed, name) for name in ("arrivals", "keys", "demand"))
        self._arrivals: Arrivals | None = None
        self.load = load
        self.open: dict[int, Open] = {}
        self.arrived = self.served = self.refused = self.spilled = 0
        self._policy = self._make_policy()
        self._see_to_arrivals()

    def configure(self, **changes: float | None) -> None:
        """Change the load, for what comes from now on."""
        with self._board.lock:
            self.load = replace(self.load, **changes)  # type: ignore[arg-type]
            self._see_to_arrivals()
            self._policy = self._make_policy()

    def ring_replaced(self) -> None:
        """The board has another ring than before."""
        with self._board.lock:
            self._policy = self._make_policy()

    # -- inside ----------------------------------------------------------------------------------------------

    def _make_policy(self) -> Policy:
        ring = self._board.ring
        if self.load.bound is None:
            return ConsistentHash(ring=ring)
        return BoundedLoad(self.load.bound, ring=ring)

    def _see_to_arrivals(self) -> None:
        """Let requests arrive at the rate of the moment, or not at all."""
        if self.load.rate > 0 and self._arrivals is None:
            self._arrivals = Arrivals(self._clock, self._gaps, self.load.rate, self._arrive)
            self._arrivals.start()
        elif self.load.rate > 0 and self._arrivals is not None:
            self._arrivals.set_rate(self.load.rate)
        elif self._arrivals is not None:
            self._arrivals.stop()
            self._arrivals = None

    def _arrive(self) -> None:
        """A request, with all its chances drawn now: they must not depend on what becomes of it."""
        hot, which = self._which.random(), self._which.random()
        hold = spread(self._how_long, self.load.hold, WIDTH)
        with self._board.lock:
            key = self._key(hot, which)
            self.arrived += 1
            number, name = self.arrived, key_name(key)
            self._journal.append("request.arrived", request=number, client=name, balancer=None)
            if not self._board.servers:
                self.refused += 1
                self._journal.append("request.refused", request=number, backlog=0, reason="no_server")
                return
            server = self._policy.pick(self._board.servers, Request(key=name))
            passed = list(self._policy.why().get("passed", ()))
            server.active += 1
            self._board.nodes[server.name].asked += 1
            self.spilled += bool(passed)
            why = {"key": key, "passed": passed}
            now = self._journal.append("request.assigned", request=number, server=server.name, attempt=1, why=why)
            self.open[number] = Open(key, server, now)
        self._clock.call_at(now + hold, lambda: self._end(number))

    def _key(self, hot: float, which: float) -> int:
        """The hot key or, as likely as each other, one of the rest; without a hot key, any."""
        count = len(self._board.keys)
        if not self.load.hot_share:
            return int(which * count)
        return 0 if hot < self.load.hot_share or count == 1 else 1 + int(which * (count - 1))

    def _end(self, number: int) -> None:
        with self._board.lock:
            ended = self.open.pop(number)
            latency = elapsed(ended.since, self._clock.now())
            ended.server.active -= 1  # of nobody's concern if it has left meanwhile
            self._policy.done(ended.server, latency, ok=True)
            self.served += 1
            self._journal.append("request.served", request=number, who="traffic", latency=latency)
