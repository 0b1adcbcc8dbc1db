"""A balancer under test: on a clock that never waits, with servers that are threads of it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from app.engine import AutojumpClock, Clock, Event, Journal
from app.engine.balancer import Balancer, Policy, Request, Server
from app.engine.balancer.exchange import Exchange
from app.engine.balancer.maglev import Maglev
from app.engine.balancer.policies import PolicyOptions, make_policy
from app.engine.balancer.round_robin import RoundRobin
from app.engine.service.backend_server import BackendServer
from app.labs.balancer import view
from tests.engine.balancer.possible import PossibleBalancers


class House:
    """Everything on one clock with `seed`; `check` at any moment compares the engine with what its journal says."""

    def __init__(self, policy: Policy | str = "", *, seed: int = 0, clock: Clock | None = None, **options: Any) -> None:
        self.clock: Any = clock or AutojumpClock(seed)
        self.journal = Journal(self.clock, strict=True)
        self.seed = seed
        if isinstance(policy, str):
            policy = self.policy(policy) if policy else RoundRobin()
        self.balancer = Balancer(policy, clock=self.clock, journal=self.journal, **options)
        self.sent: list[Exchange] = []
        self.ends: list[Exchange] = []
        self.possible = PossibleBalancers()
        self._names = itertools.count(1)
        self._followed = 0

    def policy(self, name: str) -> Policy:
        """With small tables, which are made fast."""
        if name == "maglev":
            return Maglev(table_size=251)
        options = PolicyOptions(rng=random.Random(self.seed), now=self.clock.now, vnodes=8)
        return make_policy(name, options)

    def add(self, name: str, *, weight: float = 1, **machine: Any) -> BackendServer:
        backend = BackendServer(name, clock=self.clock, journal=self.journal, **machine)
        self.balancer.add(Server(name, weight, backend))
        return backend

    def add_each(self, names: str, **machine: Any) -> list[BackendServer]:
        return [self.add(name, **machine) for name in names]

    def send(self, demand: float = 1.0, *, to: str | None = None, luck: tuple[float, ...] = (), key: str = "k",
             client: str = "10.0.0.1") -> Exchange:  # fmt: skip
        request = Request(key, client, demand, luck)
        exchange = self.balancer.send(request, self.ends.append, to=to)
        self.sent.append(exchange)
        return exchange

    def at(self, t: float, do: Callable[..., object], *args: Any, **named: Any) -> None:
        """Have a thread of its own do something at a model time; it may wait."""

        def run() -> None:
            if t > self.clock.now():
                self.clock.waiter().wait(t)
            do(*args, **named)

        self.clock.spawn(run, name=f"doer-{next(self._names)}")

    def run(self, until: float) -> None:
        """Up to that model time, whether or not anybody is there; then the books must be right."""
        self.clock.run(until=until)
        self.clock.spawn(lambda: self.clock.now() < until and self.clock.waiter().wait(until), name="until")
        self.clock.run(until=until)
        self.check()

    def state(self) -> dict[str, Any]:
        """The engine's own account, as in a keyframe, without time and the view's memory."""
        machine = SimpleNamespace(name=self.balancer.name, balancer=self.balancer, machine=self.machine)
        whole = view.state(SimpleNamespace(clock=self.clock, lanes=[machine]))  # type: ignore[arg-type]
        return {"balancers": whole["balancers"], "requests": whole["requests"]}

    def machine(self, name: str) -> BackendServer:
        backend = self.balancer.members.get(name).server.backend
        assert backend is not None
        return backend

    def check(self) -> None:
        """What the journal tells is possible, and it tells what the engine itself knows."""
        with self.balancer.lock:
            state = self.state()
            events, self._followed, missed = self.journal.read(self._followed)
        assert not missed
        self.possible.follow(events)
        self.possible.check_totals()
        assert self.possible.state() == state

    def check_all_is_over(self) -> None:
        """Every request has ended once, and nothing is left of any."""
        self.check()
        self.possible.check_nothing_is_open()
        assert sorted(it.number for it in self.ends) == sorted(it.number for it in self.sent)
        assert all(it.outcome is not None for it in self.sent)
        assert self.balancer.exchanges == {}

    def events(self, *kinds: str) -> list[Event]:
        return [event for event in self.journal if event.kind in kinds]

    def told(self, *kinds: str) -> list[tuple[Any, ...]]:
        """(time, values…) of the events of these kinds, without the balancer's name."""
        return [
            (event.t, *(value for name, value in zip(event.fields, event.values, strict=True) if name != "balancer"))
            for event in self.events(*kinds)
        ]
