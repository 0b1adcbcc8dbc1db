"""Connections that nobody uses go after max_idle, down to min_size."""

from __future__ import annotations

from tests.engine.pool.lab import Lab


def test_unused_connections_go_after_max_idle_down_to_min_size(lab: Lab) -> None:
    pool = lab.make_pool(min_size=2, max_size=10, max_idle=5.0)
    lab.callers(10, hold=1.0)
    lab.run(until=5.5)
    assert pool.stats().idle == 10

    lab.run(until=6.5)
    assert pool.stats().idle == 2
    assert pool.stats().closed == {"max_idle": 8}


def test_what_went_after_max_idle_is_not_replaced(lab: Lab) -> None:
    pool = lab.make_pool(max_idle=5.0)
    lab.callers(3, hold=1.0)
    lab.run(until=100.0)

    assert pool.stats().size == 0
    assert pool.stats().opened == 3


def test_a_connection_in_steady_use_is_not_idle(lab: Lab) -> None:
    pool = lab.make_pool(max_idle=5.0)
    for n in range(10):
        lab.caller(at=3.0 * n, hold=1.0)
    lab.run()

    assert pool.stats().opened == 1


def test_lifo_lets_the_surplus_go_while_a_few_connections_do_the_work(lab: Lab) -> None:
    pool = lab.make_pool(max_size=10, max_idle=5.0, order="lifo")
    lab.callers(10, hold=1.0)
    for n in range(20):
        lab.caller(at=2.0 + n, hold=0.5)
    lab.run()

    assert pool.stats().size == 1


def test_fifo_keeps_every_connection_in_use_by_turns(lab: Lab) -> None:
    pool = lab.make_pool(max_size=4, max_idle=5.0, order="fifo")
    lab.callers(4, hold=1.0)
    for n in range(20):
        lab.caller(at=2.0 + n, hold=0.5)
    lab.run()

    assert pool.stats().size == 4


def test_a_lower_min_size_lets_idle_connections_go(lab: Lab) -> None:
    pool = lab.make_pool(min_size=4, max_idle=5.0)
    lab.at(20.0, pool.configure, min_size=1)
    lab.run(until=20.5)

    assert pool.stats().idle == 1


def test_many_callers_leave_one_planned_look_behind_not_many(lab: Lab) -> None:
    planned = []
    call_at = lab.clock.call_at

    def counting(t: float, do: object) -> object:
        planned.append(t)
        return call_at(t, do)

    lab.clock.call_at = counting
    lab.make_pool(max_size=3, max_idle=100.0, leak_detection_threshold=50.0)
    for n in range(200):
        lab.caller(at=0.1 * n, hold=0.01)
    lab.run()

    assert len(planned) < 20, "a plan is made when the earlier one is used up, not at every loan"
