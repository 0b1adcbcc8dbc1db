"""The state of the pool lab as plain data: what a keyframe carries, in the shape of the browser's reducer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engine import Journal

if TYPE_CHECKING:
    from app.labs.connection_pool.lab import ConnectionPoolLab


def state(lab: ConnectionPoolLab) -> dict[str, Any]:
    """Everything the page shows, read from the engine's own objects while all their locks are held."""
    application, database, pool = lab.application, lab.database, lab.pool
    entries, waiters = pool.view() if pool else ([], [])
    tally = pool.tally() if pool else None
    return {
        "t": lab.clock.now(),
        "pool": {
            "pooling": pool is not None,
            "min_size": pool.options.min_size if pool else 0,
            "max_size": pool.options.max_size if pool else 0,
            "max_overflow": pool.options.max_overflow if pool else 0,
            "closed": pool.closed if pool else False,
        },
        "connections": {
            str(entry.number): {
                "slot": entry.slot,
                "state": entry.state,
                "who": entry.who,
                "since": entry.since,
                "peer": entry.peer,
                "uses": entry.uses,
                "checking": entry.checking,
                "leaked": entry.leaked,
            }
            for entry in entries
        },
        "waiters": [{"who": waiter.who, "since": waiter.queued} for waiter in waiters],
        "threads": {
            worker.name: {
                "state": worker.state,
                "since": worker.since,
                "until": worker.until,
                "request": worker.request,
            }
            for worker in application.workers.values()
        },
        "backlog": [request.number for request in application.backlog],
        "database": {
            "up": database.up,
            "max_connections": database.options.max_connections,
            "cores": database.cores.count,
        },
        "sessions": {
            str(session.number): {
                "state": session.state,
                "who": session.who,
                "since": session.since,
                "until": session.until,
            }
            for session in database.sessions.values()
        },
        "totals": {
            "arrived": application.arrived,
            "served": application.served,
            "failed": application.failed,
            "refused": application.refused,
            "timed_out": tally.timeouts if tally else 0,
            "opened": tally.opened if tally else 0,
            "closed": sum(tally.closed.values()) if tally else 0,
            "leaked": tally.leaked if tally else 0,
        },
        "recent": {},
    }


class BusyMeter:
    """Connections held, averaged over model time: the L of Little's law, measured from the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._index = 0
        self._held: set[str] = set()
        self._area = 0.0
        self._latest = 0.0

    def mean(self, now: float) -> float | None:
        """The mean from the start to model time `now`."""
        events, self._index, _ = self._journal.read(self._index)
        for event in events:
            if event.kind != "thread.state":
                continue
            self._area += len(self._held) * (event.t - self._latest)
            self._latest = event.t
            if event.state in ("querying", "releasing", "closing"):
                self._held.add(event.who)
            else:
                self._held.discard(event.who)
        return (self._area + len(self._held) * (now - self._latest)) / now if now > 0 else None
