"""One request on its way through a balancer: which attempt it is, where it is, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.engine.balancer.server import Request, Server

if TYPE_CHECKING:
    from app.engine.balancer.attempts import Attempts
    from app.engine.clock import Handle

ARRIVING, QUEUED, WORKING, ABANDONED = "arriving", "queued", "working", "abandoned"
SERVED, FAILED, REFUSED, TIMED_OUT = "served", "failed", "refused", "timed_out"


class Exchange:
    """A request and everything that becomes of it; guarded by its balancer's lock.

    `state` is where it is: arriving (between servers), queued, working, or abandoned: it timed out, and its server
    does not know. `outcome` is how it ended: served, failed, refused or timed_out; None before. `problem` says why,
    `latency` how long it took, in model seconds.
    """

    __slots__ = (
        "arrived", "attempt", "attempted", "balancer", "demand", "latency", "number", "outcome", "problem", "request",
        "server", "since", "state", "then", "timer", "tried", "until", "who",
    )  # fmt: skip

    def __init__(
        self, balancer: Attempts, number: int, request: Request, now: float, then: Callable[[Exchange], None] | None
    ) -> None:
        self.balancer = balancer
        self.number = number
        self.request = request
        self.demand = request.demand
        self.then = then  # called once, when it has ended
        self.arrived = self.since = self.attempted = now
        self.state = ARRIVING
        self.until: float | None = None
        self.who: str | None = None
        self.server: Server | None = None
        self.attempt = 0
        self.tried: tuple[Server, ...] = ()
        self.timer: Handle | None = None
        self.outcome: str | None = None
        self.problem: str | None = None
        self.latency = 0.0

    # -- what a server asks of its jobs ----------------------------------------------------------------------------

    @property
    def luck(self) -> float:
        """Drawn when the request arrived, another for each attempt; 1 (never fails) beyond what was drawn."""
        luck = self.request.luck
        return luck[self.attempt - 1] if self.attempt <= len(luck) else 1.0

    def begin(self, who: str, until: float) -> None:
        self.balancer.work_began(self, who, until)

    def end(self, problem: str | None) -> None:
        self.balancer.work_ended(self, problem)

    def __repr__(self) -> str:
        where = self.outcome or (f"{self.state} at {self.server.name}" if self.server else self.state)
        return f"<Exchange {self.number} [{where}, attempt {self.attempt}]>"
