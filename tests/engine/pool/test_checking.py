"""The check on acquire: always, never, or after a connection has been unused for a while."""

from __future__ import annotations

import pytest

from tests.engine.pool.lab import Connection, Lab


def checks(lab: Lab) -> list[float]:
    return [event.t for event in lab.events("connection.checking")]


def three_visits(lab: Lab) -> None:
    """At 1.0, 1.5 and 9.0: after 1 s, 0.5 s and 7.5 s unused."""
    lab.run(until=0.5)
    for at in (1.0, 1.5, 9.0):
        lab.caller(at=at)
    lab.run()


def test_with_none_it_is_never_checked(lab: Lab) -> None:
    lab.make_pool(min_size=1, check=Connection.check, check_after_idle=None)
    three_visits(lab)

    assert checks(lab) == []


def test_with_zero_it_is_always_checked(lab: Lab) -> None:
    lab.make_pool(min_size=1, check=Connection.check, check_after_idle=0.0)
    three_visits(lab)

    assert checks(lab) == [1.0, 1.5, 9.0]
    assert lab.database.made[0].checks == 3


def test_with_a_time_it_is_checked_when_it_was_unused_for_as_long(lab: Lab) -> None:
    lab.make_pool(min_size=1, check=Connection.check, check_after_idle=1.0)
    three_visits(lab)

    assert checks(lab) == [1.0, 9.0]


def test_with_zero_a_connection_handed_over_is_checked_too(lab: Lab) -> None:
    lab.make_pool(max_size=1, check=Connection.check, check_after_idle=0.0)
    lab.caller(hold=1.0)
    waiter = lab.caller(at=0.5)
    lab.at(0.75, lambda: setattr(lab.database.made[0], "alive", False))
    lab.run()

    assert waiter.connection is lab.database.made[1]


def test_a_connection_handed_over_was_not_unused(lab: Lab) -> None:
    lab.make_pool(max_size=1, check=Connection.check, check_after_idle=0.1)
    lab.caller(hold=1.0)
    lab.caller(at=0.5)
    lab.run()

    assert checks(lab) == []


def test_a_dead_connection_is_dropped_and_the_caller_gets_another(lab: Lab) -> None:
    pool = lab.make_pool(min_size=1, max_size=1, check=Connection.check, check_after_idle=0.0)
    lab.run(until=0.5)
    lab.database.made[0].alive = False
    visit = lab.caller(at=1.0)
    lab.run()

    assert visit.connection is lab.database.made[1]
    assert lab.database.made[0].closed == 1
    assert pool.stats().closed == {"check_failed": 1}


def test_several_dead_connections_in_a_row_are_all_dropped(lab: Lab) -> None:
    pool = lab.make_pool(min_size=5, max_size=5, check=Connection.check, check_after_idle=0.0)
    lab.run(until=0.5)
    for connection in lab.database.made:
        connection.alive = False
    visit = lab.caller(at=1.0)
    lab.run(until=2.0)

    assert visit.connection.alive
    assert pool.stats().closed["check_failed"] >= 1
    assert pool.stats().size == 5


def test_a_connection_under_check_is_active_and_says_so(lab: Lab) -> None:
    pool = lab.make_pool(min_size=1, check=Connection.check, check_after_idle=0.0)
    lab.database.check_time = 0.5
    lab.caller("checker", at=1.0)
    lab.run(until=1.25)
    (entry,) = pool.view()[0]

    assert (entry.state, entry.who, entry.checking) == ("active", "checker", True)


def test_a_check_broken_off_by_an_interrupt_does_not_cost_the_pool_a_connection(lab: Lab) -> None:
    def interrupted(connection: Connection) -> None:
        raise KeyboardInterrupt

    pool = lab.make_pool(min_size=1, max_size=1, check=interrupted, check_after_idle=0.0)

    def use() -> None:
        with pytest.raises(KeyboardInterrupt):
            pool.acquire()

    lab.run(until=0.5)
    lab.do(use)
    assert pool.stats().active == 0
    assert lab.database.made[0].closed == 1


def test_check_after_idle_can_be_changed_live(lab: Lab) -> None:
    pool = lab.make_pool(min_size=1, check=Connection.check)
    lab.caller(at=1.0)
    lab.at(1.5, pool.configure, check_after_idle=0.0)
    lab.caller(at=2.0)
    lab.run()

    assert checks(lab) == [2.0]
