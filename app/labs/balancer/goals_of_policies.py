"""Goals about what a policy does to latencies, to clients, and to queues; all told from the journal alone."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec
from app.labs.measures import quantile

if TYPE_CHECKING:
    from app.labs.balancer.lab import BalancerLab


KEPT = 300  # latencies of each lane that are looked at: the latest ones


class Faster(Declared):
    share: float = parameter(0.5, "Share", "Of the slower one’s p95, at most.", group="goal", low=0.05, high=0.95)
    requests: int = parameter(60, "Requests", "Answered in each lane.", group="goal", low=20, high=2000)


class OnePolicyFaster(Goal):
    """In a race, see one policy’s p95 be at most such a share of another’s."""

    def __init__(self, lab: BalancerLab, args: Faster) -> None:
        self._args = args
        self._lane: dict[int, str] = {}  # request -> lane
        self._latencies: dict[str, deque[float]] = {}  # the latest ones of each lane
        self._found: tuple[int, float | None] = 0, None

    def take(self, event: Event) -> None:
        if event.kind == "request.arrived":
            self._lane[event.request] = event.balancer
        elif event.kind == "request.served" and event.request in self._lane:
            latest: deque[float] = deque(maxlen=max(KEPT, self._args.requests))
            self._latencies.setdefault(self._lane.pop(event.request), latest).append(event.latency)
            self._found = self._find()
        elif event.kind in ("request.failed", "request.refused", "request.timed_out"):
            self._lane.pop(event.request, None)
        elif event.kind == "balancer.policy":
            self._latencies.pop(event.balancer, None)
            self._found = self._find()

    def _find(self) -> tuple[int, float | None]:
        """How many requests the slowest lane has answered, and the best p95 as a share of the worst."""
        counts = [len(each) for each in self._latencies.values()]
        tails = [quantile(each, 0.95) or 0.0 for each in self._latencies.values()]
        if len(tails) < 2 or max(tails) <= 0:
            return 0, None
        return min(counts), min(tails) / max(tails)

    def progress(self, now: float) -> float:
        answered, share = self._found
        if share is None:
            return 0.0
        enough = min(1.0, answered / self._args.requests)
        return enough if share <= self._args.share else min(0.9, enough * self._args.share / share)

    def detail(self, now: float) -> str:
        answered, share = self._found
        if share is None:
            return "no race yet: there has to be a rival"
        answered = min(answered, self._args.requests)
        return f"the best p95 is {100 * share:.0f} % of the worst, after {answered} of {self._args.requests} requests"


class Moved(Declared):
    share: float = parameter(0.5, "Share", "Of the clients that came again.", group="goal", low=0.05, high=1.0)
    clients: int = parameter(20, "Clients", "That came again.", group="goal", low=2, high=200)


class ClientsMoved(Goal):
    """Change the servers so that most clients that come again find another one than before."""

    def __init__(self, lab: BalancerLab, args: Moved) -> None:
        self._args = args
        self._client: dict[int, str] = {}  # request of the first lane -> client
        self._home: dict[str, str] = {}  # client -> the server it had
        self._before: dict[str, str] | None = None  # the same, when the servers changed
        self._again: dict[str, bool] = {}  # client that came after that -> whether it found another server

    def take(self, event: Event) -> None:
        if event.kind in ("server.added", "server.removed") and event.balancer == "1":
            self._before, self._again = dict(self._home), {}
        elif event.kind == "request.arrived" and event.balancer == "1":
            self._client[event.request] = event.client
        elif event.kind == "request.assigned" and event.request in self._client:
            client = self._client.pop(event.request)
            if self._before and client in self._before and client not in self._again:
                self._again[client] = event.server != self._before[client]
            self._home[client] = event.server

    def progress(self, now: float) -> float:
        if not self._again:
            return 0.0
        part = min(1.0, len(self._again) / self._args.clients)
        share = sum(self._again.values()) / len(self._again)
        return part if share >= self._args.share else min(0.9, part)

    def detail(self, now: float) -> str:
        if not self._before:
            return "no server has come or gone while clients were there"
        return f"{sum(self._again.values())} of {len(self._again)} clients that came again found another server"


class Short(Declared):
    longest: int = parameter(4, "Longest", "Requests that may wait at one server.", group="goal", low=1, high=100)
    servers: int = parameter(50, "Servers", "At least.", group="goal", low=2, high=100)
    seconds: float = parameter(2.0, "Seconds", "Model time, in one stretch.", group="goal", unit="s", low=0.1, high=60)


class ShortQueues(Goal):
    """With many busy servers, keep every queue short for a while."""

    def __init__(self, lab: BalancerLab, args: Short) -> None:
        self._args = args
        self._lab = lab
        self._at: dict[int, str] = {}  # request of the first lane -> where it waits, "" while nowhere
        self._queues: dict[str, int] = {}
        self._long: set[str] = set()  # servers with a queue that is too long now
        self._working: set[int] = set()
        self._since = lab.clock.now()

    def take(self, event: Event) -> None:
        match event.kind:
            case "request.arrived" if event.balancer == "1":
                self._at[event.request] = ""
            case "request.assigned" if event.request in self._at:
                self._at[event.request] = event.server
                self._count(event.server, 1)
            case "request.working" if event.request in self._at:
                self._leave(event.request)
                self._working.add(event.request)
            case "request.dropped" if event.request in self._at:
                self._leave(event.request)
            case "request.served" | "request.failed" | "request.refused" | "request.timed_out":
                self._leave(event.request)
                self._at.pop(event.request, None)
        if self._long or not self._busy():
            self._since = event.t

    def _leave(self, request: int) -> None:
        """It waits nowhere any more, and nobody works on it."""
        self._working.discard(request)
        if server := self._at.get(request):
            self._count(server, -1)
            self._at[request] = ""

    def _count(self, server: str, change: int) -> None:
        self._queues[server] = self._queues.get(server, 0) + change
        if self._queues[server] > self._args.longest:
            self._long.add(server)
        else:
            self._long.discard(server)

    def _busy(self) -> bool:
        """Whether there are enough servers, and more than half of them have something to do."""
        servers = len(self._lab.lanes[0].names)
        return servers >= self._args.servers and 2 * len(self._working) > servers

    def progress(self, now: float) -> float:
        return max(0.0, min(1.0, (now - self._since) / self._args.seconds)) if self._busy() else 0.0

    def detail(self, now: float) -> str:
        if not self._busy():
            return f"at least {self._args.servers} servers are asked for, most of them busy"
        kept = min(max(0.0, now - self._since), self._args.seconds)
        return f"{kept:.1f} of {self._args.seconds:g} s with no queue longer than {self._args.longest}"


GOALS_OF_POLICIES = (
    GoalSpec(
        "one_policy_faster",
        "Win a race: one policy’s p95 at most half of the other’s, on the same arrivals.",
        "One that looks, against one that does not, and a server that is slow.",
        OnePolicyFaster,
        Faster,
    ),
    GoalSpec(
        "clients_moved",
        "Send at least half of the clients to another server than before.",
        "By what is the server chosen, and what changes when there is one more?",
        ClientsMoved,
        Moved,
    ),
    GoalSpec(
        "short_queues",
        "Keep every queue of fifty busy servers short for two seconds.",
        "Chance alone makes clumps. How many would you have to look at?",
        ShortQueues,
        Short,
    ),
)
