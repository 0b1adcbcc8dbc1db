"""Cores: so many computations at a time, first come, first served."""

from __future__ import annotations

import pytest

from app.engine.clock import Waiter
from app.engine.service import Cores
from tests.engine.service.house import House


class Computer:
    """Threads that compute on cores, and when each of them began."""

    def __init__(self, house: House, count: int) -> None:
        self.house = house
        self.cores = Cores(count)
        self.began: dict[str, float] = {}
        self.waiters: dict[str, Waiter] = {}
        self.sent_away: list[str] = []

    def compute(self, name: str, at: float, seconds: float) -> None:
        def run() -> None:
            waiter = self.waiters[name] = self.house.clock.waiter()
            if not self.cores.take() and not self.cores.take_in_turn(waiter):
                self.sent_away.append(name)
                return
            self.began[name] = self.house.clock.now()
            self.house.clock.sleep(seconds)
            self.cores.give_back()

        self.house.at(at, run, name=name)


def test_as_many_compute_at_a_time_as_there_are_cores(house: House) -> None:
    computer = Computer(house, 3)
    for n in range(9):
        computer.compute(f"task-{n}", 0.0, 1.0)
    house.run()

    assert sorted(computer.began.values()) == [0.0] * 3 + [1.0] * 3 + [2.0] * 3


def test_who_came_first_is_served_first() -> None:
    for seed in range(20):
        house = House(seed)
        computer = Computer(house, 1)
        for n in range(6):
            computer.compute(f"task-{n}", 0.1 * n, 1.0)
        house.run()
        assert list(computer.began) == [f"task-{n}" for n in range(6)], f"seed {seed}"
        house.clock.close()


def test_one_who_is_woken_for_another_reason_leaves_the_queue_without_a_core(house: House) -> None:
    computer = Computer(house, 1)
    computer.compute("first", 0.0, 5.0)
    computer.compute("second", 1.0, 1.0)
    computer.compute("third", 2.0, 1.0)
    house.at(3.0, lambda: computer.waiters["second"].wake())
    house.run()

    assert computer.sent_away == ["second"]
    assert computer.began == {"first": 0.0, "third": 5.0}


def test_one_who_was_woken_before_it_began_to_wait_gets_no_core_that_it_would_keep(house: House) -> None:
    cores = Cores(1)
    waiter = house.clock.waiter()

    def unlucky() -> None:
        assert cores.take()
        waiter.wake()
        assert not cores.take_in_turn(waiter)
        cores.give_back()

    house.at(0.0, unlucky)
    house.run()
    assert repr(cores) == "<Cores [0 busy of 1 | 0 waiting]>"


def test_more_cores_serve_those_who_wait_at_once(house: House) -> None:
    computer = Computer(house, 1)
    for n in range(3):
        computer.compute(f"task-{n}", 0.1 * n, 10.0)
    house.at(1.0, lambda: computer.cores.resize(3))
    house.run()

    assert sorted(computer.began.values()) == [0.0, 1.0, 1.0]


def test_fewer_cores_let_computations_finish_and_begin_fewer(house: House) -> None:
    computer = Computer(house, 3)
    for n in range(5):
        computer.compute(f"task-{n}", 0.1 * n, 10.0)
    house.at(1.0, lambda: computer.cores.resize(1))
    house.run()

    # Of the first three nobody is stopped; the fourth begins when the last of them is done.
    assert list(computer.began.values()) == pytest.approx([0.0, 0.1, 0.2, 10.2, 20.2])


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_at_least_one_core(count: int) -> None:
    with pytest.raises(ValueError, match=f"cores must be at least 1, not {count}"):
        Cores(count)
    with pytest.raises(ValueError, match="cores must be at least 1"):
        Cores(2).resize(count)


def test_repr_reads_like_a_status_line(house: House) -> None:
    computer = Computer(house, 2)
    for n in range(5):
        computer.compute(f"task-{n}", 0.0, 10.0)
    house.run(until=1.0)

    assert repr(computer.cores) == "<Cores [2 busy of 2 | 3 waiting]>"
