"""How the balancer lab is wired, and what a learner can do to it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

from app.engine.rng import stream
from app.engine.service.backend_server import BackendServer
from app.engine.traffic import PATTERNS, Arrivals
from app.labs.balancer import comparison, theory, view
from app.labs.balancer.actions import ACTIONS, AddServer, Burst, OneServer, SetSpeed, SetWeight, SlowDown
from app.labs.balancer.clients import Clients
from app.labs.balancer.goals import GOALS
from app.labs.balancer.lane import MACHINE_PARAMS, OPTION_PARAMS, READ_BY, Lane, most_servers, options, standing_still
from app.labs.balancer.meter import Meter
from app.labs.balancer.metrics import METRICS, flat
from app.labs.balancer.names import free_name
from app.labs.balancer.params import FASTEST, SLOWEST
from app.labs.balancer.params import Params as BalancerParams
from app.labs.base import Lab
from app.labs.declare import Declared
from app.labs.errors import LabError
from app.labs.lists import nth, numbers
from app.labs.parts import Action

WINDOW = 10.0  # real seconds over which latencies and rates are taken

TRAFFIC_PARAMS = {"work_time", "work_spread", "clients", "office_share", "key_count", "hot_share"}


class BalancerLab(Lab):
    """Clients send requests to a balancer, which spreads them over servers; or to several, which race."""

    slug = "balancer"
    title = "Load balancer"
    summary = "Requests go through a real balancer to real servers; choose the policy, slow a server, crash it, race."
    Params = BalancerParams
    actions = ACTIONS
    metrics_declared = METRICS
    goals = GOALS
    kinds = (
        "balancer.*", "server.*", "request.arrived", "request.assigned", "request.working", "request.dropped",
        "request.served", "request.failed", "request.refused", "request.timed_out", "retry.*", "lab.*",
    )  # fmt: skip

    params: BalancerParams

    def build(self) -> None:
        params, clock = self.params, self.clock
        count = itertools.count(1).__next__
        self.lanes = [
            Lane(str(number), policy, params, clock, self.journal, count)
            for number, policy in enumerate(params.lanes, 1)
        ]
        self.clients = Clients(params)
        self._meter = Meter(self.journal)
        self._reading = threading.RLock()  # the meter goes on from where it was read last
        self._resize(params)
        opens = numbers(params.open_at_start)
        for name, held in zip(self.lanes[0].names, opens, strict=False):
            for _ in range(int(held)):
                self._arrive(to=name)
        pattern = PATTERNS[params.pattern]
        self._arrivals = Arrivals(clock, stream(params.seed, "arrivals"), params.arrival_rate, self._arrive, pattern)
        self._arrivals.start()

    def with_value(self, name: str, value: object) -> Any:
        params = super().with_value(name, value)
        if name == "workers" and len(self._taken()) > most_servers(params):  # servers may have been added one by one
            raise LabError("out_of_range", f"workers must be fewer, there are {len(self._taken())} servers", "workers")
        return params

    def apply(self, name: str, params: Any) -> None:
        with standing_still(self.lanes):
            self._apply(name, params)

    def _apply(self, name: str, params: Any) -> None:
        if name == "policy" or name in READ_BY:
            for lane, policy in zip(self.lanes, params.lanes, strict=True):
                if lane.balancer.policy.name != policy or policy in READ_BY.get(name, ()):
                    lane.choose_by(policy, params)
        elif name in TRAFFIC_PARAMS:
            self.clients.params = params
        elif name in OPTION_PARAMS:
            for lane in self.lanes:
                lane.balancer.configure(**options(params))
        elif name == "arrival_rate":
            self._arrivals.set_rate(params.arrival_rate)
        elif name in MACHINE_PARAMS:
            for server in self._taken():
                self._configure(server, **{name: getattr(params, name)})
        elif name == "servers":
            self._resize(params)
        elif name in ("weights", "speeds"):
            self._set_list(name, numbers(getattr(params, name)))

    # -- actions -------------------------------------------------------------------------------------------------

    def _do(self, action: Action, args: Declared) -> Any:
        with standing_still(self.lanes):
            return super()._do(action, args)

    def slow_down(self, args: SlowDown) -> dict[str, str]:
        name = self._named(args.server) or self._last()
        lane = next(lane for lane in self.lanes if lane.has(name))
        speed = lane.machine(name).options.speed / args.factor
        return self._configure(name, speed=min(max(speed, SLOWEST), FASTEST))

    def set_speed(self, args: SetSpeed) -> dict[str, str]:
        return self._configure(self._named(args.server) or self._last(), speed=args.speed)

    def set_weight(self, args: SetWeight) -> dict[str, str]:
        name = self._named(args.server) or self._last()
        self._each_with(name, lambda lane: lane.balancer.set_weight(name, args.weight))
        return {"server": name}

    def crash(self, args: OneServer) -> dict[str, str]:
        return self._tell(args.server, BackendServer.crash, lambda machine: machine.up, "up")

    def stop_server(self, args: OneServer) -> dict[str, str]:
        return self._tell(args.server, BackendServer.stop, lambda machine: machine.answers, "up")

    def restart_server(self, args: OneServer) -> dict[str, str]:
        return self._tell(args.server, BackendServer.restart, lambda machine: not machine.answers, "down")

    def drain(self, args: OneServer) -> dict[str, str]:
        name = self._named(args.server) or self._last()
        self._each_with(name, lambda lane: lane.balancer.drain(name))
        return {"server": name}

    def remove_server(self, args: OneServer) -> dict[str, str]:
        name = self._named(args.server) or self._last()
        self._remove(name)
        return {"server": name}

    def add_server(self, args: AddServer) -> dict[str, str]:
        taken = self._taken()
        most = most_servers(self.params)
        if len(taken) >= most:
            raise LabError("not_now", f"there may be {most} servers at most", "servers", {"maximum": most})
        if args.name in taken:
            raise LabError("bad_arguments", f"name: there is a server {args.name} already", "name", sorted(taken))
        name = args.name or free_name(taken)
        for lane in self.lanes:
            lane.add(name, args.weight, args.speed, self.params)
        return {"server": name}

    def burst(self, args: Burst) -> None:
        for _ in range(args.requests):
            self._arrive()

    def reset(self, args: Declared) -> None:
        """Done by whoever holds the lab: a new one is made."""

    # -- helpers -------------------------------------------------------------------------------------------------

    def _arrive(self, to: str | None = None) -> None:
        """One request, the same one in every lane."""
        request = self.clients.request()
        for lane in self.lanes:
            lane.balancer.send(request, to=to)

    def _resize(self, params: BalancerParams) -> None:
        """As many servers as there should be: the last ones leave, new ones come at the end."""
        weights, speeds = numbers(params.weights), numbers(params.speeds)
        for name in self._all()[params.servers :]:
            self._remove(name)
        for index in range(len(self._all()), params.servers):
            name = free_name(self._taken())  # the same in all lanes: one may still drain where another has gone
            for lane in self.lanes:
                lane.add(name, nth(weights, index, 1.0), nth(speeds, index, 1.0), params)

    def _set_list(self, name: str, values: tuple[float, ...]) -> None:
        for lane in self.lanes:
            for index, server in enumerate(lane.names):
                if name == "weights":
                    lane.balancer.set_weight(server, nth(values, index, 1.0))
                else:
                    lane.balancer.configure_server(server, speed=nth(values, index, 1.0))

    def _remove(self, name: str) -> None:
        self._each_with(name, lambda lane: lane.balancer.remove(name))

    def _configure(self, name: str, **changes: Any) -> dict[str, str]:
        self._each_with(name, lambda lane: lane.balancer.configure_server(name, **changes))
        return {"server": name}

    def _each_with(self, name: str, do: Callable[[Lane], object]) -> None:
        """In every lane that (still) has the server: a drained one may have left one lane earlier than another."""
        for lane in self.lanes:
            if lane.has(name):
                do(lane)

    def _taken(self) -> dict[str, None]:
        """The names of all servers, in order, those that are leaving among them."""
        with standing_still(self.lanes):
            return dict.fromkeys(member.name for lane in self.lanes for member in lane.balancer.members)

    def _all(self) -> list[str]:
        return self.lanes[0].names

    def _last(self) -> str:
        if not (names := self._all()):
            raise LabError("not_now", "there is no server", "server", [])
        return names[-1]

    def _named(self, name: str | None) -> str | None:
        known = self._taken()
        if name is not None and name not in known:
            raise LabError("not_now", f"there is no server {name!r}", "server", list(known))
        return name

    def _tell(
        self, named: str | None, what: Callable[[BackendServer], None], fits: Callable[[BackendServer], bool], how: str
    ) -> dict[str, str]:
        """Tell a machine something in every lane: the one named, or the last for which it makes sense."""
        fit = [it for it in self._all() if any(fits(lane.machine(it)) for lane in self.lanes if lane.has(it))]
        name = self._named(named) or next(reversed(fit), None)
        if name is None or (name in self._all() and name not in fit):
            raise LabError("not_now", f"there is no server that is {how}" if name is None else f"{name} is not {how}")
        self._each_with(name, lambda lane: what(lane.machine(name)))
        return {"server": name}

    # -- reading -------------------------------------------------------------------------------------------------

    def read_state(self) -> tuple[int, dict[str, Any]]:
        with standing_still(self.lanes):
            return self.journal.position, view.state(self)

    def detail(self, window: float | None = None) -> dict[str, Any]:
        if window is None:
            window = WINDOW / self.clock.slow if self.clock.slow else None
        with self._reading, standing_still(self.lanes):
            return {"balancers": self._meter.read(self.clock.now(), window, self.lanes)}

    def theory(self) -> list[dict[str, Any]]:
        now = self.clock.now()
        window = WINDOW / self.clock.slow if self.clock.slow else now
        with self._reading, standing_still(self.lanes):
            figures = self._meter.read(now, window, self.lanes)["1"]
            return theory.compare(self.params, self.lanes[0], figures, min(now, window))

    def metrics(self, window: float | None = None) -> dict[str, float | None]:
        with self._reading, standing_still(self.lanes):
            return flat(self.detail(window)["balancers"], self.lanes)


BalancerLab.tables = comparison.tables(BalancerLab)  # which run the lab itself
