"""What a learner may be asked to reach with the pool lab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import Event
from app.labs.declare import Declared, parameter
from app.labs.goals import Goal, GoalSpec

if TYPE_CHECKING:
    from app.labs.connection_pool.lab import ConnectionPoolLab


class Threads(Declared):
    threads: int = parameter(3, "Threads", "How many different ones.", group="goal", low=1, high=40)


class OneConnectionManyThreads(Goal):
    """See one connection serve so many different threads."""

    def __init__(self, lab: ConnectionPoolLab, args: Threads) -> None:
        self._wanted = args.threads
        self._threads: dict[int, set[str]] = {}  # connection -> threads that have had it
        self._best = 0

    def take(self, event: Event) -> None:
        if event.kind == "connection.acquired":
            threads = self._threads.setdefault(event.connection, set())
            threads.add(event.who)
            self._best = max(self._best, len(threads))

    def progress(self, now: float) -> float:
        return min(1.0, self._best / self._wanted)

    def detail(self, now: float) -> str:
        return f"{min(self._best, self._wanted)} of {self._wanted} threads on one connection"


class OneTimeoutNoRefusal(Goal):
    """Let one waiter time out, and refuse nobody meanwhile."""

    def __init__(self, lab: ConnectionPoolLab, args: Declared) -> None:
        self._waited = False
        self._timed_out = False
        self._refused = 0

    def take(self, event: Event) -> None:
        if event.kind in ("waiter.refused", "request.refused"):
            self._refused += 1
            self._waited = False
        elif event.kind == "waiter.enqueued":
            self._waited = True
        elif event.kind == "waiter.timed_out":
            self._timed_out = self._waited
            self._refused = 0

    def progress(self, now: float) -> float:
        return 1.0 if self._timed_out else 0.5 if self._waited else 0.0

    def detail(self, now: float) -> str:
        if self._timed_out:
            return "a waiter timed out, nobody was refused"
        if self._refused:
            return "somebody was refused: let all of them wait"
        return "somebody waits" if self._waited else "nobody waits yet"


class Calm(Declared):
    seconds: float = parameter(20.0, "Seconds", "Model time.", group="goal", unit="s", low=0.1, high=600.0)
    connections: int = parameter(6, "Connections", "At most.", group="goal", low=1, high=40)


class NoTimeoutWithASmallPool(Goal):
    """No waiter times out for so long, with a pool of at most so many connections."""

    def __init__(self, lab: ConnectionPoolLab, args: Calm) -> None:
        self._args = args
        small = lab.pool is not None and lab.pool.options.capacity <= args.connections
        self._since: float | None = lab.clock.now() if small else None

    def take(self, event: Event) -> None:
        if event.kind == "pool.resized":
            small = event.max_size + event.max_overflow <= self._args.connections
            self._since = (event.t if self._since is None else self._since) if small else None
        elif event.kind in ("waiter.timed_out", "waiter.refused") and self._since is not None:
            self._since = event.t

    def progress(self, now: float) -> float:
        return 0.0 if self._since is None else max(0.0, min(1.0, (now - self._since) / self._args.seconds))

    def detail(self, now: float) -> str:
        if self._since is None:
            return f"the pool is larger than {self._args.connections}"
        calm = min(now - self._since, self._args.seconds)
        return f"{calm:.1f} of {self._args.seconds:g} s without a timeout"


class Quiet(Declared):
    seconds: float = parameter(
        0.5, "Seconds", "Model time after the restart.", group="goal", unit="s", low=0.01, high=60.0
    )


class NoErrorInARestart(Goal):
    """Restart the database, and let no request fail until a while after it is up again."""

    def __init__(self, lab: ConnectionPoolLab, args: Quiet) -> None:
        self._args = args
        self._stopped = False
        self._up_since: float | None = None
        self._errors = 0

    def take(self, event: Event) -> None:
        if event.kind == "database.stopped":
            self._stopped, self._up_since, self._errors = True, None, 0
        elif event.kind == "database.started" and self._stopped:
            self._up_since = event.t
        elif event.kind in ("request.failed", "request.refused") and self._stopped:
            self._errors += 1

    def progress(self, now: float) -> float:
        if not self._stopped or self._errors:
            return 0.0
        if self._up_since is None:
            return 0.3
        return min(1.0, 0.5 + 0.5 * (now - self._up_since) / self._args.seconds)

    def detail(self, now: float) -> str:
        if not self._stopped:
            return "the database has not been restarted yet"
        if self._errors:
            return f"{self._errors} {'request' if self._errors == 1 else 'requests'} failed: restart it again"
        return "down, and no request has failed" if self._up_since is None else "up again, and no request has failed"


class FindTheLeak(Goal):
    """Have the pool report a leak, with the stack of whoever borrowed."""

    def __init__(self, lab: ConnectionPoolLab, args: Declared) -> None:
        self._leaked: str | None = None

    def take(self, event: Event) -> None:
        if event.kind == "connection.leaked":
            self._leaked = f"{event.who} holds connection {event.connection}"

    def progress(self, now: float) -> float:
        return 1.0 if self._leaked else 0.0

    def detail(self, now: float) -> str:
        return self._leaked or "no leak has been reported"


GOALS = (
    GoalSpec(
        "one_connection_three_threads",
        "See one connection serve three different threads.",
        "Watch one slot: whose name stands on it?",
        OneConnectionManyThreads,
        Threads,
    ),
    GoalSpec(
        "one_timeout_no_refusal",
        "Let one waiter time out without refusing anybody.",
        "Make the pool too small for its callers, and let the queue grow as it likes.",
        OneTimeoutNoRefusal,
    ),
    GoalSpec(
        "no_timeout_small_pool",
        "No waiter times out for a while, with a small pool.",
        "A connection held for a shorter time serves more callers.",
        NoTimeoutWithASmallPool,
        Calm,
    ),
    GoalSpec(
        "no_error_in_restart",
        "No caller sees an error while the database restarts.",
        "A connection can be checked before it is lent, and a caller can be patient.",
        NoErrorInARestart,
        Quiet,
    ),
    GoalSpec(
        "find_leak",
        "Find out which thread forgot to release its connection.",
        "A pool with a leak threshold remembers where each loan was made.",
        FindTheLeak,
    ),
)
