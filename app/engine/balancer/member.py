"""What a balancer remembers of one of its servers: health, streaks, counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.engine.balancer.server import Server

FAILURES, CHECKS = "failures", "checks"  # why a server is out: its answers, or its health checks


@dataclass(eq=False, slots=True)
class Member:
    """One server and what was seen of it. `weight` is its full one; `server.weight` may still be rising to it."""

    server: Server
    weight: float
    draining: bool = False
    out: dict[str, float | None] = field(default_factory=dict)  # why it is ejected -> until when, if that is known
    failures: int = 0  # in a row
    streak: tuple[bool, int] | None = None  # active checks: the last answer, and how many like it in a row
    picked: int = 0
    served: int = 0
    failed: int = 0
    comebacks: int = 0  # how often it has begun anew: a slow start that is overtaken by another ends

    @property
    def name(self) -> str:
        return self.server.name

    @property
    def health(self) -> str:
        """healthy, ejected or draining."""
        if self.draining:
            return "draining"
        return "ejected" if self.out else "healthy"

    @property
    def reason(self) -> str | None:
        """Why it is ejected: the latest reason, if there are several."""
        return next(reversed(self.out), None)

    @property
    def until(self) -> float | None:
        """Until when it is ejected, if that is known."""
        reason = self.reason
        return None if reason is None else self.out[reason]
