"""Growth: Java fills core, queue, and what is left up to the maximum; CPython starts a worker if none is idle."""

from __future__ import annotations

import pytest

from app.engine import TaskRejected
from tests.engine.workers.lab import Lab


def started(lab: Lab) -> list[tuple[str, str]]:
    return [(event.who, event.reason) for event in lab.events("worker.started")]


def test_java_fills_the_core_then_the_queue_then_grows_then_rejects(lab: Lab) -> None:
    pool = lab.make_pool(2, max_size=4, queue_capacity=3)

    def burst() -> None:
        for label in range(1, 8):
            lab.submit(label)
        with pytest.raises(TaskRejected, match="all 4 workers are busy, and 3 tasks wait of at most 3"):
            lab.submit(8)

    lab.at(0, burst)
    lab.run(until=0.5)

    assert started(lab) == [
        ("worker-1", "core"), ("worker-2", "core"), ("worker-3", "queue_full"), ("worker-4", "queue_full"),
    ]  # fmt: skip
    assert sorted(lab.ran) == [1, 2, 6, 7], "those that came last overtake those in the queue"
    assert [task.number for task in pool.view()[1]] == [3, 4, 5]
    assert repr(pool) == "<ThreadPool [4 busy, 0 idle of 4 | 3 of 3 queued]>"


def test_java_starts_a_worker_below_the_core_although_another_is_idle(lab: Lab) -> None:
    lab.make_pool(2)
    lab.at(0, lab.submit, 1, 0.1)
    lab.at(1, lab.submit, 2, 0.1)
    lab.run(until=2)

    assert [who for who, _ in started(lab)] == ["worker-1", "worker-2"]


def test_java_never_grows_beyond_the_core_if_the_queue_has_no_bound(lab: Lab) -> None:
    pool = lab.make_pool(1, max_size=10)
    lab.at(0, lambda: [lab.submit(label) for label in range(50)])
    lab.run(until=0.5)

    assert (pool.stats().workers, pool.stats().queued) == (1, 49)


def test_a_queue_of_no_places_hands_a_task_to_an_idle_worker_or_starts_one(lab: Lab) -> None:
    pool = lab.make_pool(1, max_size=2, queue_capacity=0)
    lab.at(0, lab.submit, 1)
    lab.at(1.5, lab.submit, 2)
    lab.at(1.6, lab.submit, 3)
    lab.run(until=2)

    assert lab.told("task.started") == [(1, "worker-1", 0.0), (2, "worker-1", 0.0), (3, "worker-2", 0.0)]
    assert lab.events("task.queued") == []
    with pytest.raises(TaskRejected):
        lab.do(lambda: lab.submit(4))
    assert pool.stats().queued == 0


def test_cpython_starts_a_worker_only_if_none_is_idle(lab: Lab) -> None:
    pool = lab.make_pool(3, growth="cpython")
    lab.at(0, lab.submit, 1, 0.1)
    lab.at(1, lab.submit, 2, 0.1)
    lab.at(1.05, lab.submit, 3, 0.1)
    lab.run(until=2)

    assert started(lab) == [("worker-1", "none_idle"), ("worker-2", "none_idle")]
    assert pool.stats().idle == 2


def test_cpython_goes_up_to_the_maximum_before_it_queues_and_never_rejects(lab: Lab) -> None:
    pool = lab.make_pool(1, max_size=3, growth="cpython", queue_capacity=2)
    lab.at(0, lambda: [lab.submit(label) for label in range(40)])
    lab.run(until=0.5)

    assert (pool.stats().workers, pool.stats().queued, pool.stats().queue_capacity) == (3, 37, None)


def test_tasks_wait_in_the_order_in_which_they_came(lab: Lab) -> None:
    lab.make_pool(1)
    lab.at(0, lambda: [lab.submit(label) for label in range(6)])
    lab.run(until=10)

    assert lab.ran == list(range(6))
    assert [wait for _, _, wait in lab.told("task.started")] == [0, 1, 2, 3, 4, 5]


def test_the_worker_that_has_been_idle_for_longest_gets_the_next_task(lab: Lab) -> None:
    lab.make_pool(3)
    lab.at(0, lambda: [lab.submit(n, seconds) for n, seconds in enumerate((0.3, 0.1, 0.2))])
    for t in (1, 2, 3):
        lab.at(t, lab.submit, t, 0.5)
    lab.run(until=4)

    assert [who for _, who, _ in lab.told("task.started")][3:] == ["worker-2", "worker-3", "worker-1"]


def test_a_task_that_submits_and_does_not_wait_keeps_the_pool_going(lab: Lab) -> None:
    pool = lab.make_pool(1)

    def chain(left: int) -> None:
        if left:
            pool.submit(chain, left - 1)

    lab.at(0, pool.submit, chain, 20)
    lab.run(until=1)
    assert pool.stats().finished == 21


def test_who_submits_and_what_the_task_is_called_are_in_the_journal(lab: Lab) -> None:
    pool = lab.make_pool(2, thread_name_prefix="web", name_task=lambda fn, args, kwargs: f"{fn.__name__} {args[0]}")
    lab.clock.spawn(lambda: pool.submit(lab.task, "A"), name="producer")
    lab.run()

    assert lab.told("task.submitted") == [(1, "task A", "producer")]
    assert lab.told("task.started") == [(1, "web-1", 0.0)]


def test_the_numbers_of_workers_are_those_that_are_free(lab: Lab) -> None:
    lab.make_pool(1, max_size=3, queue_capacity=0, keep_alive=0.2)
    for label, (t, seconds) in enumerate([(0, 9), (0.1, 1), (0.2, 9), (5, 9)]):
        lab.at(t, lab.submit, label, seconds)
    lab.run(until=6)

    assert [who for who, _ in started(lab)] == ["worker-1", "worker-2", "worker-3", "worker-2"]
    assert lab.told("worker.ended") == [("worker-2", "keep_alive")]
