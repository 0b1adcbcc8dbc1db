"""A pool changes its size while it works, with callers in the middle of everything."""

from __future__ import annotations

import threading

import pytest

from tests.engine.pool.lab import Lab


def test_a_larger_pool_serves_its_waiters_at_once(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    lab.caller(hold=9.0)
    waiters = lab.callers(2, at=1.0, hold=1.0)
    lab.at(2.0, pool.resize, 3)
    lab.run()

    assert [waiter.served_at for waiter in waiters] == [2.0, 2.0]


def test_a_smaller_pool_closes_idle_connections_now(lab: Lab) -> None:
    pool = lab.make_pool(min_size=5, max_size=5)
    lab.at(1.0, pool.resize, 2)
    lab.run(until=1.0)
    lab.run(until=1.5)

    assert pool.stats().idle == 2
    assert lab.close_reasons() == ["resized"] * 3
    assert [entry.slot for entry in pool.view()[0]] == [0, 1]


def test_a_smaller_pool_closes_active_connections_when_they_come_back(lab: Lab) -> None:
    pool = lab.make_pool(max_size=3)
    lab.caller(hold=2.0)
    lab.caller(hold=3.0)
    lab.caller(hold=4.0)
    lab.at(1.0, pool.resize, 1)
    lab.run(until=1.5)
    assert pool.stats().active == 3

    lab.run(until=2.5)
    assert pool.stats().active == 2
    lab.run(until=5.0)
    assert pool.stats().idle == 1
    assert lab.close_reasons() == ["resized", "resized"]


def test_idle_connections_make_room_for_active_ones_that_no_longer_fit(lab: Lab) -> None:
    pool = lab.make_pool(max_size=5)

    def hold() -> None:
        with pool.connection():
            inside = max(entry.slot for entry in pool.view()[0] if entry.who == threading.current_thread().name) < 3
            lab.clock.sleep(1.0 if inside else 5.0)

    for _ in range(5):
        lab.at(0.0, hold)
    lab.at(2.0, pool.resize, 2)
    lab.run(until=2.5)
    assert repr(pool) == "<ConnectionPool [2 active, 0 idle, 0 connecting of 2 | 0 waiting]>"

    lab.run(until=9.0)
    assert sorted(entry.slot for entry in pool.view()[0]) == [0, 1]


def test_a_smaller_pool_lets_its_waiters_share_what_is_left(lab: Lab) -> None:
    pool = lab.make_pool(max_size=3)
    lab.callers(3, hold=2.0)
    for n in range(3):
        lab.caller(f"waiter-{n}", at=0.5 + 0.1 * n, hold=1.0)
    lab.at(1.0, pool.resize, 1)
    lab.run()

    assert lab.served_in_order()[3:] == ["waiter-0", "waiter-1", "waiter-2"]
    assert [visit.served_at for visit in lab.visits[3:]] == [2.0, 3.0, 4.0]
    assert pool.stats().idle == 1


def test_of_a_smaller_pool_what_stays_comes_inside(lab: Lab) -> None:
    pool = lab.make_pool(max_size=4)
    lab.caller(hold=5.0)
    lab.callers(3, hold=1.0)
    lab.at(2.0, pool.resize, 2)
    lab.run(until=6.0)

    assert sorted(entry.slot for entry in pool.view()[0]) == [0, 1]


def test_a_connection_still_opening_when_the_pool_shrinks_is_not_kept(lab: Lab) -> None:
    pool = lab.make_pool(min_size=3, max_size=3)
    lab.database.connect_time = 2.0
    lab.at(1.0, pool.resize, 1)
    lab.run(until=3.0)

    assert pool.stats().size == 1
    assert lab.close_reasons() == ["resized", "resized"]


def test_shrinking_lowers_min_size_with_it(lab: Lab) -> None:
    pool = lab.make_pool(min_size=5, max_size=8)
    lab.at(1.0, pool.resize, 3)
    lab.run(until=2.0)

    assert (pool.options.min_size, pool.options.max_size) == (3, 3)


def test_resizing_up_and_down_again_while_callers_wait_serves_everybody() -> None:
    for seed in range(30):
        lab = Lab(seed)
        pool = lab.make_pool(max_size=2, acquire_timeout=60.0)
        lab.callers(30, hold=0.3)
        for n, size in enumerate((5, 1, 3, 8, 2)):
            lab.at(0.2 + 0.2 * n, pool.resize, size)
        lab.run()
        assert all(visit.served_at is not None for visit in lab.visits), f"seed {seed}"
        assert pool.stats().size <= 2, f"seed {seed}"
        lab.clock.close()


@pytest.mark.parametrize("size", [0, -1, 2.5, "3", None])
def test_a_size_that_is_none_is_named_and_changes_nothing(lab: Lab, size: object) -> None:
    pool = lab.make_pool(min_size=2, max_size=5)
    lab.run(until=1.0)
    before = pool.options, lab.journal.position

    with pytest.raises(ValueError, match="max_size"):
        pool.resize(size)  # type: ignore[arg-type]

    assert (pool.options, lab.journal.position) == before


def test_the_journal_tells_the_new_sizes(lab: Lab) -> None:
    pool = lab.make_pool(max_size=2, max_overflow=1)
    lab.at(1.0, pool.resize, 7)
    lab.run(until=2.0)

    (event,) = lab.events("pool.resized")
    assert (event.min_size, event.max_size, event.max_overflow) == (0, 7, 1)
