"""What the journal of a race says of each lane: latencies, shares, how well clients kept their server."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.engine import Event, Journal
from app.engine.clock import elapsed
from app.labs.balancer.expected import expected_shares
from app.labs.balancer.statistics import chi_square, jain, variation
from app.labs.measures import mean, quantile

if TYPE_CHECKING:
    from app.labs.balancer.lane import Lane


class LaneMeter:
    """One lane. Latencies and work are kept for a window; picks and kept clients since the last change."""

    def __init__(self) -> None:
        self.latencies: deque[tuple[float, float, str]] = deque()  # when answered, how long it took, by which server
        self.work: deque[tuple[float, float, str]] = deque()  # from when, until when, at which server
        self.working: dict[int, tuple[float, str]] = {}  # request -> since when, at which server
        self.ends: Counter[str] = Counter()  # since the start, by kind of event
        self.begin_anew()

    def begin_anew(self) -> None:
        """The learner has changed something: what was counted before is about something else."""
        self.picks: Counter[str] = Counter()
        self.requests = 0
        self.attempts = 0
        self.last: dict[str, str] = {}  # who asked -> the server of the last time
        self.again = self.kept = 0  # requests of somebody who had asked before, and those that went to the same server


class Meter:
    """Follows a journal and measures every lane."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._lanes: dict[str, LaneMeter] = {}
        self._requests: dict[int, tuple[str, str | None, str]] = {}  # lane, client, server of the latest attempt
        self._latest: tuple[tuple[float, float, int], dict[str, Any]] | None = None  # what was read last, and when

    def read(self, now: float, window: float | None, lanes: Sequence[Lane]) -> dict[str, Any]:
        """By lane, at model time `now`. Times in seconds over the last `window` of them (None: all)."""
        events, self._index, missed = self._journal.read(self._index)
        if missed:  # nobody has read for long, and the journal has forgotten how some requests went on
            self._requests.clear()
            for meter in self._lanes.values():
                meter.working.clear()
        for event in events:
            self._take(event)
        start = 0.0 if window is None else max(0.0, now - window)
        when = start, now, self._index
        if self._latest is None or self._latest[0] != when:  # metrics, details and theory are read at one moment
            figures = {lane.name: _figures(self._lane(lane.name), lane, start, now) for lane in lanes}
            self._latest = when, figures
        return self._latest[1]

    def _lane(self, name: str) -> LaneMeter:
        return self._lanes.setdefault(name, LaneMeter())

    def _take(self, event: Event) -> None:
        kind = event.kind
        if kind.startswith("request."):
            self._take_request(event)
        elif kind == "lab.set" and event.name != "slow":
            for lane in self._lanes.values():
                lane.begin_anew()
        elif kind in ("server.added", "server.removed", "server.changed"):
            self._lane(event.balancer).begin_anew()

    def _take_request(self, event: Event) -> None:
        number = event.request
        if event.kind == "request.arrived":
            self._requests[number] = event.balancer, event.client, ""
            self._lane(event.balancer).requests += 1
            return
        known = self._requests.get(number)
        if known is None:  # it had timed out, and this is about work that nobody waits for
            return
        name, client, server = known
        lane = self._lanes[name]
        match event.kind:
            case "request.assigned":
                self._requests[number] = name, client, event.server
                self._count_pick(lane, event, client)
            case "request.working":
                lane.working[number] = event.t, server
            case "request.dropped":
                self._stop_working(lane, number, event.t)
                if event.reason == "abandoned":
                    del self._requests[number]
            case "request.timed_out":
                lane.ends[event.kind] += 1
                if number not in lane.working:
                    del self._requests[number]
            case _:
                lane.ends[event.kind] += 1
                if event.kind == "request.served":
                    lane.latencies.append((event.t, event.latency, server))
                self._stop_working(lane, number, event.t)
                del self._requests[number]

    @staticmethod
    def _stop_working(lane: LaneMeter, number: int, t: float) -> None:
        if number in lane.working:
            since, server = lane.working.pop(number)
            lane.work.append((since, t, server))

    @staticmethod
    def _count_pick(lane: LaneMeter, event: Event, client: str | None) -> None:
        lane.attempts += 1
        lane.picks[event.server] += 1
        who = event.why.get("key") or client
        if event.attempt == 1 and who is not None:
            before = lane.last.get(who)
            lane.again += before is not None
            lane.kept += before == event.server
            lane.last[who] = event.server


def _figures(meter: LaneMeter, lane: Lane, start: float, now: float) -> dict[str, Any]:
    while meter.latencies and meter.latencies[0][0] < start:
        meter.latencies.popleft()
    while meter.work and meter.work[0][1] < start:
        meter.work.popleft()
    span = now - start
    balancer = lane.balancer
    names = [member.name for member in balancer.members]
    picks = [meter.picks[name] for name in names]
    total = sum(meter.picks.values())
    expected = expected_shares(lane)
    latencies = [latency for _, latency, _ in meter.latencies]
    by_server: dict[str, list[float]] = {name: [] for name in names}
    for _, latency, server in meter.latencies:
        if server in by_server:
            by_server[server].append(latency)
    busy = _busy(meter, start, now)
    return {
        "policy": balancer.policy.name,
        "requests": meter.requests,
        "served": meter.ends["request.served"],
        **_times(latencies),
        "mean": mean(latencies),
        "fairness": jain(picks),
        "cv": variation(picks),
        "chi_square": chi_square(picks, [expected[name] for name in names]) if expected else None,
        "affinity": meter.kept / meter.again if meter.again else None,
        "served_rate": len(latencies) / span if span > 0 else None,
        "in_flight": sum(exchange.outcome is None for exchange in balancer.exchanges.values()),
        "queue_peak": max((lane.machine(name).longest_queue for name in names), default=0),
        "load": meter.attempts / meter.requests if meter.requests else None,
        "servers": {
            name: {
                "share": meter.picks[name] / total if total else None,
                "expected": expected[name] if expected else None,
                **_times(by_server[name]),
                "utilisation": busy[name] / room if (room := span * lane.machine(name).options.workers) > 0 else None,
            }
            for name in names
        },
    }


def _busy(meter: LaneMeter, start: float, now: float) -> dict[str, float]:
    """Seconds of work since `start`, by server."""
    busy: dict[str, float] = defaultdict(float)
    for since, until, server in (*meter.work, *((since, now, server) for since, server in meter.working.values())):
        busy[server] += max(0.0, elapsed(max(since, start), until))
    return busy


def _times(latencies: list[float]) -> dict[str, float | None]:
    return {f"p{share}": quantile(latencies, share / 100) for share in (50, 95, 99)}
