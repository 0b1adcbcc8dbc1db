"""A caller has one deadline, from when it asks: nothing on the way begins it anew (facts.md, 2.4)."""

from __future__ import annotations

import pytest

from app.engine import PoolTimeout
from tests.engine.pool.lab import Connection, Lab


def kill_all(lab: Lab) -> None:
    for connection in lab.database.open:
        connection.alive = False


def test_a_caller_served_dead_connections_keeps_its_deadline(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1, check=Connection.check, check_after_idle=0.0, acquire_timeout=1.0)
    lab.database.check_time = 0.4
    lab.run(until=1.0)
    lab.database.up = False
    kill_all(lab)
    caller = lab.caller(at=1.0)
    lab.run()

    assert isinstance(caller.error, PoolTimeout)
    assert caller.ended_at == 2.0


def test_a_caller_does_not_try_one_dead_connection_after_another_beyond_its_deadline(lab: Lab) -> None:
    lab.make_pool(min_size=8, max_size=8, check=Connection.check, check_after_idle=0.0, acquire_timeout=1.0)
    lab.database.check_time = 0.4
    lab.run(until=1.0)
    lab.database.up = False
    kill_all(lab)
    caller = lab.caller(at=1.0)
    lab.run()

    assert isinstance(caller.error, PoolTimeout)
    assert caller.ended_at == pytest.approx(2.2)  # the third check began in time, a fourth would not


def test_a_caller_served_a_dead_connection_keeps_its_turn(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1, check=Connection.check, check_after_idle=0.0)
    lab.database.check_time = 0.1
    lab.database.connect_time = 0.1
    lab.run(until=1.0)
    kill_all(lab)
    lab.caller("first", at=1.0)
    lab.caller("second", at=1.01)
    lab.caller("third", at=1.02)
    lab.run()

    assert lab.served_in_order() == ["first", "first", "second", "third"]


def test_the_wait_of_a_caller_served_a_dead_connection_is_counted_from_when_it_asked(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1, check=Connection.check, check_after_idle=0.0)
    lab.database.check_time = lab.database.connect_time = 0.25
    lab.run(until=1.0)
    kill_all(lab)
    lab.caller(at=1.0)
    lab.run()

    assert [event.wait_time for event in lab.events("connection.acquired")] == [0.0, 0.5]


def test_losing_the_race_for_a_connection_does_not_begin_the_deadline_anew(lab: Lab) -> None:
    lab.make_pool(max_size=1, fair=False)

    def greedy() -> None:
        for _ in range(40):
            with lab.pool.connection(timeout=None):
                lab.clock.sleep(0.09)

    lab.clock.spawn(greedy, name="greedy")
    callers = [lab.caller(at=0.05, timeout=1.0) for _ in range(3)]
    lab.run()

    for caller in callers:
        assert caller.ended_at is not None
        assert caller.ended_at <= 1.05


def test_a_changed_acquire_timeout_does_not_touch_those_who_wait(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, acquire_timeout=1.0)
    lab.caller(hold=9.0)
    before, after = lab.caller(at=0.1), lab.caller(at=0.3)
    lab.at(0.2, pool.configure, acquire_timeout=5.0)
    lab.run()

    assert (before.ended_at, after.ended_at) == (1.1, 5.3)
