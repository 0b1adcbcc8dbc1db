"""A load balancer: sends each request to the server that its policy picks, and sees it to its one end.

What it keeps of its servers is in membership.py, whether they are fit in health.py; which one to choose is the
policy's business alone.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from app.engine.balancer.attempts import Attempts
from app.engine.balancer.errors import NoServerAvailable, RequestFailed, RequestRefused, RequestTimeout, check_weight
from app.engine.balancer.exchange import FAILED, REFUSED, SERVED, Exchange
from app.engine.balancer.health import Health
from app.engine.balancer.member import Member
from app.engine.balancer.membership import Membership
from app.engine.balancer.options import BalancerOptions
from app.engine.balancer.policy import Policy
from app.engine.balancer.server import Request, Server
from app.engine.clock import Clock
from app.engine.journal import Journal
from app.engine.service.backend_server import BackendServer


class Balancer(Attempts):
    """Spreads requests over `servers`. Safe to use from any thread that may use `clock`.

    Options are those of BalancerOptions. The `backend` of each server is started; a server that has none gets a machine
    with the usual settings. `name` is the balancer's in the journal, `numbers` gives its requests theirs. `lock` guards
    all of it.

    Every request ends exactly once: served, failed (the last attempt got an error, or no answer), refused (no server,
    or a full queue), or timed out.
    """

    def __init__(
        self,
        policy: Policy,
        servers: Iterable[Server] = (),
        *,
        clock: Clock,
        journal: Journal,
        name: str = "1",
        numbers: Callable[[], int] | None = None,
        **options: Any,
    ) -> None:
        self.name = name
        self.options = BalancerOptions(**options)
        self.lock = threading.RLock()
        self.members = Membership(journal, name, self.options.panic_threshold)
        self.health = Health(clock, journal, name, self.lock, self.members)
        super().__init__(policy, clock, journal)
        self._numbers = numbers or itertools.count(1).__next__
        with self.lock:
            self.set_policy(policy)
            for server in servers:
                self._add(server)
            self.members.look_again()
            self.health.configure(self.options)

    # -- requests --------------------------------------------------------------------------------------------------

    def send(
        self, request: Request, then: Callable[[Exchange], None] | None = None, *, to: str | None = None
    ) -> Exchange:
        """Take in a request and send it on, without waiting for the answer; `then` is called when it has ended.

        `then` runs with the lock held, perhaps before this returns, and must not wait. `to` names a server that gets
        it whatever the policy would say (LookupError if there is none).
        """
        with self.lock:
            return self._take_in(self._numbers(), request, then, self.members.get(to).server if to else None)

    def dispatch(self, request: Request) -> Exchange:
        """Send a request and wait for the answer: for threads of the clock.

        Raises NoServerAvailable, RequestRefused, RequestFailed or RequestTimeout (a TimeoutError).
        """
        waiter = self._clock.waiter()

        def tell(ended: Exchange) -> None:
            waiter.wake()

        exchange = self.send(request, tell)
        waiter.wait()
        if exchange.outcome == SERVED:
            return exchange
        if exchange.outcome == FAILED:
            raise RequestFailed(f"request {exchange.number} failed: {exchange.problem}")
        if exchange.outcome == REFUSED:
            if exchange.problem == "no_server":
                raise NoServerAvailable(f"no server for request {exchange.number}")
            raise RequestRefused(f"request {exchange.number} was refused: {exchange.problem}")
        raise RequestTimeout(f"no answer to request {exchange.number} within {exchange.latency:g} s")

    # -- membership ------------------------------------------------------------------------------------------------

    def add(self, server: Server) -> None:
        """From now on `server` may get requests. ValueError if there is one of that name."""
        with self.lock:
            self.health.start_slowly(self._add(server))
            self.members.look_again()

    def remove(self, server: str | Server) -> Server:
        """It gets no more requests, at once; those it has go on. LookupError if there is none of that name."""
        with self.lock:
            return self._remove(_name_of(server), "removed")

    def drain(self, server: str | Server) -> None:
        """It gets no more requests, and is removed when it has answered those it has. LookupError."""
        name = _name_of(server)
        with self.lock:
            member = self.members.get(name)
            if not member.draining:
                member.draining = True
                self._journal.append("server.draining", balancer=self.name, server=name)
                self.members.look_again()
                self._remove_if_drained(member)

    def set_weight(self, name: str, weight: float) -> None:
        """ValueError unless above 0, LookupError if there is no such server."""
        with self.lock:
            member = self.members.get(name)
            member.weight = check_weight(weight)
            self._note("server.changed", member)
            self.health.weigh_fully(member)

    def set_policy(self, policy: Policy) -> None:
        """Choose by another policy from now on."""
        with self.lock:
            self.policy = policy
            self.why = None
            self._journal.append("balancer.policy", balancer=self.name, policy=policy.name)

    def configure(self, **changes: Any) -> None:
        """Change options, for what happens from now on. ValueError if one is out of bounds."""
        with self.lock:
            self.options = replace(self.options, **changes)
            self.budget.share = self.options.retry_budget
            self.members.panic_threshold = self.options.panic_threshold
            self.health.configure(self.options)
            self.members.look_again()

    def configure_server(self, name: str, **changes: Any) -> None:
        """Change the machine behind a server: workers, queue_capacity, speed, failure_rate."""
        with self.lock:
            member = self.members.get(name)
            assert member.server.backend is not None
            member.server.backend.configure(**changes)
            self._note("server.changed", member)

    def _add(self, server: Server) -> Member:
        if server.backend is not None and server.backend.behind is not None:
            raise ValueError(f"server {server.name!r} has been behind the balancer {server.backend.behind!r} already")
        member = self.members.add(server)
        if server.backend is None:
            server.backend = BackendServer(server.name, clock=self._clock, journal=self._journal)
        self._note("server.added", member)
        server.backend.start(self.name, self.lock)
        return member

    def _note(self, kind: str, member: Member) -> None:
        assert member.server.backend is not None
        machine = member.server.backend.options
        self._journal.append(
            kind,
            balancer=self.name,
            server=member.name,
            weight=member.weight,
            workers=machine.workers,
            queue_capacity=machine.queue_capacity,
            speed=machine.speed,
            failure_rate=machine.failure_rate,
        )

    def __repr__(self) -> str:
        return (
            f"<Balancer {self.name} [{self.policy.name} | {len(self.members.eligible)} of {len(self.members)} servers |"
            f" {len(self.exchanges)} in flight]>"
        )


def _name_of(server: str | Server) -> str:
    return server if isinstance(server, str) else server.name
