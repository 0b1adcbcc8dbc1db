"""What a pool costs when nobody has to wait: acquire and release of an idle connection, beside two known pools."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import psycopg_pool
from psycopg.pq import TransactionStatus
from sqlalchemy.pool import QueuePool

from app.engine import ConnectionPool, Journal, ScaledClock
from bench.report import Figure, median

PAIRS = 20_000
ROUNDS = 7


class Connection:
    """What SQLAlchemy and we lend: nothing but an object that can be closed."""

    def close(self) -> None: ...

    def rollback(self) -> None: ...


class _Status:
    transaction_status = TransactionStatus.IDLE
    status = psycopg.pq.ConnStatus.OK


class PsycopgConnection(psycopg.Connection[Any]):
    """What psycopg_pool lends: its own class, without a database behind it."""

    def __init__(self) -> None:
        self.pgconn = _Status()  # type: ignore[assignment]

    @classmethod
    def connect(cls, *_: Any, **__: Any) -> PsycopgConnection:  # type: ignore[override]
        return cls()

    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None: ...

    def __del__(self) -> None: ...


def seconds_a_pair(acquire: Callable[[], Any], release: Callable[[Any], object]) -> float:
    begin = time.perf_counter()
    for _ in range(PAIRS):
        release(acquire())
    return (time.perf_counter() - begin) / PAIRS


def run() -> Iterator[Figure]:
    """acquire + release uncontended, with a journal attached, against psycopg_pool and SQLAlchemy's QueuePool"""
    clock = ScaledClock()
    ours = ConnectionPool(Connection, max_size=4, clock=clock, journal=Journal(clock))
    bare = ConnectionPool(Connection, max_size=4, clock=clock)
    theirs = psycopg_pool.ConnectionPool(connection_class=PsycopgConnection, min_size=4, max_size=4, open=True)
    theirs.wait()
    queue = QueuePool(Connection, pool_size=4, max_overflow=0, reset_on_return=None)  # type: ignore[arg-type]
    contenders = {
        "ours, with a journal": (ours.acquire, ours.release),
        "ours, without a journal": (bare.acquire, bare.release),
        "psycopg_pool": (theirs.getconn, theirs.putconn),
        "SQLAlchemy QueuePool": (queue.connect, lambda connection: connection.close()),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):  # taking turns, so that a busy moment of the machine hits them all
        for name, pair in contenders.items():
            times[name].append(seconds_a_pair(*pair))
    best = {name: min(values) for name, values in times.items()}
    for name, values in times.items():
        yield Figure(f"{name}: a pair, best of {ROUNDS} (median {median(values) * 1e6:.2f})", best[name] * 1e6, " µs")
    yield Figure("ours / psycopg_pool", best["ours, with a journal"] / best["psycopg_pool"], "×", 2.0)
    yield Figure("ours / QueuePool", best["ours, with a journal"] / best["SQLAlchemy QueuePool"], "×", 1.0)
    with suppress(Exception):
        theirs.close()
    for pool in (ours, bare):
        pool.close()
    clock.close()
