"""Rejection: where a task goes for which there is neither a worker nor a place in the queue."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from typing import Any

import pytest

from app.engine import TaskRejected, wait
from tests.engine.workers.lab import Lab


def fill(lab: Lab, **options: Any) -> list[Future[Any]]:
    """A pool of one worker, which is busy, and a queue of two, which is full."""
    lab.make_pool(1, queue_capacity=2, **options)
    return [lab.submit(label) for label in ("A", "B", "C")]


def test_abort_raises_and_the_pool_goes_on(lab: Lab) -> None:
    def scene() -> None:
        futures = fill(lab)
        with pytest.raises(TaskRejected):
            lab.submit("D")
        wait(futures)

    lab.at(0, scene)
    lab.run()

    assert lab.ran == ["A", "B", "C"]
    assert lab.told("task.rejected") == [(4, "abort")]
    assert lab.pool.stats().rejected == {"abort": 1}


def test_a_rejected_task_is_a_runtime_error() -> None:
    assert issubclass(TaskRejected, RuntimeError)


def test_caller_runs_makes_the_caller_do_it_and_come_back_with_the_result(lab: Lab) -> None:
    def scene() -> None:
        fill(lab, rejection="caller_runs")
        begun = lab.clock.now()
        future = lab.submit("D", 5.0)
        assert lab.clock.now() == begun + 5.0
        assert future.result() == "D"

    lab.clock.spawn(scene, name="producer")
    lab.run()

    assert [values for values in lab.told("task.started") if values[0] == 4] == [(4, "producer", 0.0)]
    assert [values for values in lab.told("task.finished") if values[0] == 4] == [(4, "producer", 5.0, None)]


def test_caller_runs_keeps_what_the_task_raised_in_its_future(lab: Lab) -> None:
    def scene() -> None:
        fill(lab, rejection="caller_runs")
        future = lab.submit("D", error=SystemExit("not the caller's"))
        assert isinstance(future.exception(), SystemExit)

    lab.at(0, scene)
    lab.run()


def test_ctrl_c_while_the_caller_runs_a_task_reaches_the_caller(lab: Lab) -> None:
    def scene() -> None:
        fill(lab, rejection="caller_runs")
        with pytest.raises(KeyboardInterrupt):
            lab.submit("D", error=KeyboardInterrupt())

    lab.at(0, scene)
    lab.run()
    assert lab.told("task.finished")[-1][3] == "KeyboardInterrupt"


def test_discard_cancels_the_new_task(lab: Lab) -> None:
    futures: list[Future[Any]] = []

    def scene() -> None:
        futures.extend(fill(lab, rejection="discard"))
        futures.append(lab.submit("D"))
        assert futures[-1].cancelled()
        with pytest.raises(CancelledError):
            futures[-1].result()

    lab.at(0, scene)
    lab.run(until=5)

    assert lab.ran == ["A", "B", "C"]
    assert [event.kind for event in lab.journal if event.fields[:1] == ("task",) and event.task == 4] == [
        "task.submitted", "task.rejected", "task.discarded",
    ]  # fmt: skip


def test_discard_oldest_cancels_the_first_in_the_queue_and_queues_the_new_one(lab: Lab) -> None:
    def scene() -> None:
        futures = [*fill(lab, rejection="discard_oldest"), lab.submit("D"), lab.submit("E")]
        assert [future.cancelled() for future in futures] == [False, True, True, False, False]

    lab.at(0, scene)
    lab.run(until=5)

    assert lab.ran == ["A", "D", "E"]
    assert lab.told("task.discarded") == [(2,), (3,)]
    assert lab.pool.stats().discarded == 2


def test_without_a_queue_the_oldest_is_the_new_task_itself(lab: Lab) -> None:
    def scene() -> None:
        lab.make_pool(1, queue_capacity=0, rejection="discard_oldest")
        lab.submit("A")
        assert lab.submit("B").cancelled()

    lab.at(0, scene)
    lab.run(until=2)
    assert lab.ran == ["A"]


def test_a_queue_that_has_become_too_long_is_brought_to_its_length_by_the_next_task(lab: Lab) -> None:
    def scene() -> None:
        futures = [*fill(lab, rejection="discard_oldest")]
        lab.pool.configure(queue_capacity=1)
        futures.append(lab.submit("D"))
        assert [future.cancelled() for future in futures] == [False, True, True, False]

    lab.at(0, scene)
    lab.run(until=5)
    assert lab.ran == ["A", "D"]


@pytest.mark.parametrize("rejection", ["discard", "discard_oldest"])
def test_whoever_wants_to_know_of_a_discarded_task_is_told(lab: Lab, rejection: str) -> None:
    told: list[Future[Any]] = []

    def scene() -> None:
        futures = fill(lab, rejection=rejection)
        for future in futures:
            future.add_done_callback(told.append)
        futures.append(lab.submit("D"))
        futures[-1].add_done_callback(told.append)
        dropped = futures[3 if rejection == "discard" else 1]
        assert told == [dropped]
        assert wait(futures, return_when="FIRST_COMPLETED").done == {dropped}

    lab.at(0, scene)
    lab.run()


def test_a_callback_of_a_discarded_task_may_use_the_pool(lab: Lab) -> None:
    def scene() -> None:
        _, oldest, _ = fill(lab, rejection="discard_oldest")
        oldest.add_done_callback(lambda _: lab.pool.configure(queue_capacity=5))
        lab.submit("D")
        lab.submit("again")

    lab.at(0, scene)
    lab.run(until=9)
    assert lab.ran == ["A", "C", "D", "again"]


@pytest.mark.parametrize("rejection", ["abort", "caller_runs", "discard", "discard_oldest"])
def test_after_a_shutdown_every_policy_raises_what_the_standard_library_raises(lab: Lab, rejection: str) -> None:
    def scene() -> None:
        pool = lab.make_pool(1, rejection=rejection)
        pool.shutdown()
        with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown") as caught:
            pool.submit(print)
        assert type(caught.value) is RuntimeError

    lab.at(0, scene)
    lab.run()
    assert lab.events("task.submitted") == []


def test_the_policy_can_be_changed_while_the_pool_works(lab: Lab) -> None:
    def scene() -> None:
        fill(lab)
        lab.pool.configure(rejection="discard")
        assert lab.submit("D").cancelled()

    lab.at(0, scene)
    lab.run()
