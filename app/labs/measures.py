"""Numbers over a stretch of a journal: waits, latencies, rates. What the metrics strip and the lessons show."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from app.engine import Event, Journal
from app.engine.clock import elapsed


def quantile(values: Iterable[float], share: float) -> float | None:
    """The value that `share` of all values do not exceed (nearest rank); None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean; None without values."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


class RequestMeasures:
    """Follows a journal of requests over the last `window` model seconds (None: all of it).

    Waiting is the time from asking for a connection to having one, be it a pool's or a new one; using is the
    time from having it to having given it back.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._asked: dict[str, float] = {}  # thread -> since when it has been asking
        self._held: dict[str, float] = {}  # thread -> since when it has had a connection
        self._closing: dict[str, float] = {}
        self._waits: deque[tuple[float, float]] = deque()  # (when it ended, how long it was); so are the next
        self._uses: deque[tuple[float, float]] = deque()
        self._connects: deque[tuple[float, float]] = deque()
        self._latencies: deque[tuple[float, float]] = deque()

    def read(self, now: float, window: float | None) -> dict[str, float | None]:
        """Measures at model time `now`; times in seconds, rates a second."""
        events, self._index, _ = self._journal.read(self._index)
        for event in events:
            self._take(event)
        start = 0.0 if window is None else max(0.0, now - window)
        for series in (self._waits, self._uses, self._connects, self._latencies):
            while series and series[0][0] < start:
                series.popleft()
        waits, latencies = [value for _, value in self._waits], [value for _, value in self._latencies]
        uses, span = [value for _, value in self._uses], now - start
        busy = sum(latencies)
        return {
            "wait_p50": quantile(waits, 0.5),
            "wait_p95": quantile(waits, 0.95),
            "wait_mean": mean(waits),
            "latency_p50": quantile(latencies, 0.5),
            "latency_p95": quantile(latencies, 0.95),
            "latency_mean": mean(latencies),
            "use_mean": mean(uses),
            "use_rate": len(uses) / span if span > 0 else None,
            "connect_share": sum(value for _, value in self._connects) / busy if busy else None,
            "served_rate": len(latencies) / span if span > 0 else None,
        }

    def _take(self, event: Event) -> None:
        if event.kind == "request.served":
            self._latencies.append((event.t, event.latency))
        if event.kind != "thread.state":
            return
        who, state, t = event.who, event.state, event.t
        if who in self._asked and state == "querying":
            asked = self._asked[who]
            self._waits.append((t, elapsed(asked, t)))
            self._held[who] = t
        if who in self._closing:
            began = self._closing.pop(who)
            self._connects.append((t, elapsed(began, t)))
        if state in ("connecting", "closing"):  # no pool: what the handshake and the goodbye cost each time
            self._closing[who] = t
        self._asked.pop(who, None)
        if state in ("acquiring", "connecting"):
            self._asked[who] = t
        elif state not in ("querying", "releasing", "closing") and who in self._held:
            self._uses.append((t, elapsed(self._held.pop(who), t)))
