"""Connections are opened in the background, and no more of them than are needed (facts.md, 2.5)."""

from __future__ import annotations

from tests.engine.pool.lab import Lab


def test_a_connection_released_meanwhile_goes_to_the_first_waiter(lab: Lab) -> None:
    lab.make_pool(max_size=2)
    lab.run(until=0.0)
    lab.caller("holder", hold=1.0)
    lab.run(until=0.5)
    lab.database.connect_time = 5.0
    waiter = lab.caller("waiter", at=0.75)
    lab.run()

    assert waiter.served_at == 1.0, "it need not wait for the connection that is being opened for it"


def test_the_connection_opened_for_a_caller_goes_to_whoever_is_first_when_it_is_ready(lab: Lab) -> None:
    lab.make_pool(max_size=2)
    lab.caller("holder", hold=1.0)
    lab.run(until=0.5)
    lab.database.connect_time = 0.6
    lab.caller("first", at=0.75, hold=9.0)  # served with the released one
    second = lab.caller("second", at=1.1)
    lab.run()

    assert second.served_at == 1.35


def test_a_spike_of_callers_opens_few_connections_when_connecting_is_slow(lab: Lab) -> None:
    pool = lab.make_pool(min_size=4, max_size=50)
    lab.run(until=1.0)
    lab.database.connect_time = 0.15
    visits = lab.callers(50, at=1.0, hold=0.002)
    lab.run(until=2.0)

    assert pool.stats().opened <= 7
    assert max(visit.ended_at or 99.0 for visit in visits) < 1.05


def test_no_more_than_three_connections_are_opened_at_a_time(lab: Lab) -> None:
    lab.make_pool(max_size=20)
    lab.database.connect_time = 1.0
    lab.callers(20, hold=30.0)
    lab.run()

    connecting = most = 0
    for event in lab.events("connection.connecting", "connection.connected"):
        connecting += 1 if event.kind == "connection.connecting" else -1
        most = max(most, connecting)
    assert most == 3


def test_a_waiter_that_gives_up_leaves_its_connection_to_the_others(lab: Lab) -> None:
    pool = lab.make_pool(max_size=5)
    lab.database.connect_time = 1.0
    lab.caller("impatient", timeout=0.5)
    patient = lab.caller("patient", at=0.75)
    lab.run(until=3.0)

    assert patient.served_at == 1.0
    assert pool.stats().opened == 1


def test_the_opener_is_named_in_the_journal(lab: Lab) -> None:
    lab.make_pool(min_size=2)
    lab.run(until=1.0)

    assert [event.who for event in lab.events("connection.connecting")] == ["opener-1", "opener-2"]


def test_the_journal_tells_what_the_other_side_calls_the_connection(lab: Lab) -> None:
    lab.make_pool(min_size=1)
    lab.run(until=1.0)

    (connected,) = lab.events("connection.connected")
    assert connected.peer == lab.database.made[0].peer


def test_the_time_that_connecting_took_is_told(lab: Lab) -> None:
    pool = lab.make_pool(min_size=1)
    lab.database.connect_time = 0.25
    lab.run(until=1.0)

    assert [event.create_time for event in lab.events("connection.connected")] == [0.25]
    assert pool.stats().create_time.mean == 0.25
