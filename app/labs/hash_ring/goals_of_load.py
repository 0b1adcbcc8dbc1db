"""The ring lab's goal about a hot key and the load that it makes."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal

if TYPE_CHECKING:
    from app.labs.hash_ring.lab import HashRingLab

FEW = 20  # requests in the stretch; with fewer, nobody knows who is busy


class HotKey(Declared):
    """What the goal tame_hot_key asks for."""

    share: float = parameter(0.3, "Hot key", "Its share of the requests, at least.", group="goal", low=0.0, high=0.9)
    most: float = parameter(
        1.5, "Busiest", "Times the mean that the busiest server may get.", group="goal", low=1.0, high=5.0
    )
    seconds: float = parameter(5.0, "Seconds", "Model time, one stretch.", group="goal", unit="s", low=1.0, high=60.0)


class TameHotKey(Goal):
    """With a hot key, no server gets more than so many times the mean of the requests, over a stretch of time."""

    def __init__(self, lab: HashRingLab, args: HotKey) -> None:
        self._args = args
        self._names = dict.fromkeys(lab.board.nodes)
        self._hot = lab.params.hot_share
        self._since = lab.clock.now()
        self._latest: deque[tuple[float, str]] = deque()

    def take(self, event: Event) -> None:
        match event.kind:
            case "request.assigned":
                self._latest.append((event.t, event.server))
                self._forget(event.t)
            case "node.placed":
                self._names[event.node] = None
            case "node.removed":
                self._names.pop(event.node, None)
            case "lab.set" if event.name != "slow":
                self._hot = event.value if event.name == "hot_share" else self._hot
                self._begin(event.t)
            case "lab.act" if event.action != "look_up":
                self._begin(event.t)

    def _begin(self, t: float) -> None:
        self._since = t
        self._latest.clear()

    def _forget(self, now: float) -> None:
        while self._latest and self._latest[0][0] < now - self._args.seconds:
            self._latest.popleft()

    def _busiest(self) -> tuple[str, float] | None:
        """Who got most, and how many times the mean; None if there were too few requests to say."""
        if len(self._latest) < FEW or len(self._names) < 2:
            return None
        ((name, most),) = Counter(server for _, server in self._latest).most_common(1)
        return name, most * len(self._names) / len(self._latest)

    def progress(self, now: float) -> float:
        self._forget(now)
        busiest = self._busiest()
        if self._hot < self._args.share or busiest is None or busiest[1] > self._args.most:
            return 0.0
        return min(1.0, max(0.0, (now - self._since) / self._args.seconds))

    def detail(self, now: float) -> str:
        if self._hot < self._args.share:
            return f"the hot key has {100 * self._hot:.0f} % of the requests, asked for: {100 * self._args.share:.0f} %"
        busiest = self._busiest()
        if busiest is None:
            return "too few requests yet, or too few servers"
        name, times = busiest
        calm = min(max(0.0, now - self._since), self._args.seconds)
        if times > self._args.most:
            return f"{name} gets {times:.1f} times the mean, asked for: at most {self._args.most:g}"
        return f"{name} gets {times:.1f} times the mean, {calm:.1f} of {self._args.seconds:g} s"
