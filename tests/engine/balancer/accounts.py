"""What is known of balancers and their servers from a journal alone, in the shape of the lab's keyframes."""

from __future__ import annotations

from typing import Any

from app.engine import Event

TOTALS = ("arrived", "served", "failed", "refused", "timed_out", "retries")
SETTINGS = ("weight", "workers", "queue_capacity", "speed", "failure_rate")


class Machine:
    """One server with what it has, also after it has been removed: a name that comes back is another one."""

    def __init__(self, event: Event) -> None:
        self.name = event.server
        self.settings = {name: getattr(event, name) for name in SETTINGS}
        self.seen: dict[str, Any] = {
            "effective": event.weight, "active": 0, "up": True, "stopped": False, "health": "healthy",
            "reason": None, "until": None, "streak": None, "picked": 0, "served": 0, "failed": 0,
        }  # fmt: skip
        self.ejected = self.draining = self.removed = False
        self.queue: list[int] = []
        self.working: dict[str, int] = {}  # worker -> request
        self.lost: set[int] = set()  # what it had when it crashed, and of which nothing was heard since

    @property
    def free(self) -> int:
        """Workers that have nothing to do."""
        wanted = {f"{self.name}/{n}" for n in range(1, self.settings["workers"] + 1)}
        return len(wanted - set(self.working))

    def lose(self, request: int) -> None:
        if request in self.queue:
            self.queue.remove(request)
        self.working = {who: other for who, other in self.working.items() if other != request}

    def state(self) -> dict[str, Any]:
        health = "draining" if self.draining else "ejected" if self.ejected else "healthy"
        return {**self.settings, **self.seen, "health": health, "queue": list(self.queue)}


class Account:
    def __init__(self) -> None:
        self.policy = ""
        self.why: Any = None
        self.picked: dict[str, Any] | None = None
        self.panic = False
        self.machines: dict[str, Machine] = {}
        self.totals = dict.fromkeys(TOTALS, 0)

    @property
    def eligible(self) -> list[Machine]:
        staying = [machine for machine in self.machines.values() if not machine.draining]
        return [machine for machine in staying if self.panic or not machine.ejected]

    def state(self) -> dict[str, Any]:
        servers = {name: machine.state() for name, machine in self.machines.items()}
        return {
            "policy": self.policy, "why": self.why, "picked": self.picked, "panic": self.panic, "servers": servers,
            "totals": dict(self.totals),
        }  # fmt: skip
