"""What comes back: broken connections, resets, and what was never lent."""

from __future__ import annotations

import pytest

from app.engine import ConnectionPool
from tests.engine.pool.lab import Connection, FakeDatabase, Lab


def test_a_connection_returned_broken_is_closed_counted_and_never_lent_again(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1)
    broken = lab.caller("breaks it", broken=True)
    after = lab.caller("after", at=1.0)
    lab.run()

    assert broken.connection.closed == 1
    assert after.connection is not broken.connection
    assert pool.stats().closed == {"broken": 1}


def test_a_connection_returned_broken_is_replaced_even_if_nobody_waits(lab: Lab) -> None:
    pool = lab.make_pool(max_size=3)
    lab.callers(3, hold=1.0, broken=True)
    lab.run(until=2.0)

    assert pool.stats().idle == 3
    assert lab.database.attempts == 6


def test_connections_that_break_while_they_are_replaced_do_not_multiply(lab: Lab) -> None:
    pool = lab.make_pool(max_size=4)
    lab.database.connect_time = 0.3
    lab.callers(12, hold=0.1, broken=True)
    lab.run(until=20.0)

    assert pool.stats().size <= 4
    assert pool.stats().opened == len(lab.database.made)


def test_the_connection_is_reset_when_it_comes_back(lab: Lab) -> None:
    lab.make_pool(reset=Connection.reset)
    visit = lab.caller()
    lab.run()

    assert visit.connection.resets == 1


def test_a_broken_connection_is_not_reset(lab: Lab) -> None:
    lab.make_pool(reset=Connection.reset)
    visit = lab.caller(broken=True)
    lab.run(until=1.0)

    assert visit.connection.resets == 0


def test_a_connection_that_cannot_be_reset_is_dropped_and_replaced(lab: Lab) -> None:
    pool = lab.make_pool(max_size=1, reset=Connection.reset)
    visit = lab.caller(hold=1.0)
    waiter = lab.caller(at=0.5)
    lab.at(0.1, lambda: setattr(lab.database.made[0], "alive", False))
    lab.run()

    assert visit.connection.closed == 1
    assert pool.stats().closed == {"reset_failed": 1}
    assert waiter.served_at == 1.0
    assert waiter.connection is not visit.connection


def test_the_next_borrower_gets_it_only_when_its_reset_is_over(lab: Lab) -> None:
    lab.make_pool(max_size=1, reset=lambda connection: lab.clock.sleep(0.25))
    lab.caller(hold=1.0)
    waiter = lab.caller(at=0.5)
    lab.run()

    assert waiter.served_at == 1.25


def test_a_reset_broken_off_by_an_interrupt_does_not_cost_the_pool_a_connection(lab: Lab) -> None:
    def interrupted(connection: Connection) -> None:
        raise KeyboardInterrupt

    pool = lab.make_pool(max_size=1, reset=interrupted)

    def use() -> None:
        with pytest.raises(KeyboardInterrupt):
            pool.release(pool.acquire())

    lab.do(use)
    assert pool.stats().active == 0
    assert lab.database.made[0].closed == 1


def test_releasing_twice_is_a_value_error_and_changes_nothing(lab: Lab) -> None:
    pool = lab.make_pool(reset=Connection.reset)

    def use() -> None:
        connection = pool.acquire()
        pool.release(connection)
        with pytest.raises(ValueError, match="not lent by this pool"):
            pool.release(connection)
        with pytest.raises(ValueError, match="not lent by this pool"):
            pool.release(connection, broken=True)
        assert connection.resets == 1, "nobody may touch a connection that it has not borrowed"

    lab.do(use)
    assert pool.stats().idle == 1
    assert pool.stats().use_time.count == 1


def test_releasing_a_foreign_connection_is_a_value_error(lab: Lab) -> None:
    pool = lab.make_pool(reset=Connection.reset)
    foreign = Connection(99, FakeDatabase(lab.clock))

    def use() -> None:
        pool.release(pool.acquire())
        with pytest.raises(ValueError, match="not lent by this pool"):
            pool.release(foreign)

    lab.do(use)
    assert foreign.resets == 0
    assert pool.stats().size == 1


def test_releasing_what_another_pool_has_lent_is_a_value_error(lab: Lab) -> None:
    pool, other = lab.make_pool(), ConnectionPool(lab.database.connect, clock=lab.clock)

    def use() -> None:
        connection = other.acquire()
        with pytest.raises(ValueError, match="not lent by this pool"):
            pool.release(connection)
        other.release(connection)

    lab.do(use)
    assert other.stats().idle == 1


def test_a_connection_that_fails_to_close_is_gone_all_the_same(lab: Lab) -> None:
    class Stubborn(Connection):
        def close(self) -> None:
            super().close()
            raise BrokenPipeError("it does not even close")

    made: list[Stubborn] = []

    def connect() -> Stubborn:
        made.append(Stubborn(len(made) + 1, lab.database))
        return made[-1]

    pool = ConnectionPool(connect, max_size=3, min_size=3, clock=lab.clock, journal=lab.journal)

    def use() -> None:
        pool.release(pool.acquire(), broken=True)
        pool.drain()
        pool.close()

    lab.do(use)
    lab.run(until=1.0)
    assert [connection.closed for connection in made] == [1] * len(made)
    assert pool.stats().size == 0
