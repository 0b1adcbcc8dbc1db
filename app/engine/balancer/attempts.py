"""A request's way through a balancer, step by step: pick, wait for the answer, perhaps try again, end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.exchange import (
    ABANDONED,
    ARRIVING,
    FAILED,
    QUEUED,
    REFUSED,
    SERVED,
    TIMED_OUT,
    WORKING,
    Exchange,
)
from app.engine.balancer.health import Health
from app.engine.balancer.member import Member
from app.engine.balancer.membership import Membership
from app.engine.balancer.options import BalancerOptions
from app.engine.balancer.policy import Policy
from app.engine.balancer.retry_budget import RetryBudget
from app.engine.balancer.server import Request, Server
from app.engine.clock import Clock, elapsed
from app.engine.journal import Journal

ERRORS = {"refused": "ConnectionRefused", "error": "ServerError", "crashed": "ConnectionReset"}


class Attempts:
    """The part of a balancer that handles requests. Everything here happens with its lock held."""

    name: str
    lock: threading.RLock
    options: BalancerOptions
    members: Membership
    health: Health

    def __init__(self, policy: Policy, clock: Clock, journal: Journal) -> None:
        self.policy = policy
        self._clock = clock
        self._journal = journal
        self.exchanges: dict[int, Exchange] = {}  # by number: what has not ended, or is still being worked on
        self.totals: Counter[str] = Counter()
        self.budget = RetryBudget(self.options.retry_budget)
        self.why: dict[str, Any] | None = None  # what the last pick was decided on
        self.picked: tuple[int, str, float] | None = None  # the last pick: request, server, model time

    def _take_in(
        self, number: int, request: Request, then: Callable[[Exchange], None] | None, to: Server | None
    ) -> Exchange:
        now = self._journal.append("request.arrived", request=number, client=request.client_ip, balancer=self.name)
        exchange = self.exchanges[number] = Exchange(self, number, request, now, then)
        self.totals["arrived"] += 1
        self.budget.deposit()
        if self.options.request_timeout is not None:
            due = round(now + self.options.request_timeout, 9)
            exchange.timer = self._clock.call_at(due, lambda: self._time_out(exchange))
        self._attempt(exchange, to)
        return exchange

    def _attempt(self, exchange: Exchange, to: Server | None = None) -> None:
        """Send it to a server; if that does not even accept it, the attempt is over at once."""
        try:
            server = to or self._pick(exchange)
        except NoServerAvailable:
            if exchange.attempt:  # a retry that has nowhere to go: it ends as the attempt before did
                self._journal.append("retry.denied", request=exchange.number, reason="no_server")
                self._give_up(exchange)
            else:
                exchange.problem = "no_server"
                self._refuse(exchange)
            return
        assert server.backend is not None
        member = self.members.of(server)
        assert member is not None
        exchange.attempt += 1
        exchange.server, exchange.tried = server, (*exchange.tried, server)
        server.active += 1
        member.picked += 1
        self.totals["retries"] += exchange.attempt > 1
        self.why = {} if to else self.policy.why()
        t = self._journal.append(
            "request.assigned", request=exchange.number, server=server.name, attempt=exchange.attempt, why=self.why
        )
        self.picked = exchange.number, server.name, t
        exchange.state, exchange.since, exchange.attempted = QUEUED, t, t
        problem = server.backend.accept(exchange)
        if problem is not None:
            self._fail_attempt(exchange, problem)

    def _pick(self, exchange: Exchange) -> Server:
        """The policy's choice; for a retry one that has not been tried, if there is any."""
        eligible = self.members.eligible
        server = self.policy.pick(eligible, exchange.request)
        if server in exchange.tried and (others := tuple(it for it in eligible if it not in exchange.tried)):
            server = self.policy.pick(others, exchange.request)
        return server

    # -- what the servers report -----------------------------------------------------------------------------------

    def work_began(self, exchange: Exchange, who: str, until: float) -> None:
        """A worker has taken it from the queue."""
        t = self._journal.append("request.working", request=exchange.number, who=who, until=until)
        exchange.state, exchange.since, exchange.who, exchange.until = WORKING, t, who, until

    def work_ended(self, exchange: Exchange, problem: str | None) -> None:
        """There is an answer, or none (`problem`)."""
        if exchange.outcome is not None:  # it timed out meanwhile: nobody waits for this answer
            del self.exchanges[exchange.number]
            self._note_dropped(exchange, ABANDONED)
        elif problem is not None:
            self._fail_attempt(exchange, problem)
        else:
            self._serve(exchange)

    # -- how an attempt can go -------------------------------------------------------------------------------------

    def _serve(self, exchange: Exchange) -> None:
        member = self._leave(exchange, ok=True)
        if member is not None:
            member.served += 1
        who, latency = exchange.who, elapsed(exchange.arrived, self._clock.now())
        self._journal.append("request.served", request=exchange.number, who=who, latency=latency)
        self._end(exchange, SERVED)
        self._look_after(member, ok=True)

    def _fail_attempt(self, exchange: Exchange, problem: str) -> None:
        """No answer from there: try another server, if that is allowed, or give up."""
        member = self._leave(exchange, ok=False)
        if member is not None:
            member.failed += 1
        exchange.since = self._note_dropped(exchange, problem)
        exchange.state, exchange.problem = ARRIVING, problem
        exchange.server = exchange.who = exchange.until = None
        # A full queue is no sign of bad health: the server is only busy.
        self._look_after(member, ok=None if problem == "queue_full" else False)
        if exchange.attempt > self.options.retries:
            self._give_up(exchange)
        elif self.budget.withdraw():
            self._attempt(exchange)
        else:
            self._journal.append("retry.denied", request=exchange.number, reason="budget")
            self._give_up(exchange)

    def _give_up(self, exchange: Exchange) -> None:
        if exchange.problem == "queue_full":
            self._refuse(exchange)
            return
        latency = elapsed(exchange.arrived, self._clock.now())
        error = ERRORS[exchange.problem or "error"]
        self._journal.append("request.failed", request=exchange.number, who=None, latency=latency, error=error)
        exchange.problem = error
        self._end(exchange, FAILED)

    def _refuse(self, exchange: Exchange) -> None:
        self._journal.append("request.refused", request=exchange.number, backlog=0, reason=exchange.problem)
        self._end(exchange, REFUSED)

    def _time_out(self, exchange: Exchange) -> None:
        """The client has waited long enough. A server that works on it is not told: its work is wasted."""
        with self.lock:
            if exchange.outcome is not None:
                return
            server = exchange.server
            member = self._leave(exchange, ok=False)
            latency = elapsed(exchange.arrived, self._clock.now())
            t = self._journal.append("request.timed_out", request=exchange.number, latency=latency)
            assert server is not None  # between two attempts no time passes
            assert server.backend is not None
            withdrawn = server.backend.withdraw(exchange)
            self._end(exchange, TIMED_OUT)
            if not withdrawn:
                exchange.state, exchange.since = ABANDONED, t
                self.exchanges[exchange.number] = exchange
            self._look_after(member, ok=False)

    # -- books -----------------------------------------------------------------------------------------------------

    def _leave(self, exchange: Exchange, *, ok: bool) -> Member | None:
        """Its request is open there no longer. Returns the member, if it still is one."""
        server = exchange.server
        assert server is not None
        server.active -= 1
        self.policy.done(server, elapsed(exchange.attempted, self._clock.now()), ok)
        return self.members.of(server)

    def _look_after(self, member: Member | None, *, ok: bool | None) -> None:
        """What a server's answer (`ok`), or its absence, means for the server; None: nothing."""
        if member is None or self.members.of(member.server) is None:  # whoever was told of the end may have removed it
            return
        if ok is not None:
            (self.health.succeeded if ok else self.health.failed)(member)
        self._remove_if_drained(member)

    def _remove_if_drained(self, member: Member) -> None:
        if member.draining and member.server.active == 0 and self.members.of(member.server) is member:
            self._remove(member.name, "drained")

    def _remove(self, name: str, reason: str) -> Server:
        """It is a member no longer, and its machine stops when it has finished what it has."""
        server = self.members.remove(name, reason).server
        assert server.backend is not None
        server.backend.retire()
        return server

    def _note_dropped(self, exchange: Exchange, reason: str) -> float:
        server = exchange.server.name if exchange.server else None
        return self._journal.append(
            "request.dropped", request=exchange.number, server=server, attempt=exchange.attempt, reason=reason
        )

    def _end(self, exchange: Exchange, outcome: str) -> None:
        """Its one end."""
        del self.exchanges[exchange.number]
        exchange.outcome = outcome
        exchange.latency = elapsed(exchange.arrived, self._clock.now())
        self.totals[outcome] += 1
        if exchange.timer is not None:
            exchange.timer.cancel()
        if exchange.then is not None:
            exchange.then(exchange)
