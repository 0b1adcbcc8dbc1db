"""Numbers of the requests: who got how many, how many were passed on. Read from the journal, as everything shown is."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine import Event, Journal


@dataclass(slots=True)
class Tally:
    """Requests over `seconds` of model time, by the server that got them."""

    seconds: float = 0.0
    sent: Counter[str] = field(default_factory=Counter)
    spilled: int = 0

    @property
    def count(self) -> int:
        return self.sent.total()

    @property
    def rate(self) -> float | None:
        return self.count / self.seconds if self.seconds > 0 else None

    @property
    def spilled_share(self) -> float | None:
        return self.spilled / self.count if self.count else None

    def largest_share(self) -> float | None:
        """The share of the server that got most."""
        return max(self.sent.values()) / self.count if self.count else None


class RequestMeter:
    """Follows a journal: over the last so many model seconds, and since the learner last changed anything."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._latest: deque[tuple[float, str, bool]] = deque()  # (when, to whom, whether others had been full)
        self._since = Tally()
        self._changed = 0.0

    def read(self, now: float, window: float | None) -> tuple[Tally, Tally]:
        """Over the last `window` model seconds (None: all), and since the last change; at model time `now`."""
        events, self._index, _ = self._journal.read(self._index)
        for event in events:
            self._take(event)
        begin = 0.0 if window is None else max(0.0, now - window)
        while self._latest and self._latest[0][0] < begin:
            self._latest.popleft()
        lately = Tally(now - begin)
        for _, server, spilled in self._latest:
            lately.sent[server] += 1
            lately.spilled += spilled
        self._since.seconds = now - self._changed
        return lately, self._since

    def _take(self, event: Event) -> None:
        match event.kind:
            case "request.assigned":
                spilled = bool(event.why["passed"])
                self._latest.append((event.t, event.server, spilled))
                self._since.sent[event.server] += 1
                self._since.spilled += spilled
            case "lab.set" if event.name != "slow":
                self._since, self._changed = Tally(), event.t
            case "lab.act" if event.action != "look_up":
                self._since, self._changed = Tally(), event.t


def relative_spread(counts: Mapping[str, float], fair: Mapping[str, float]) -> float | None:
    """The standard deviation of what each has, as a share of what would be fair. None if there is nothing to share."""
    total, fair_total = sum(counts.values()), sum(fair.values())
    if not total or not fair_total:
        return None
    ratios = [counts.get(name, 0.0) / total / (part / fair_total) for name, part in fair.items()]
    return math.sqrt(sum((ratio - 1) ** 2 for ratio in ratios) / len(ratios))
