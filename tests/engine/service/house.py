"""A database and an application under test, on a clock that never waits."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from app.engine import AutojumpClock, ConnectionPool, Event, Journal
from app.engine.service import Application, Database, DatabaseOptions, Session, Workload

# Round numbers, so that what is to be expected can be added up in the head.
SLOW = {"tcp_time": 1.0, "tls_time": 2.0, "auth_time": 4.0, "close_time": 0.5}
AT_ONCE = {"tcp_time": 0.0, "tls_time": 0.0, "auth_time": 0.0, "close_time": 0.0}


class Pooled:
    """Where an application gets its connections from: as the lab's own, but made of the engine alone."""

    asking = "acquiring"
    giving_back = "releasing"

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool = pool

    def acquire(self) -> Session:
        session = self.pool.acquire()
        assert isinstance(session, Session)
        return session

    def release(self, session: Session, broken: bool) -> None:
        self.pool.release(session, broken)


class House:
    """Everything on one AutojumpClock with `seed`."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.clock = AutojumpClock(seed)
        self.journal = Journal(self.clock, strict=True)
        self._names = itertools.count(1)
        self.ended: dict[str, tuple[float, BaseException | None]] = {}  # thread -> when it ended, and how

    def database(self, **options: Any) -> Database:
        return Database(self.clock, self.journal, DatabaseOptions(**options))

    def application(self, database: Database, *, pool: dict[str, Any] | None = None, **workload: Any) -> Application:
        connections = Pooled(ConnectionPool(database.connect, clock=self.clock, journal=self.journal, **(pool or {})))
        return Application(self.clock, self.journal, self.seed, Workload(**workload), connections)

    def at(self, t: float, do: Callable[[], object], name: str | None = None) -> str:
        """A thread that does something at a model time; it may wait. How it ended is in `ended`."""
        name = name or f"doer-{next(self._names)}"

        def run() -> None:
            error = None
            if t > self.clock.now():
                self.clock.waiter().wait(t)
            try:
                do()
            except (ConnectionError, LookupError) as problem:
                error = problem
            self.ended[name] = (self.clock.now(), error)

        self.clock.spawn(run, name=name)
        return name

    def run(self, until: float | None = None) -> None:
        """Run until everybody is done; with `until`, up to that model time, whether or not anybody is there."""
        if until is not None and until > self.clock.now():
            self.clock.spawn(lambda: self.clock.waiter().wait(until), name="until")
        self.clock.run(until)

    def events(self, *kinds: str) -> list[Event]:
        return [event for event in self.journal if event.kind in kinds]

    def states(self, session: int) -> list[tuple[float, str]]:
        """What became of a session: its states and its end, with their times."""
        story = []
        for event in self.events("session.state", "session.closed", "session.refused"):
            if event.session == session:
                story.append((event.t, event.state if event.kind == "session.state" else event.reason))
        return story
