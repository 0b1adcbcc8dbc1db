"""Shutdown: with and without waiting, with and without cancelling, from inside the clock and from outside."""

from __future__ import annotations

import threading

import pytest

from app.engine import AutojumpClock, ScaledClock, ThreadPool
from tests.engine.workers.lab import Lab


def test_shutdown_does_what_is_queued_and_waits_for_the_last_worker(lab: Lab) -> None:
    def scene() -> None:
        pool = lab.make_pool(2)
        for label in range(5):
            lab.submit(label)
        pool.shutdown()
        assert lab.clock.now() == 3.0
        assert repr(pool) == "<ThreadPool [shut down, 0 busy, 0 idle of 2 | 0 queued]>"

    lab.at(0, scene)
    lab.run()

    assert lab.ran == [0, 1, 2, 3, 4]
    assert lab.told("threads.shutdown") == [(False,)]
    assert [event.t for event in lab.events("threads.ended")] == [3.0]


def test_shutdown_now_cancels_what_is_queued(lab: Lab) -> None:
    def scene() -> None:
        pool = lab.make_pool(1)
        futures = [lab.submit(label) for label in range(4)]
        pool.shutdown(cancel_futures=True)
        assert lab.clock.now() == 1.0
        assert [future.cancelled() for future in futures] == [False, True, True, True]

    lab.at(0, scene)
    lab.run()
    assert lab.told("task.cancelled") == [(2, "shutdown"), (3, "shutdown"), (4, "shutdown")]


def test_shutdown_without_waiting_returns_at_once(lab: Lab) -> None:
    def scene() -> None:
        lab.make_pool(1)
        lab.submit("A")
        lab.submit("B")
        lab.pool.shutdown(wait=False)
        assert lab.clock.now() == 0.0
        assert lab.pool.is_shut_down

    lab.at(0, scene)
    lab.run(until=5)
    assert lab.ran == ["A", "B"]
    assert [event.t for event in lab.events("threads.ended")] == [2.0]


def test_a_second_shutdown_may_cancel_what_the_first_left(lab: Lab) -> None:
    def scene() -> None:
        lab.make_pool(1)
        for label in range(4):
            lab.submit(label)
        lab.pool.shutdown(wait=False)
        lab.clock.sleep(1.5)
        lab.pool.shutdown(cancel_futures=True)
        assert lab.clock.now() == 2.0

    lab.at(0, scene)
    lab.run()
    assert lab.ran == [0, 1]


def test_several_may_wait_for_the_end(lab: Lab) -> None:
    lab.make_pool(1)
    ended: list[float] = []

    def leave() -> None:
        lab.pool.shutdown()
        ended.append(lab.clock.now())

    lab.at(0, lab.submit, "A", 3.0)
    for t in (1, 2, 5):
        lab.at(t, leave)
    lab.run()
    assert ended == [3.0, 3.0, 5.0]


def test_idle_workers_end_at_once(lab: Lab) -> None:
    lab.make_pool(3)
    lab.at(0, lambda: [lab.submit(label) for label in range(3)])
    lab.at(2, lab.pool.shutdown)
    lab.run()
    assert {(event.t, event.reason) for event in lab.events("worker.ended")} == {(2.0, "shutdown")}


def test_a_pool_that_never_did_anything_can_be_shut_down(lab: Lab) -> None:
    lab.make_pool(1).shutdown()
    assert [event.kind for event in lab.journal] == ["threads.opened", "threads.shutdown", "threads.ended"]


def test_a_worker_cannot_wait_for_the_end_of_its_own_pool(lab: Lab) -> None:
    lab.make_pool(1)
    future = lab.do(lambda: lab.pool.submit(lab.pool.shutdown))
    lab.run(until=1)
    with pytest.raises(RuntimeError, match="its own pool"):
        future.result()
    assert lab.pool.is_shut_down


def test_the_thread_that_made_a_clock_that_is_over_can_leave_a_with_block() -> None:
    clock = AutojumpClock()
    with ThreadPool(2, clock=clock) as pool:
        futures = [pool.submit(clock.sleep, 5.0) for _ in range(4)]
        clock.run(until=100)
        assert all(future.done() for future in futures)
    clock.close()


def test_a_task_may_shut_its_pool_down_without_waiting(lab: Lab) -> None:
    lab.make_pool(1)
    lab.at(0, lambda: lab.pool.submit(lab.pool.shutdown, False))
    lab.run(until=1)
    assert len(lab.events("threads.ended")) == 1


def test_a_pool_with_a_clock_of_its_own_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    with ThreadPool(4, max_size=8, queue_capacity=0, keep_alive=0.001) as pool:
        pool.submit(abs, 1).result(60)
        ours = set(threading.enumerate()) - before
        assert ours
    for thread in ours:
        thread.join(60)
    assert not any(thread.is_alive() for thread in ours)


def test_the_clock_of_others_stays_open_after_a_shutdown() -> None:
    with ScaledClock() as clock:
        ThreadPool(1, clock=clock).shutdown()
        clock.sleep(0)
