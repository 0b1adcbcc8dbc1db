"""Workers: how long idle ones stay, what ends them, and what becomes of a task whose worker cannot be started."""

from __future__ import annotations

from concurrent.futures import wait
from typing import Any

import pytest

from app.engine import AutojumpClock, Journal, ScaledClock, ThreadPool
from tests.engine.workers.lab import Lab
from tests.engine.workers.possible import PossibleWorkers


def burst(lab: Lab, seconds: float = 1.0, count: int = 3) -> None:
    lab.at(0, lambda: [lab.submit(label, seconds) for label in range(count)])


def ends(lab: Lab) -> list[tuple[float, str, str]]:
    return [(event.t, event.who, event.reason) for event in lab.events("worker.ended")]


def test_workers_beyond_the_core_end_when_they_have_been_idle_for_keep_alive(lab: Lab) -> None:
    lab.make_pool(1, max_size=3, queue_capacity=0, keep_alive=5.0)
    burst(lab)
    lab.run(until=100)

    assert {(t, reason) for t, _, reason in ends(lab)} == {(6.0, "keep_alive")}
    assert lab.pool.stats().workers == 1


def test_the_core_stays_for_ever(lab: Lab) -> None:
    lab.make_pool(3, keep_alive=0.5)
    burst(lab)
    lab.run(until=10_000)

    assert (ends(lab), lab.pool.stats().idle) == ([], 3)
    assert {until for _, until in lab.told("worker.idle")} == {None}


def test_a_task_in_time_gives_a_surplus_worker_another_life(lab: Lab) -> None:
    lab.make_pool(1, max_size=2, queue_capacity=0, keep_alive=2.0)
    burst(lab, count=2)
    lab.at(2.5, lambda: [lab.submit(label) for label in "AB"])
    lab.run(until=50)

    assert [t for t, _, _ in ends(lab)] == [5.5]


def test_a_keep_alive_of_nothing_ends_a_surplus_worker_as_soon_as_it_has_nothing_to_do(lab: Lab) -> None:
    lab.make_pool(1, max_size=3, queue_capacity=0, keep_alive=0)
    burst(lab)
    lab.run(until=2)

    assert [t for t, _, _ in ends(lab)] == [1.0, 1.0]


def test_one_that_was_surplus_and_is_needed_as_core_stays(lab: Lab) -> None:
    lab.make_pool(1, max_size=2, queue_capacity=0, keep_alive=3.0)
    burst(lab, count=2)
    lab.at(2, lab.pool.resize, 2)
    lab.run(until=50)

    assert ends(lab) == []
    assert [until for _, until in lab.told("worker.idle")] == [4.0, 4.0, None, None]


def test_cpythons_growth_has_a_keep_alive_too(lab: Lab) -> None:
    lab.make_pool(1, max_size=3, growth="cpython", keep_alive=1.0)
    burst(lab)
    lab.run(until=9)

    assert [t for t, _, _ in ends(lab)] == [2.0, 2.0]


def test_a_task_that_never_ends_costs_one_worker(lab: Lab) -> None:
    lab.make_pool(2)
    lab.at(0, lambda: lab.pool.submit(lambda: lab.clock.waiter().wait()))
    lab.at(1, lambda: [lab.submit(label) for label in range(3)])
    lab.run(until=10)

    assert lab.ran == [0, 1, 2]
    assert repr(lab.pool) == "<ThreadPool [1 busy, 1 idle of 2 | 0 queued]>"


def test_a_callback_that_ends_in_the_worst_way_does_not_end_the_worker(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    lab.make_pool(1)

    def leave(_: Any) -> None:
        raise SystemExit

    lab.at(0, lambda: lab.submit("A").add_done_callback(leave))
    lab.at(2, lab.submit, "B")
    lab.run(until=5)

    assert lab.ran == ["A", "B"]
    assert "a callback of task 1" in caplog.text


def test_a_callback_may_wait_for_a_task_that_is_queued_behind_its_own(lab: Lab) -> None:
    """So the worker must not have taken that one already when it calls back."""
    pool = lab.make_pool(2)
    waited: list[float] = []

    def scene() -> None:
        first, *others = (lab.submit(label) for label in range(5))
        first.add_done_callback(lambda _: [waited.append(lab.clock.now()) for _ in pool.map(lab.task, "AB")])
        del others

    lab.at(0, scene)
    lab.run(until=20)
    assert len(waited) == 2
    assert pool.stats().finished == 7


class Miser(AutojumpClock):
    """A clock whose system gives it no more than so many threads."""

    threads = 1_000_000

    def spawn(self, *args: Any, **options: Any) -> Any:
        if options.get("name", "").startswith("worker"):
            if self.threads < 1:
                raise RuntimeError("can't start new thread")
            self.threads -= 1
        return super().spawn(*args, **options)


def test_if_no_thread_can_be_started_the_task_waits_for_another_worker() -> None:
    lab = Lab(clock=(clock := Miser()))
    clock.threads = 1
    lab.make_pool(3)
    burst(lab)
    lab.run(until=9)

    assert sorted(lab.ran) == [0, 1, 2]
    assert [reason for _, _, reason in ends(lab)] == ["no_thread", "no_thread"]
    PossibleWorkers().follow(lab.journal)
    clock.close()


def test_if_there_is_no_worker_at_all_the_submitter_hears_why() -> None:
    lab = Lab(clock=(clock := Miser()))
    clock.threads = 0
    lab.make_pool(1)

    def scene() -> None:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            lab.submit("A")
        clock.threads = 1
        lab.submit("B")

    lab.at(0, scene)
    lab.run(until=2)
    assert lab.ran == ["B"]
    PossibleWorkers().follow(lab.journal)
    clock.close()


def test_closing_the_clock_leaves_nobody_waiting_for_a_result() -> None:
    clock = ScaledClock()
    journal = Journal(clock)
    pool = ThreadPool(2, clock=clock, journal=journal)
    running = [pool.submit(clock.sleep, 1000.0) for _ in range(2)]
    queued = [pool.submit(abs, 1) for _ in range(3)]
    clock.close()

    assert {type(future.exception(60)).__name__ for future in running} == {"ClockClosed"}
    done, _ = wait(queued, 60)
    assert done == set(queued), "run by a worker that had not heard of it yet, or cancelled"
    pool.shutdown()
    with pytest.raises(RuntimeError):
        pool.submit(abs, 1)
    PossibleWorkers().follow(journal)


def test_a_task_handed_to_an_idle_worker_of_a_closed_clock_fails(lab: Lab) -> None:
    pool = lab.make_pool(1)
    lab.at(0, lab.submit, "A")
    lab.run(until=2)
    lab.clock.close()
    try:
        future = pool.submit(abs, 1)
    except RuntimeError:
        return  # the worker was faster
    with pytest.raises(RuntimeError):
        future.result(60)
