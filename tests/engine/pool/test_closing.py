"""Closing a pool: idle connections go, waiters are told, lent connections go when they come back."""

from __future__ import annotations

import pytest

from app.engine import PoolClosed
from tests.engine.pool.lab import Lab


def test_idle_connections_are_closed_once(lab: Lab) -> None:
    pool = lab.make_pool(min_size=3)
    lab.at(1.0, pool.close)
    lab.at(2.0, pool.close)
    lab.run()

    assert [connection.closed for connection in lab.database.made] == [1, 1, 1]
    assert pool.closed
    assert len(lab.events("pool.closed")) == 1


def test_a_closed_pool_lends_nothing(lab: Lab) -> None:
    pool = lab.make_pool(min_size=3)
    lab.at(1.0, pool.close)
    late = lab.caller(at=2.0)
    lab.run()

    assert isinstance(late.error, PoolClosed)


def test_waiters_are_told_at_once(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    lab.caller(hold=9.0)
    waiters = lab.callers(3, at=1.0)
    lab.at(2.0, pool.close)
    lab.run()

    assert all(isinstance(waiter.error, PoolClosed) for waiter in waiters)
    assert {waiter.ended_at for waiter in waiters} == {2.0}
    assert {(event.reason, event.wait_time) for event in lab.events("waiter.cancelled")} == {("pool_closed", 1.0)}


def test_lent_connections_can_be_used_to_the_end_and_are_closed_when_they_come_back(lab: Lab) -> None:
    pool = lab.make_pool()
    visit = lab.caller(hold=5.0)
    lab.at(1.0, pool.close)
    lab.run(until=4.0)
    assert visit.connection.closed == 0

    lab.run()
    assert visit.connection.closed == 1
    assert pool.stats().size == 0


def test_a_broken_connection_returned_to_a_closed_pool_is_not_replaced(lab: Lab) -> None:
    pool = lab.make_pool()
    visit = lab.caller(hold=5.0, broken=True)
    lab.at(1.0, pool.close)
    lab.run(until=9.0)

    assert visit.connection.closed == 1
    assert lab.database.attempts == 1


def test_a_connection_that_is_ready_after_the_pool_was_closed_is_closed(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.database.connect_time = 2.0
    caller = lab.caller()
    lab.at(1.0, pool.close)
    lab.run(until=3.0)

    assert isinstance(caller.error, PoolClosed)
    assert lab.database.made[0].closed == 1


def test_a_pool_that_cannot_connect_stops_trying_when_it_is_closed(lab: Lab) -> None:
    pool = lab.make_pool(min_size=1)
    lab.database.up = False
    lab.at(10.0, pool.close)
    lab.run(until=10.0)
    attempts = lab.database.attempts
    lab.run(until=1000.0)

    assert lab.database.attempts <= attempts + 1


def test_closing_while_others_close_release_and_wait_ends_everybody_one_way() -> None:
    for fair in (True, False):
        for seed in range(30):
            lab = Lab(seed)
            pool = lab.make_pool(max_size=2, fair=fair)
            lab.callers(2, hold=1.0)
            lab.callers(3, at=0.5, timeout=0.5, hold=0.1)
            lab.callers(2, at=1.0, timeout=0.0, hold=0.1)
            lab.at(1.0, pool.close)
            lab.at(1.0, pool.close)
            lab.run(until=2.0)
            where = f"seed {seed}, fair {fair}"
            assert all((visit.served_at is None) == (visit.error is not None) for visit in lab.visits), where
            assert pool.stats().size == pool.stats().waiters == 0, where
            assert [connection.closed for connection in lab.database.made] == [1, 1], where
            waits = [event.kind for event in lab.journal if event.kind in ("waiter.timed_out", "waiter.cancelled")]
            errors = [visit for visit in lab.visits if visit.error is not None]
            assert len(waits) <= len(errors), where
            lab.clock.close()


def test_in_an_unfair_pool_one_who_was_just_told_to_try_its_luck_is_told_that_too() -> None:
    told = 0
    for seed in range(30):
        lab = Lab(seed)
        pool = lab.make_pool(max_size=1, fair=False)
        lab.caller("holder", hold=1.0)
        waiter = lab.caller("waiter", at=0.5)
        lab.at(1.0, pool.close)
        lab.run()
        waits = [event.kind for event in lab.journal if event.kind.startswith("waiter.")]
        if isinstance(waiter.error, PoolClosed):
            told += 1
            assert waits[-1] == "waiter.cancelled", f"seed {seed}"
        lab.clock.close()
    assert told > 5


def test_a_pool_in_a_lab_leaves_the_clock_to_the_lab(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.at(1.0, pool.close)
    lab.run()
    lab.at(2.0, lambda: None)
    lab.run()

    assert lab.clock.now() == 2.0


def test_settings_of_a_closed_pool_can_be_changed_to_no_effect(lab: Lab) -> None:
    pool = lab.make_pool()
    lab.caller(hold=5.0)
    lab.at(1.0, pool.close)
    lab.at(2.0, pool.configure, min_size=3, max_idle=1.0)
    lab.at(3.0, pool.drain)
    lab.run(until=9.0)

    assert pool.stats().size == 0
    assert lab.database.attempts == 1


def test_releasing_twice_to_a_closed_pool_is_a_value_error(lab: Lab) -> None:
    pool = lab.make_pool()

    def use() -> None:
        connection = pool.acquire()
        pool.close()
        pool.release(connection)
        with pytest.raises(ValueError, match="not lent"):
            pool.release(connection)

    lab.do(use)
