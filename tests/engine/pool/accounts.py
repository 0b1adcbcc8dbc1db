"""What must be true of every pool after everything, whatever happened to it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from app.engine import Journal, PoolStats
from tests.engine.pool.lab import Connection, FakeDatabase


class Lent:
    """Notices if two callers hold one connection at a time, or one holds a closed one. For any threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders: dict[int, str] = {}

    @contextmanager
    def held(self, connection: Connection) -> Iterator[None]:
        me = threading.current_thread().name
        with self._lock:
            other = self._holders.get(connection.number)
            assert other is None, f"{connection!r} is lent to {me} while {other} has it"
            assert not connection.closed, f"{connection!r} was lent to {me} after it had been closed"
            self._holders[connection.number] = me
        yield
        with self._lock:
            assert not connection.closed, f"{connection!r} was closed while {me} had it"
            del self._holders[connection.number]

    def __len__(self) -> int:
        return len(self._holders)


def check_counts(stats: PoolStats, journal: Journal, database: FakeDatabase) -> None:
    """Everything that came in went out, or is still here; stats and journal and database tell the same story."""

    def count(kind: str) -> int:
        return sum(event.kind == kind for event in journal)

    closed = sum(stats.closed.values())
    assert stats.opened == closed + stats.idle + stats.active
    assert stats.opened == stats.create_time.count == count("connection.connected")
    assert closed == count("connection.closed")
    assert stats.acquired == stats.use_time.count + stats.closed.get("check_failed", 0) + stats.active
    assert stats.acquired == stats.wait_time.count == count("connection.acquired")
    assert stats.timeouts == count("waiter.timed_out")
    assert stats.refused == count("waiter.refused")
    assert stats.leaked == count("connection.leaked")
    assert stats.connect_failures == count("connection.connect_failed")
    assert count("waiter.enqueued") == stats.waited + stats.timeouts + count("waiter.cancelled") + stats.waiters
    tried = stats.opened + stats.connect_failures
    assert tried <= database.attempts <= tried + stats.connecting  # an opener may be about to begin


def check_all_closed_once(connections: Iterable[Any]) -> None:
    odd = {connection: connection.closed for connection in connections if connection.closed != 1}
    assert not odd, f"closed not just once: {odd}"
