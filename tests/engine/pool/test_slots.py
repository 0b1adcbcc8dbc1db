"""Every connection has a place of its own: the lowest that is free."""

from __future__ import annotations

from tests.engine.pool.lab import Lab


def slots(lab: Lab) -> list[int]:
    return [event.slot for event in lab.events("connection.connecting")]


def test_connections_take_the_lowest_free_slots(lab: Lab) -> None:
    lab.make_pool(max_size=5)
    lab.callers(5, hold=1.0)
    lab.run()

    assert slots(lab) == [0, 1, 2, 3, 4]


def test_the_slot_of_a_closed_connection_is_taken_by_the_next(lab: Lab) -> None:
    lab.make_pool(max_size=3)
    lab.callers(3, hold=1.0)
    lab.caller(at=1.5, broken=True)
    lab.run(until=2.0)

    (closed,) = lab.events("connection.closed")
    assert slots(lab) == [0, 1, 2, slots(lab)[closed.connection - 1]]


def test_a_connection_keeps_its_slot_while_it_is_lent_and_returned(lab: Lab) -> None:
    lab.make_pool(max_size=3)
    for n in range(10):
        lab.callers(3, at=float(n), hold=0.5)
    lab.run()

    slot = {event.connection: event.slot for event in lab.events("connection.connecting")}
    assert all(slot[event.connection] == event.slot for event in lab.events("connection.released"))


def test_numbers_are_never_used_again(lab: Lab) -> None:
    lab.make_pool(max_size=2)
    for n in range(5):
        lab.callers(2, at=float(n), hold=0.5, broken=True)
    lab.run()

    numbers = [event.connection for event in lab.events("connection.connecting")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_pool_that_is_made_smaller_moves_idle_connections_inside(lab: Lab) -> None:
    pool = lab.make_pool(max_size=3, max_idle=5.0)

    def use_one() -> None:
        with pool.connection() as connection:
            lab.clock.sleep(1.0 if connection.number == 1 else 3.0)

    for _ in range(3):
        lab.at(0.0, use_one)
    lab.run(until=7.0)
    assert sorted(entry.slot for entry in pool.view()[0]) == [1, 2], "the one in slot 0 was unused for too long"

    lab.do(lambda: pool.resize(2))
    assert sorted(entry.slot for entry in pool.view()[0]) == [0, 1]
    assert [event.slot for event in lab.events("connection.moved")] == [0]
    assert lab.close_reasons() == ["max_idle"]
