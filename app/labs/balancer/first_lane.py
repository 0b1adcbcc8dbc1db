"""Which events are about the first lane: its rivals get the same requests, and are no part of a learner's goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event
from app.engine.balancer.exchange import QUEUED

if TYPE_CHECKING:
    from app.labs.balancer.lab import BalancerLab


class FirstLane:
    """Knows the open requests of the first lane, and where each of them waits."""

    def __init__(self, lab: BalancerLab) -> None:
        self.lane = lab.lanes[0]
        self.waiting: dict[int, str] = {}  # request -> the server where it is queued
        with self.lane.balancer.lock:
            self._open = set(self.lane.balancer.exchanges)
            for it in self.lane.balancer.exchanges.values():
                if it.state == QUEUED and it.server is not None:
                    self.waiting[it.number] = it.server.name

    def has(self, event: Event) -> bool:
        """Whether this is about one of them, for an event of a request; or about the first balancer's server."""
        if not event.kind.startswith("request."):
            return "balancer" in event.fields and event.balancer == "1"
        request = event.request
        if event.kind == "request.arrived" and event.balancer == "1":
            self._open.add(request)
        known = request in self._open
        self.waiting.pop(request, None)
        if known and event.kind == "request.assigned":
            self.waiting[request] = event.server
        if event.kind in ("request.served", "request.failed", "request.refused", "request.timed_out"):
            self._open.discard(request)
        return known
