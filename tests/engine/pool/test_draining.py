"""Drain replaces every connection: idle ones now, active ones when they come back, those connecting too."""

from __future__ import annotations

from tests.engine.pool.lab import Lab


def test_idle_connections_are_replaced_now(lab: Lab) -> None:
    pool = lab.make_pool(min_size=3)
    lab.at(1.0, pool.drain)
    lab.run(until=1.5)

    assert [connection.closed for connection in lab.database.made] == [1, 1, 1, 0, 0, 0]
    assert pool.stats().idle == 3
    assert lab.close_reasons() == ["drained"] * 3


def test_active_connections_are_replaced_when_they_come_back(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    visit = lab.caller(hold=2.0)
    waiter = lab.caller(at=1.5)
    lab.at(1.0, pool.drain)
    lab.run(until=1.25)
    assert visit.connection.closed == 0

    lab.run(until=3.0)
    assert visit.connection.closed == 1
    assert waiter.served_at == 2.0
    assert waiter.connection is not visit.connection


def test_connections_being_opened_are_replaced_too(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    lab.database.connect_time = 1.0
    caller = lab.caller()
    lab.at(0.5, pool.drain)
    lab.run()

    assert caller.served_at == 2.0
    assert lab.database.made[0].closed == 1
    assert lab.close_reasons() == ["drained"]


def test_connections_opened_after_it_stay(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2)
    lab.caller(hold=3.0)
    lab.at(1.0, pool.drain)
    late = lab.caller(at=2.0, hold=0.5)
    lab.run(until=9.0)

    assert late.connection.closed == 0
    assert lab.close_reasons() == ["drained"]


def test_two_drains_replace_everything_once_each(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2)
    lab.at(1.0, pool.drain)
    lab.at(2.0, pool.drain)
    lab.run(until=3.0)

    assert [connection.closed for connection in lab.database.made] == [1, 1, 1, 1, 0, 0]


def test_a_caller_that_times_out_of_a_draining_pool_loses_nothing(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2)
    lab.callers(2, hold=5.0)
    lab.at(1.0, pool.drain)
    lab.caller(at=1.0, timeout=1.0)
    lab.run(until=6.0)

    assert (pool.stats().idle, pool.stats().waiters) == (2, 0)


def test_the_journal_says_how_many_connections_there_were(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2)
    lab.caller(at=0.5, hold=3.0)
    lab.at(1.0, pool.drain)
    lab.run(until=4.0)

    assert [event.connections for event in lab.events("pool.draining")] == [2]
