"""What a learner may be asked to reach with the balancer lab."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.balancer.first_lane import FirstLane
from app.labs.balancer.goals_of_policies import GOALS_OF_POLICIES
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec

if TYPE_CHECKING:
    from app.labs.balancer.lab import BalancerLab


class Calls(Declared):
    requests: int = parameter(3, "Requests", "How many.", group="goal", low=1, high=500)


class EveryServerInTurn(Goal):
    """See every server be picked so many times."""

    def __init__(self, lab: BalancerLab, args: Calls) -> None:
        self._wanted = args.requests
        self._first = FirstLane(lab)
        self._picks: dict[str, int] = {}

    def take(self, event: Event) -> None:
        if self._first.has(event) and event.kind == "request.assigned":
            self._picks[event.server] = self._picks.get(event.server, 0) + 1

    def _least(self) -> int:
        return min((self._picks.get(name, 0) for name in self._first.lane.names), default=0)

    def progress(self, now: float) -> float:
        return min(1.0, self._least() / self._wanted)

    def detail(self, now: float) -> str:
        return f"every server has been picked {min(self._least(), self._wanted)} of {self._wanted} times"


class RemovedUnderTraffic(Goal):
    """Remove a server while requests flow, and have so many more served without losing one."""

    def __init__(self, lab: BalancerLab, args: Calls) -> None:
        self._wanted = args.requests
        self._first = FirstLane(lab)
        self._removed = False
        self._served = 0

    def take(self, event: Event) -> None:
        if not self._first.has(event):
            return
        if event.kind == "server.removed":
            self._removed, self._served = True, 0
        elif event.kind == "request.served" and self._removed:
            self._served += 1
        elif event.kind in ("request.failed", "request.refused", "request.timed_out"):
            self._served = 0

    def progress(self, now: float) -> float:
        return min(1.0, self._served / self._wanted)

    def detail(self, now: float) -> str:
        if not self._removed:
            return "no server has been removed yet"
        return f"{min(self._served, self._wanted)} of {self._wanted} requests served since, and none lost"


class LongQueue(Declared):
    length: int = parameter(10, "Length", "Requests that wait.", group="goal", low=1, high=500)


class OneQueueGrows(Goal):
    """Let the queue of one server grow so long while another one's is empty."""

    def __init__(self, lab: BalancerLab, args: LongQueue) -> None:
        self._first = FirstLane(lab)
        self._wanted = args.length
        self._best = 0

    def take(self, event: Event) -> None:
        if self._first.has(event) and event.kind == "request.working":  # who was idle has taken what came
            waiting = Counter(self._first.waiting.values())
            queues = [waiting[name] for name in self._first.lane.names]
            if queues and min(queues) == 0:
                self._best = max(self._best, max(queues))

    def progress(self, now: float) -> float:
        return min(1.0, self._best / self._wanted)

    def detail(self, now: float) -> str:
        return f"{min(self._best, self._wanted)} of {self._wanted} wait at one server, and none at another"


class Even(Declared):
    spread: float = parameter(0.1, "Spread", "Largest difference of utilisation.", group="goal", low=0.01, high=0.5)
    requests: int = parameter(60, "Requests", "Since the last change.", group="goal", low=10, high=1000)


class EqualUtilisation(Goal):
    """Weights that keep servers of different speed equally busy."""

    def __init__(self, lab: BalancerLab, args: Even) -> None:
        self._first = FirstLane(lab)
        self._args = args
        self._requests = 0
        self._work: dict[str, float] = {}  # server -> seconds of work since the last change
        self._since: dict[int, float] = {}  # request that came since then -> when the work on it began

    def take(self, event: Event) -> None:
        if event.kind in ("lab.set", "server.changed", "server.added", "server.removed"):
            # What was queued before is left out as well: it tells of the weights that were.
            self._requests, self._work, self._since = 0, {}, {}
        if not self._first.has(event):
            return
        if event.kind == "request.arrived":
            self._requests += 1
            self._since[event.request] = event.t
        elif event.kind == "request.working" and event.request in self._since:
            self._since[event.request] = event.t
        elif event.kind == "request.served" and event.request in self._since:
            server = event.who.rpartition("/")[0]
            self._work[server] = self._work.get(server, 0.0) + event.t - self._since.pop(event.request)
        elif event.kind in ("request.failed", "request.refused", "request.timed_out"):
            self._since.pop(event.request, None)

    def _spread(self) -> float | None:
        """The busiest server's work less the idlest's, as a share of the busiest's."""
        work = [self._work.get(name, 0.0) for name in self._first.lane.names]
        return (max(work) - min(work)) / max(work) if work and max(work) > 0 else None

    def progress(self, now: float) -> float:
        spread = self._spread()
        if spread is None:
            return 0.0
        enough = min(1.0, self._requests / self._args.requests)
        near = 1.0 if spread <= self._args.spread else max(0.0, 0.9 * (1.0 - spread))
        return enough * near if near == 1.0 else min(0.9, enough * near)

    def detail(self, now: float) -> str:
        spread = self._spread()
        if spread is None:
            return "nothing has been served since the last change"
        return (
            f"the idlest server works {100 * spread:.0f} % less than the busiest, "
            f"after {min(self._requests, self._args.requests)} of {self._args.requests} requests"
        )


class Crash(Declared):
    requests: int = parameter(40, "Requests", "Served since the crash.", group="goal", low=5, high=1000)
    load: float = parameter(1.2, "Load", "Attempts for each request, at most.", group="goal", low=1.0, high=4.0)


class SurviveACrash(Goal):
    """Crash a server, and lose no request, with few more attempts than requests."""

    def __init__(self, lab: BalancerLab, args: Crash) -> None:
        self._args = args
        self._first = FirstLane(lab)
        self._crashed = False
        self._begin()

    def _begin(self) -> None:
        self._arrived = self._attempts = self._served = self._lost = 0

    def take(self, event: Event) -> None:
        if not self._first.has(event):
            return
        match event.kind:
            case "server.crashed":
                self._crashed = True
                self._begin()
            case "request.arrived":
                self._arrived += 1
            case "request.assigned":
                self._attempts += 1
            case "request.served":
                self._served += 1
            case "request.failed" | "request.refused" | "request.timed_out":
                self._lost += 1

    def _load(self) -> float:
        return self._attempts / self._arrived if self._arrived else 1.0

    def progress(self, now: float) -> float:
        if not self._crashed or self._lost:
            return 0.0
        part = min(1.0, self._served / self._args.requests)
        return part if self._load() <= self._args.load else min(0.9, part)

    def detail(self, now: float) -> str:
        if not self._crashed:
            return "no server has crashed yet"
        if self._lost:
            return f"{self._lost} lost: restart it, change something, and crash it again"
        served = min(self._served, self._args.requests)
        return f"{served} of {self._args.requests} served since, none lost, {self._load():.2f} attempts each"


GOALS = (
    GoalSpec(
        "every_server_in_turn",
        "See every server be picked three times.",
        "Follow the cursor.",
        EveryServerInTurn,
        Calls,
    ),
    GoalSpec(
        "remove_under_traffic",
        "Remove a server while requests flow, and lose none.",
        "Any server, also the one that is next.",
        RemovedUnderTraffic,
        Calls,
    ),
    GoalSpec(
        "one_queue_grows",
        "Let one server’s queue grow to ten while another has nothing to do.",
        "One of them is slow, and the policy does not look.",
        OneQueueGrows,
        LongQueue,
    ),
    GoalSpec(
        "equal_utilisation",
        "Give every server weights that keep all of them equally busy.",
        "A server that works twice as fast can do twice as many.",
        EqualUtilisation,
        Even,
    ),
    GoalSpec(
        "survive_a_crash",
        "Survive a crash with no request lost, and hardly more load.",
        "Somebody has to notice that a server is gone, and somebody has to ask again.",
        SurviveACrash,
        Crash,
    ),
    *GOALS_OF_POLICIES,
)
