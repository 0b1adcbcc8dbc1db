"""What a pool says of itself: stats() under OpenTelemetry's names, and a repr like a status line."""

from __future__ import annotations

import dataclasses
import random

import pytest

from app.engine import PoolStats
from tests.engine.pool.accounts import check_counts
from tests.engine.pool.lab import Connection, Lab


def test_the_snapshot_cannot_be_changed(lab: Lab) -> None:
    stats = lab.make_pool(min_size=1).stats()

    with pytest.raises(dataclasses.FrozenInstanceError):
        stats.timeouts = 7  # type: ignore[misc]
    with pytest.raises(TypeError):
        stats.count["idle"] = 7  # type: ignore[index]
    with pytest.raises(TypeError):
        stats.closed["broken"] = 7  # type: ignore[index]


def test_the_snapshot_does_not_change_by_itself(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2)
    before = pool.stats()
    lab.callers(5, hold=1.0, broken=True)
    lab.run()

    assert before == PoolStats(
        min_size=0, max_size=2, max_overflow=0, count={"connecting": 0, "idle": 0, "active": 0},
        pending_requests=0, max_wait=0.0, acquired=0, waited=0, timeouts=0, refused=0, opened=0,
        connect_failures=0, closed={}, leaked=0,
        wait_time=before.wait_time, use_time=before.use_time, create_time=before.create_time,
    )  # fmt: skip


def test_metrics_have_the_names_of_opentelemetry(lab: Lab) -> None:
    metrics = lab.make_pool(min_size=1, max_size=7).stats().metrics()

    assert set(metrics) == {
        "db.client.connection.count{state=connecting}",
        "db.client.connection.count{state=idle}",
        "db.client.connection.count{state=active}",
        "db.client.connection.max",
        "db.client.connection.idle.min",
        "db.client.connection.pending_requests",
        "db.client.connection.timeouts",
        "db.client.connection.wait_time",
        "db.client.connection.use_time",
        "db.client.connection.create_time",
    }
    assert metrics["db.client.connection.max"] == 7
    assert metrics["db.client.connection.idle.min"] == 1


def test_every_number_means_what_it_says(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2)
    lab.database.connect_time = 0.5
    lab.callers(2, hold=1.0)  # wait 0.5 to be connected
    lab.caller("waits", at=1.0, hold=2.0)  # waits 0.5
    lab.caller("gives up", at=1.0, timeout=0.25)
    lab.run(until=1.125)
    now = pool.stats()
    assert (now.active, now.idle, now.connecting, now.size) == (2, 0, 0, 2)
    assert now.waiters == now.pending_requests == 2
    assert now.max_wait == 0.125

    lab.run()
    stats = pool.stats()
    assert (stats.acquired, stats.waited, stats.timeouts, stats.refused) == (3, 3, 1, 0)
    assert (stats.wait_time.count, stats.wait_time.total, stats.wait_time.max) == (3, 1.5, 0.5)
    assert (stats.use_time.count, stats.use_time.total, stats.use_time.max) == (3, 4.0, 2.0)
    assert (stats.create_time.count, stats.create_time.mean) == (2, 0.5)
    assert stats.metrics()["db.client.connection.wait_time"] == 0.5


def test_loans_that_come_at_once_count_as_a_wait_of_nothing(lab: Lab) -> None:
    pool = lab.make_pool(min_size=1)
    lab.run(until=0.5)
    for n in range(4):
        lab.caller(at=1.0 + n, hold=0.5)
    lab.run()

    assert (pool.stats().wait_time.count, pool.stats().wait_time.mean) == (4, 0.0)
    assert pool.stats().waited == 0


def test_the_waits_in_stats_are_those_in_the_journal(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2, max_size=2, check=Connection.check, check_after_idle=0.0)
    lab.database.check_time = 0.25
    lab.run(until=0.5)
    lab.database.made[0].alive = False
    lab.callers(6, at=1.0, hold=0.5)
    lab.run()

    waits = [event.wait_time for event in lab.events("connection.acquired")]
    assert pool.stats().wait_time.count == len(waits)
    assert pool.stats().wait_time.total == pytest.approx(sum(waits))
    assert pool.stats().wait_time.max == max(waits)


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_lost_in_the_counts(seed: int) -> None:
    lab, rng = Lab(seed), random.Random(seed)
    pool = lab.make_pool(
        max_size=3, max_overflow=1, min_size=1, max_waiting=6, max_idle=0.5, max_lifetime=2.0, rng=rng,
        check=Connection.check, check_after_idle=0.0, reset=Connection.reset, leak_detection_threshold=0.4,
    )  # fmt: skip

    def kill_one() -> None:
        lab.database.failures = 2
        for connection in lab.database.open[:1]:
            connection.alive = False

    for _ in range(80):
        lab.caller(at=4 * rng.random(), hold=0.5 * rng.random(), timeout=0.3, broken=rng.random() < 0.2)
    for _ in range(8):
        lab.at(4 * rng.random(), kill_one)
    lab.run(until=2.0)
    check_counts(pool.stats(), lab.journal, lab.database)
    lab.run(until=9.0)
    check_counts(pool.stats(), lab.journal, lab.database)
    assert pool.stats().active == pool.stats().waiters == 0
    lab.clock.close()


def test_repr_reads_like_a_status_line(lab: Lab) -> None:
    pool = lab.make_pool(max_size=3)
    assert repr(pool) == "<ConnectionPool [0 active, 0 idle, 0 connecting of 3 | 0 waiting]>"

    lab.caller(hold=1.0)
    lab.caller(hold=2.0)
    lab.run(until=1.5)
    lab.database.connect_time = 1.0
    lab.callers(4, at=1.5, hold=9.0)
    lab.run(until=1.75)
    assert repr(pool) == "<ConnectionPool [2 active, 0 idle, 1 connecting of 3 | 3 waiting]>"


def test_repr_names_the_overflow_and_whether_it_is_closed(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2, max_overflow=1)
    lab.callers(3, hold=2.0)
    lab.at(1.0, pool.close)
    lab.run(until=1.5)

    assert repr(pool) == "<ConnectionPool [closed, 3 active, 0 idle, 0 connecting of 2+1 | 0 waiting]>"
