"""Connections beyond max_size: opened under pressure, closed when they come back, unless others wait."""

from __future__ import annotations

from tests.engine.pool.lab import Lab


def test_overflow_connections_are_opened_while_callers_wait(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2, max_overflow=1)
    visits = lab.callers(4, hold=1.0)
    lab.run(until=0.5)

    assert pool.stats().active == 3
    assert [entry.slot for entry in pool.view()[0]] == [0, 1, 2]
    assert sum(visit.served_at is not None for visit in visits) == 3


def test_an_overflow_connection_is_closed_when_it_comes_back(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2, max_overflow=2)
    lab.callers(4, hold=1.0)
    lab.run(until=2.0)

    assert lab.close_reasons() == ["overflow", "overflow"]
    assert pool.stats().idle == 2


def test_an_overflow_connection_is_not_closed_while_others_wait(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_overflow=1)
    lab.callers(2, hold=1.0)
    waiters = lab.callers(2, at=0.5, hold=1.0)
    lab.run()

    assert [waiter.served_at for waiter in waiters] == [1.0, 1.0]
    assert pool.stats().opened == 2
    assert lab.close_reasons() == ["overflow"]


def test_an_unfair_pool_hands_an_overflow_connection_to_a_waiter_too(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_overflow=1, fair=False)
    lab.callers(2, hold=1.0)
    waiters = lab.callers(2, at=0.5, hold=1.0)
    lab.run(until=3.0)

    assert [waiter.served_at for waiter in waiters] == [1.0, 1.0]
    assert pool.stats().idle == 1


def test_an_overflow_connection_that_is_returned_takes_the_slot_of_a_broken_one(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_overflow=1)
    lab.caller("inside", hold=1.0, broken=True)
    lab.run(until=0.25)
    lab.database.connect_time = 0.25
    lab.caller("outside", at=0.25, hold=1.0)
    lab.run(until=0.75)
    lab.database.up = False
    lab.run(until=3.0)

    released = {event.who: event.slot for event in lab.events("connection.released")}
    assert released == {"inside": 0, "outside": 0}
    assert pool.stats().idle == 1
    assert lab.close_reasons() == ["broken"]


def test_an_overflow_connection_that_is_ready_when_there_is_room_inside_is_kept(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_overflow=1)
    lab.caller("inside", hold=1.0, broken=True)
    lab.run(until=0.5)
    lab.database.connect_time = 2.0
    lab.caller("outside", at=0.5, timeout=1.0)
    lab.run(until=9.0)

    assert pool.stats().idle == 1
    assert pool.stats().opened == 2
    assert [event.slot for event in lab.events("connection.moved")] == [0]
    assert lab.close_reasons() == ["broken"]


def test_min_size_never_opens_overflow(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2, max_size=2, max_overflow=5)
    lab.run(until=1.0)

    assert pool.stats().size == 2


def test_a_broken_overflow_connection_is_not_replaced_when_nobody_waits(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_overflow=1)
    lab.caller(hold=2.0)
    lab.caller(hold=1.0, broken=True)
    lab.run(until=1.5)

    assert pool.stats().size == 1
