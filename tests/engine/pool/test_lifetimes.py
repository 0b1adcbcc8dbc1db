"""Connections retire after max_lifetime, but not all at once (facts.md, 2.6)."""

from __future__ import annotations

import random

from tests.engine.pool.lab import Lab


def ages_at_close(lab: Lab) -> list[float]:
    begun = {event.connection: event.t for event in lab.events("connection.connecting")}
    return [event.t - begun[event.connection] for event in lab.events("connection.closed")]


def test_idle_connections_retire_and_are_replaced(lab: Lab) -> None:
    pool = lab.make_pool(min_size=3, max_lifetime=10.0)
    lab.run(until=10.5)

    assert pool.stats().closed == {"max_lifetime": 3}
    assert pool.stats().idle == 3
    assert [connection.closed for connection in lab.database.made] == [1, 1, 1, 0, 0, 0]


def test_no_idle_connection_is_kept_beyond_max_lifetime(lab: Lab) -> None:
    lab.make_pool(min_size=20, max_size=20, max_lifetime=10.0, rng=random.Random(1))
    lab.run(until=100.0)

    ages = ages_at_close(lab)
    assert len(ages) > 150
    assert max(ages) <= 10.0
    assert min(ages) >= 9.5


def test_connections_opened_together_do_not_retire_together(lab: Lab) -> None:
    lab.make_pool(min_size=20, max_size=20, max_lifetime=600.0, rng=random.Random(1))
    lab.run(until=601.0)

    moments = [event.t for event in lab.events("connection.closed")]
    assert len(moments) == 20
    assert len(set(moments)) == 20
    assert max(moments) - min(moments) > 15.0


def test_the_same_rng_gives_the_same_lifetimes() -> None:
    def moments(seed: int) -> list[float]:
        lab = Lab()
        lab.make_pool(min_size=5, max_lifetime=600.0, rng=random.Random(seed))
        lab.run(until=700.0)
        lab.clock.close()
        return [event.t for event in lab.events("connection.closed")]

    assert moments(7) == moments(7)
    assert moments(7) != moments(8)


def test_an_active_connection_retires_when_it_comes_back(lab: Lab) -> None:
    lab.make_pool(max_size=1, max_lifetime=10.0)
    visit = lab.caller(hold=15.0)
    waiter = lab.caller(at=14.0)
    lab.run()

    assert lab.close_reasons() == ["max_lifetime"]
    assert ages_at_close(lab) == [15.0]
    assert waiter.served_at == 15.0
    assert waiter.connection is not visit.connection


def test_a_busy_connection_retires_too(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, max_lifetime=1.0)
    for n in range(30):
        lab.caller(at=0.1 * n, hold=0.05)
    lab.run()

    assert pool.stats().closed["max_lifetime"] >= 2


def test_a_lifetime_begins_when_the_connection_is_open(lab: Lab) -> None:
    lab.make_pool(max_size=1, max_lifetime=1.0)
    lab.database.connect_time = 2.0
    caller = lab.caller(hold=0.5)
    lab.run()

    assert caller.served_at == 2.0, "a connection that opens slowly must not be too old when it is ready"
    assert lab.close_reasons() == []


def test_without_max_lifetime_connections_stay(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2)
    lab.run(until=1e6)

    assert pool.stats().closed == {}


def test_a_max_lifetime_set_later_counts_from_when_the_connection_was_opened(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2)
    lab.at(50.0, pool.configure, max_lifetime=60.0)
    lab.run(until=61.0)

    assert pool.stats().closed == {"max_lifetime": 2}


def test_a_shorter_max_lifetime_retires_at_once_what_is_too_old(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2, max_lifetime=600.0)
    lab.at(50.0, pool.configure, max_lifetime=10.0)
    lab.run(until=50.5)

    assert pool.stats().closed == {"max_lifetime": 2}
    assert pool.stats().idle == 2
