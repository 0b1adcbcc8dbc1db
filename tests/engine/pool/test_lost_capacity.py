"""Room that comes free is given to those who wait at once: they do not sleep on beside it (facts.md, 2.1)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.engine import PoolTimeout
from tests.engine.pool.lab import Lab


def test_when_a_connection_cannot_be_opened_the_waiter_gets_the_next_try_at_once(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=30.0)
    lab.database.connect_time = 0.1
    lab.database.failures = 1
    waiter = lab.caller()
    lab.run()

    assert waiter.served_at == 0.2


def test_when_connecting_goes_on_failing_tries_go_on_at_growing_intervals(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=30.0)
    lab.database.failures = 6
    waiter = lab.caller()
    lab.run()

    begun = [event.t for event in lab.events("connection.connecting")]
    assert [round(later - sooner, 9) for sooner, later in pairwise(begun)] == [
        0.0, 0.05, 0.1, 0.2, 0.4, 0.8,
    ]  # fmt: skip
    assert waiter.served_at == begun[-1]


def test_the_pauses_between_tries_stay_within_two_seconds(lab: Lab) -> None:
    lab.make_pool(max_size=1)
    lab.database.up = False
    lab.caller(timeout=60.0)
    lab.run()

    begun = [event.t for event in lab.events("connection.connecting")]
    assert max(later - sooner for sooner, later in pairwise(begun)) == pytest.approx(2.0)


def test_after_a_success_the_next_failure_is_followed_by_a_try_at_once_again(lab: Lab) -> None:
    lab.make_pool(max_size=2, acquire_timeout=30.0)
    lab.database.failures = 4
    lab.caller(hold=20.0)
    lab.run(until=10.0)
    lab.database.failures = 1
    later = lab.caller(at=10.0)
    lab.run()

    assert later.served_at == 10.0


def test_a_caller_that_times_out_hears_why_connecting_failed(lab: Lab) -> None:
    lab.make_pool(acquire_timeout=0.5)
    lab.database.up = False
    caller = lab.caller()
    lab.run()

    assert isinstance(caller.error, PoolTimeout)
    assert isinstance(caller.error.__cause__, ConnectionRefusedError)
    assert "nobody listens" in str(caller.error)


def test_a_later_timeout_does_not_blame_a_failure_that_is_over(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=0.5)
    lab.database.failures = 1
    lab.caller(hold=5.0)
    caller = lab.caller(at=1.0)
    lab.run()

    assert isinstance(caller.error, PoolTimeout)
    assert caller.error.__cause__ is None


def test_when_a_broken_connection_is_dropped_the_waiter_is_served_at_once(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=30.0)
    lab.database.connect_time = 0.1
    lab.caller("breaks it", hold=1.0, broken=True)
    waiter = lab.caller("waiter", at=0.5)
    lab.run()

    assert waiter.served_at == 1.2  # connected at 0.1, broken at 1.1, and 0.1 to connect


def test_when_the_last_of_many_connections_break_every_waiter_is_served(lab: Lab) -> None:
    lab.make_pool(max_size=4, acquire_timeout=30.0)
    lab.database.connect_time = 0.1
    lab.callers(4, hold=1.0, broken=True)
    waiters = lab.callers(4, at=0.5, hold=1.0)
    lab.run()

    assert max(waiter.served_at or 99.0 for waiter in waiters) < 1.5


def test_when_an_idle_connection_turns_out_dead_the_waiter_behind_is_served_at_once(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1, check=lambda connection: connection.check(), check_after_idle=0.0)
    lab.database.check_time = 0.2
    lab.at(0.5, lambda: setattr(lab.database.made[0], "alive", False))
    first, second = lab.caller(at=1.0, hold=0.1), lab.caller(at=1.1)
    lab.run()

    assert first.served_at == pytest.approx(1.4)  # 0.2 to find it dead, 0.2 to find the new one alive
    assert second.served_at == pytest.approx(1.7)


def test_after_an_outage_with_nobody_waiting_the_pool_fills_up_again(lab: Lab) -> None:
    pool = lab.make_pool(min_size=3)
    lab.run(until=1.0)
    lab.database.up = False
    lab.at(1.0, pool.drain)
    lab.run(until=20.0)
    assert pool.stats().size == 0

    lab.database.up = True
    lab.run(until=23.0)
    assert pool.stats().idle == 3


def test_a_pool_made_while_the_database_is_down_serves_when_it_comes_up(lab: Lab) -> None:
    lab.database.up = False
    pool = lab.make_pool(min_size=2)
    lab.at(10.0, lambda: setattr(lab.database, "up", True))
    patient = lab.caller(at=9.0)
    lab.run(until=20.0)

    assert patient.served_at is not None
    assert patient.served_at <= 12.0
    assert pool.stats().idle == 2
