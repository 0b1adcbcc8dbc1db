"""A pool under test: a clock that never waits, connections that remember, and callers that come at set times."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from app.engine import (
    AutojumpClock,
    Clock,
    ConnectionPool,
    Event,
    Journal,
    PoolClosed,
    PoolTimeout,
    TooManyWaiters,
)

DEFAULT: Any = object()


class Connection:
    """A connection that knows its number, and how often it was closed, checked and reset."""

    def __init__(self, number: int, database: FakeDatabase) -> None:
        self.number = number
        self.peer = number
        self.alive = True
        self.closed = self.checks = self.resets = 0
        self._database = database

    def close(self) -> None:
        self.closed += 1
        self._database.take_time(self._database.close_time)

    def check(self) -> None:
        self.checks += 1
        self._database.take_time(self._database.check_time)
        if not self.alive:
            raise ConnectionResetError("dead")

    def reset(self) -> None:
        self.resets += 1
        if not self.alive:
            raise ConnectionResetError("cannot be reset")

    def __repr__(self) -> str:
        return f"<Connection {self.number}>"


class FakeDatabase:
    """Where connections come from: `up` or down, with times that it takes to connect, to check and to close."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.up = True
        self.failures = 0  # so many of the next tries fail
        self.connect_time = self.check_time = self.close_time = 0.0
        self.attempts = 0
        self.made: list[Connection] = []
        self._numbers = itertools.count(1)

    def connect(self) -> Connection:
        self.attempts += 1
        self.take_time(self.connect_time)
        if not self.up or self.failures:
            self.failures = max(0, self.failures - 1)
            raise ConnectionRefusedError("nobody listens")
        connection = Connection(next(self._numbers), self)
        self.made.append(connection)
        return connection

    def take_time(self, seconds: float) -> None:
        if seconds:
            self._clock.sleep(seconds)

    @property
    def open(self) -> list[Connection]:
        return [connection for connection in self.made if not connection.closed]


class Visit:
    """What became of one caller: when it was served, with what, or which error it heard instead."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.connection: Any = None
        self.served_at: float | None = None
        self.error: Exception | None = None
        self.ended_at: float | None = None

    def __repr__(self) -> str:
        return f"<Visit {self.name}: {self.error or self.connection} at {self.ended_at}>"


class Lab:
    """Makes a pool on an AutojumpClock with `seed`, sends callers to it, and runs."""

    def __init__(self, seed: int = 0, clock: Clock | None = None) -> None:
        self.clock: Any = clock or AutojumpClock(seed)
        self.journal = Journal(self.clock, strict=True)
        self.database = FakeDatabase(self.clock)
        self.visits: list[Visit] = []
        self._names = itertools.count(1)
        self.pool: ConnectionPool

    def make_pool(self, **options: Any) -> ConnectionPool:
        options = {"clock": self.clock, "journal": self.journal} | options
        self.pool = ConnectionPool(self.database.connect, **options)
        return self.pool

    def caller(
        self,
        name: str | None = None,
        *,
        at: float = 0.0,
        hold: float = 0.0,
        timeout: float | None = DEFAULT,
        broken: bool = False,
    ) -> Visit:
        """A thread that comes `at` a model time, wants a connection, holds it for a while and gives it back."""
        visit = Visit(name or f"caller-{len(self.visits) + 1}")
        self.visits.append(visit)
        self.clock.spawn(self._visit, visit, at, hold, timeout, broken, name=visit.name)
        return visit

    def callers(self, count: int, **how: Any) -> list[Visit]:
        return [self.caller(**how) for _ in range(count)]

    def at(self, t: float, do: Callable[..., object], *args: Any, **named: Any) -> None:
        """Have a thread of its own do something at a model time; it may wait."""

        def run() -> None:
            self._sleep_until(t)
            do(*args, **named)

        self.clock.spawn(run, name=f"doer-{next(self._names)}")

    def run(self, until: float | None = None) -> None:
        """Run until every caller is done; with `until`, up to that model time, whether or not anybody is there."""
        if until is not None:
            self.clock.spawn(self._sleep_until, until, name="until")
        self.clock.run(until)

    def do(self, action: Callable[[], Any]) -> Any:
        """Have a thread of the clock do something now, and return what it returned."""
        results: list[Any] = []
        self.clock.spawn(lambda: results.append(action()), name="main")
        self.run()
        return results[0]

    def events(self, *kinds: str) -> list[Event]:
        return [event for event in self.journal if event.kind in kinds]

    def close_reasons(self) -> list[str]:
        return [event.reason for event in self.events("connection.closed")]

    def served_in_order(self) -> list[str]:
        return [event.who for event in self.events("connection.acquired")]

    def _visit(self, visit: Visit, at: float, hold: float, timeout: float | None, broken: bool) -> None:
        self._sleep_until(at)
        try:
            visit.connection = self.pool.acquire() if timeout is DEFAULT else self.pool.acquire(timeout)
        except (PoolTimeout, TooManyWaiters, PoolClosed) as error:
            visit.error = error
        else:
            visit.served_at = self.clock.now()
            if hold:
                self.clock.sleep(hold)
            self.pool.release(visit.connection, broken)
        visit.ended_at = self.clock.now()

    def _sleep_until(self, t: float) -> None:
        if t > self.clock.now():
            self.clock.waiter().wait(t)
