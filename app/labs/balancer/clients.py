"""Who asks, and for what: everything about a request is drawn when it arrives, for all lanes of a race alike."""

from __future__ import annotations

from app.engine.balancer import Request
from app.engine.rng import choose, stream
from app.engine.traffic import spread
from app.labs.balancer.names import OFFICE, address
from app.labs.balancer.params import Params

MOST_ATTEMPTS = 4


class Clients:
    """Makes the requests of one run. Each purpose has its own stream of chance, and draws the same for any policy."""

    def __init__(self, params: Params) -> None:
        self.params = params
        self._demand = stream(params.seed, "demand")
        self._who = stream(params.seed, "clients")
        self._what = stream(params.seed, "keys")
        self._faults = stream(params.seed, "faults")

    def request(self) -> Request:
        """The next one. Always the same number of draws, so that a slider moved changes only what it is about."""
        params = self.params
        from_office, client = self._who.random(), choose(self._who, params.clients)
        hot, key = self._what.random(), choose(self._what, params.key_count)
        return Request(
            key=f"user:{0 if hot < params.hot_share else key}",
            client_ip=OFFICE if from_office < params.office_share else address(client),
            demand=spread(self._demand, params.work_time, params.work_spread),
            luck=tuple(self._faults.random() for _ in range(MOST_ATTEMPTS)),
        )
