"""One connection as its pool sees it."""

from __future__ import annotations

from typing import Any

# A connection lives up to this share less than max_lifetime (psycopg_pool: 5 %, HikariCP: 2.5 %).
LIFETIME_JITTER = 0.05


class Entry:
    """A connection and what the pool knows of it. Every field is guarded by the lock of the pool."""

    __slots__ = (
        "checking",
        "connection",
        "created",
        "generation",
        "leaked",
        "life",
        "number",
        "peer",
        "since",
        "slot",
        "stack",
        "state",
        "uses",
        "who",
    )

    def __init__(self, number: int, slot: int, who: str, now: float, generation: int, jitter: float) -> None:
        self.number = number  # from 1, never used again
        self.slot = slot  # its place: the lowest that was free
        self.state = "connecting"  # then "idle" and "active" in turn, then "closed"
        self.who: str | None = who  # the opener, then the borrower
        self.since = now  # when it got into its state
        self.created = now  # when its opening began, and from when it is open
        self.generation = generation  # drain() outdates all connections of earlier ones
        self.life = 1.0 - jitter * LIFETIME_JITTER  # the share of max_lifetime that it gets
        self.connection: Any = None
        self.peer: int | str | None = None
        self.uses = 0
        self.checking = False
        self.leaked = False
        self.stack = ""  # of the borrower, where leaks are looked for

    def expires(self, max_lifetime: float | None) -> float | None:
        """The model time from which it is too old, if there is one."""
        return None if max_lifetime is None else self.created + max_lifetime * self.life
