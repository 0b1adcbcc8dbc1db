"""Acquire and release, when all goes well."""

from __future__ import annotations

import pytest

from app.engine import ConnectionPool, PoolTimeout
from tests.engine.pool.lab import Connection, Lab


def test_acquire_opens_a_connection_when_there_is_none(lab: Lab) -> None:
    lab.make_pool()
    visit = lab.caller()
    lab.run()

    assert visit.connection is lab.database.made[0]


def test_acquire_lends_a_returned_connection_again(lab: Lab) -> None:
    lab.make_pool()
    first = lab.caller(at=0.0)
    second = lab.caller(at=1.0)
    lab.run()

    assert second.connection is first.connection
    assert lab.database.attempts == 1


def test_acquire_does_not_open_a_connection_while_one_is_idle(lab: Lab) -> None:
    lab.make_pool(min_size=2)
    lab.caller(at=1.0, hold=1.0)
    lab.caller(at=1.5, hold=1.0)
    lab.run()

    assert lab.database.attempts == 2


def test_acquire_does_not_open_a_connection_when_that_would_exceed_max_size(lab: Lab) -> None:
    lab.make_pool(max_size=2)
    lab.callers(10, hold=1.0)
    lab.run()

    assert lab.database.attempts == 2


def test_acquire_waits_until_a_connection_comes_back(lab: Lab) -> None:
    lab.make_pool(max_size=1)
    lab.caller("first", hold=1.0)
    second = lab.caller("second", at=0.25)
    lab.run()

    assert second.served_at == 1.0
    waited = [event.wait_time for event in lab.events("connection.acquired") if event.who == "second"]
    assert waited == [0.75]


def test_acquire_raises_pool_timeout_at_its_deadline(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=0.5)
    lab.caller(hold=2.0)
    late = lab.caller(at=1.0)
    lab.run()

    assert isinstance(late.error, PoolTimeout)
    assert isinstance(late.error, TimeoutError)
    assert late.ended_at == 1.5
    assert str(late.error) == "no connection within 0.5 s"


def test_the_timeout_of_a_call_goes_before_that_of_the_pool(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=0.5)
    lab.caller(hold=4.0)
    impatient, patient = lab.caller(at=1.0, timeout=0.1), lab.caller(at=1.0, timeout=10.0)
    lab.run()

    assert impatient.ended_at == 1.1
    assert patient.served_at == 4.0


def test_with_an_acquire_timeout_of_none_a_caller_waits_for_ever(lab: Lab) -> None:
    lab.make_pool(max_size=1, acquire_timeout=None)
    lab.caller(hold=1e6)
    patient = lab.caller(at=1.0)
    lab.run()

    assert patient.served_at == 1e6


def test_a_timeout_of_zero_gets_an_idle_connection_and_does_not_wait_for_another(lab: Lab) -> None:
    lab.make_pool(min_size=1, max_size=1)
    lucky = lab.caller(at=1.0, hold=1.0, timeout=0.0)
    unlucky = lab.caller(at=1.5, timeout=0.0)
    lab.run()

    assert lucky.served_at == 1.0
    assert isinstance(unlucky.error, PoolTimeout)
    assert unlucky.ended_at == 1.5


@pytest.mark.parametrize("timeout", [-1.0, float("nan"), float("inf"), "soon"])
def test_a_timeout_that_is_none_is_named_and_changes_nothing(lab: Lab, timeout: object) -> None:
    pool = lab.make_pool(max_size=1)

    def ask() -> str:
        with pytest.raises(ValueError, match="timeout") as refused:
            pool.acquire(timeout)  # type: ignore[arg-type]
        return str(refused.value)

    assert repr(timeout) in lab.do(ask)
    assert pool.stats().waiters == 0


def test_the_pool_opens_min_size_connections_before_anybody_asks(lab: Lab) -> None:
    pool = lab.make_pool(min_size=5)
    lab.run()

    assert pool.stats().idle == 5


def test_two_callers_never_have_the_same_connection(lab: Lab) -> None:
    lab.make_pool(max_size=3)
    visits = lab.callers(3, hold=1.0)
    lab.run()

    assert len({visit.connection for visit in visits}) == 3


def test_lifo_lends_what_was_returned_last(lab: Lab) -> None:
    lab.make_pool(max_size=2, order="lifo")
    lab.caller("short", hold=1.0)
    long = lab.caller("long", hold=2.0)
    next_one = lab.caller("next", at=3.0)
    lab.run()

    assert next_one.connection is long.connection


def test_fifo_lends_what_has_been_idle_for_longest(lab: Lab) -> None:
    lab.make_pool(max_size=2, order="fifo")
    short = lab.caller("short", hold=1.0)
    lab.caller("long", hold=2.0)
    next_one = lab.caller("next", at=3.0)
    lab.run()

    assert next_one.connection is short.connection


def test_a_with_block_returns_its_connection(lab: Lab) -> None:
    pool = lab.make_pool()

    def use() -> int:
        with pool.connection() as connection:
            assert isinstance(connection, Connection)
            return pool.stats().active

    assert lab.do(use) == 1
    assert pool.stats().idle == 1


def test_a_with_block_that_ends_in_a_connection_error_returns_a_broken_connection(lab: Lab) -> None:
    pool = lab.make_pool()

    def use() -> None:
        with pytest.raises(ConnectionResetError), pool.connection():
            raise ConnectionResetError

    lab.do(use)
    assert lab.close_reasons() == ["broken"]


def test_a_with_block_that_ends_in_another_error_returns_a_good_connection(lab: Lab) -> None:
    pool = lab.make_pool()

    def use() -> None:
        with pytest.raises(KeyError), pool.connection():
            raise KeyError

    lab.do(use)
    assert pool.stats().idle == 1


def test_a_with_block_passes_its_timeout_on(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    lab.caller(hold=9.0)

    def use() -> None:
        with pytest.raises(PoolTimeout), pool.connection(timeout=0.25):
            pass
        assert lab.clock.now() == 1.25

    lab.at(1.0, use)
    lab.run()


def test_any_object_with_a_close_can_be_pooled(lab: Lab) -> None:
    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            return True

        def close(self) -> None: ...

    pool = ConnectionPool(Unhashable, max_size=2, clock=lab.clock)

    def use() -> None:
        first, second = pool.acquire(), pool.acquire()
        assert first is not second
        pool.release(second)
        pool.release(first)

    lab.do(use)
    assert pool.stats().idle == 2
