"""max_waiting bounds the queue: whoever comes on top is refused at once, and told so."""

from __future__ import annotations

from app.engine import TooManyWaiters
from tests.engine.pool.lab import Connection, Lab


def test_the_caller_on_top_of_max_waiting_is_refused_at_once(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_waiting=2)
    lab.caller(hold=1.0)
    lab.callers(2, at=0.1)
    refused = lab.caller(at=0.2)
    lab.run()

    assert isinstance(refused.error, TooManyWaiters)
    assert refused.ended_at == 0.2
    assert str(refused.error) == "2 callers wait already, and max_waiting is 2"
    assert pool.stats().refused == 1
    assert [event.waiting for event in lab.events("waiter.refused")] == [2]


def test_a_place_in_the_queue_that_comes_free_can_be_taken(lab: Lab) -> None:
    lab.make_pool(max_size=1, max_waiting=1)
    lab.caller(hold=1.0)
    lab.caller(at=0.1, timeout=0.2)
    later = lab.caller(at=0.5)
    lab.run()

    assert later.served_at == 1.0


def test_with_zero_nobody_waits(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1, max_waiting=0)
    lucky, unlucky = lab.caller(at=1.0, hold=1.0), lab.caller(at=1.5)
    lab.run()

    assert lucky.served_at == 1.0
    assert isinstance(unlucky.error, TooManyWaiters)


def test_a_caller_served_a_dead_connection_is_not_refused_its_place(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1, max_waiting=1, check=Connection.check, check_after_idle=0.0)
    lab.database.check_time = lab.database.connect_time = 0.2
    lab.run(until=1.0)
    lab.database.made[0].alive = False
    first, second = lab.caller(at=1.0), lab.caller(at=1.1)
    lab.run()

    assert first.error is None
    assert second.error is None


def test_a_lower_limit_sends_nobody_away_who_waits_already(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    lab.caller(hold=1.0)
    waiters = lab.callers(3, at=0.1)
    lab.at(0.5, pool.configure, max_waiting=1)
    refused = lab.caller(at=0.6)
    lab.run()

    assert all(waiter.served_at for waiter in waiters)
    assert isinstance(refused.error, TooManyWaiters)
