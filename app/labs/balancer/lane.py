"""One lane of the lab: a balancer with a policy, and servers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from app.engine import Journal
from app.engine.balancer import Balancer, Policy, Server
from app.engine.balancer.policies import PolicyOptions, make_policy
from app.engine.clock import Clock
from app.engine.rng import stream
from app.engine.service.backend_server import BackendServer
from app.labs.balancer.params import MOST_THREADS, Params

MACHINE_PARAMS = ("workers", "queue_capacity", "failure_rate")
OPTION_PARAMS = {
    "request_timeout", "retries", "retry_budget", "passive_checks", "eject_after", "eject_time", "max_ejected",
    "active_checks", "check_interval", "rise", "fall", "panic_threshold", "slow_start",
}  # fmt: skip
READ_BY = {"vnodes": ("consistent_hash", "bounded_load"), "bound": ("bounded_load",)}  # parameter -> policies


def options(params: Params) -> dict[str, Any]:
    """What the balancer does beyond choosing, from the lab's parameters."""
    return {
        "request_timeout": params.request_timeout,
        "retries": params.retries,
        "retry_budget": params.retry_budget,
        "eject_after": params.eject_after if params.passive_checks else None,
        "eject_time": params.eject_time,
        "max_ejected": params.max_ejected,
        "check_interval": params.check_interval if params.active_checks else None,
        "rise": params.rise,
        "fall": params.fall,
        "panic_threshold": params.panic_threshold,
        "slow_start": params.slow_start,
    }


def most_servers(params: Params) -> int:
    """How many there may be in each lane."""
    return min(100, MOST_THREADS // (len(params.lanes) * params.workers))


class Lane:
    """A balancer named "1" to "4" and its servers. All lanes get the same requests, servers and faults."""

    def __init__(
        self, name: str, policy: str, params: Params, clock: Clock, journal: Journal, numbers: Callable[[], int]
    ) -> None:
        self.name = name
        self._clock = clock
        self._journal = journal
        self.balancer = Balancer(
            self._policy(policy, params), clock=clock, journal=journal, name=name, numbers=numbers, **options(params)
        )

    def _policy(self, name: str, params: Params) -> Policy:
        self.vnodes = params.vnodes
        rng = stream(params.seed, "policy")
        return make_policy(name, PolicyOptions(rng=rng, now=self._clock.now, vnodes=params.vnodes, bound=params.bound))

    def choose_by(self, policy: str, params: Params) -> None:
        """Use another policy, or the same one anew with other settings."""
        self.balancer.set_policy(self._policy(policy, params))

    def add(self, name: str, weight: float, speed: float, params: Params) -> None:
        machine = {field: getattr(params, field) for field in MACHINE_PARAMS}
        backend = BackendServer(name, clock=self._clock, journal=self._journal, speed=speed, **machine)
        self.balancer.add(Server(name, weight, backend))

    @property
    def names(self) -> list[str]:
        """Of its servers, in order; those that are leaving are not counted. From any thread."""
        with self.balancer.lock:
            return [member.name for member in self.balancer.members if not member.draining]

    def has(self, name: str) -> bool:
        """Whether a server of that name is behind it, also one that is leaving."""
        with self.balancer.lock:
            return any(member.name == name for member in self.balancer.members)

    def machine(self, name: str) -> BackendServer:
        """LookupError if there is no server of that name."""
        backend = self.balancer.members.get(name).server.backend
        assert backend is not None
        return backend


@contextmanager
def standing_still(lanes: Iterable[Lane]) -> Iterator[None]:
    """With the locks of all lanes held, nobody comes or goes, and state and journal tell the same."""
    with ExitStack() as locks:
        for lane in lanes:
            locks.enter_context(lane.balancer.lock)
        yield
