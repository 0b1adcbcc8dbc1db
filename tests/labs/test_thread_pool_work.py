"""Tasks of the thread pool lab at work: what they cost, and what a learner can do to them."""

from __future__ import annotations

import pytest

from app.labs import LabError
from app.labs.thread_pool import ThreadPoolLab
from app.labs.thread_pool.params import MOST_QUEUED

from .conftest import MakeThreads
from .thread_pool_runs import conserved, events, full


def done_rate(**params: object) -> float:
    parsed, _ = ThreadPoolLab.parse({"core_size": 16, "max_size": 16, "arrival_rate": 200.0, **params})
    found = ThreadPoolLab.measure(parsed, 20.0)["done_rate"]
    assert found is not None
    return found


def test_threads_beyond_the_cores_compute_no_faster() -> None:
    assert done_rate(wait_time=0.0, compute_time=0.1, cores=4) == pytest.approx(40, rel=0.05)
    assert done_rate(wait_time=0.0, compute_time=0.1, cores=16) == pytest.approx(160, rel=0.05)


def test_under_the_gil_four_cores_compute_no_faster_than_one() -> None:
    assert done_rate(wait_time=0.0, compute_time=0.1, cores=4, gil=True) == pytest.approx(10, rel=0.05)


def test_waiting_needs_no_core_and_no_gil() -> None:
    assert done_rate(wait_time=0.1, compute_time=0.0, cores=1, gil=True) == pytest.approx(160, rel=0.05)


@pytest.mark.parametrize(("params", "most"), [({"cores": 3}, 3), ({"cores": 8, "gil": True}, 1)])
def test_no_more_compute_at_a_time_than_there_are_cores(
    make_threads: MakeThreads, params: dict[str, object], most: int
) -> None:
    lab = make_threads(core_size=12, max_size=12, arrival_rate=100.0, compute_time=0.1, **params)
    lab.clock.run(until=5.0)

    computing: set[str] = set()
    seen = 0
    for event in lab.journal:
        if event.kind == "thread.state":
            (computing.add if event.state == "computing" else computing.discard)(event.who)
            seen = max(seen, len(computing))
        elif event.kind == "task.finished":
            computing.discard(event.who)
    assert seen == most


def test_failures_and_long_tasks_come_as_often_as_was_said(make_threads: MakeThreads) -> None:
    lab = make_threads(
        core_size=100, max_size=100, arrival_rate=100.0, wait_time=0.01, compute_time=0.0, failure_rate=0.25,
        long_share=0.1, spread=0.0, queue_capacity=None,
    )  # fmt: skip
    lab.clock.run(until=20.0)

    ended = events(lab, "task.finished")
    names = [event.name for event in events(lab, "task.submitted")]
    assert sum(event.error == "TaskFailed" for event in ended) / len(ended) == pytest.approx(0.25, abs=0.04)
    assert names.count("long") / len(names) == pytest.approx(0.1, abs=0.03)
    assert {event.run_time for event in ended} == {0.01, 0.2}


def test_a_poison_task_takes_a_worker_for_good(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=2, max_size=2, arrival_rate=2.0)
    lab.act_at(1.0, "poison")
    lab.clock.run(until=100.0)

    (poison,) = (task for task in lab.snapshot().state["tasks"].values() if task["name"] == "poison")
    figures = lab.detail(50.0)["workers"]
    assert figures[poison["who"]]["utilisation"] == pytest.approx(1.0)
    assert figures[poison["who"]]["done"] == 0
    lab.act("poison")
    lab.clock.run(until=160.0)
    values = lab.metrics(50.0)
    assert (values["utilisation"], values["done_rate"]) == (pytest.approx(1.0), 0.0)


def test_a_queued_task_can_be_cancelled_and_no_other(make_threads: MakeThreads) -> None:
    lab = full(make_threads, "abort")
    with pytest.raises(LabError, match="task 1 is not queued"):
        lab.act("cancel_queued", {"task": 1})
    assert lab.act("cancel_queued", {"task": 2}) == {"task": 2}
    assert lab.act("cancel_queued") == {"task": 3}
    with pytest.raises(LabError, match="no task is queued"):
        lab.act("cancel_queued")

    lab.clock.run(until=5.0)
    assert {2, 3}.isdisjoint(event.task for event in events(lab, "task.started"))
    assert lab.snapshot().state["totals"]["cancelled"] == 2


def test_shut_down_does_what_is_queued_and_takes_no_more(make_threads: MakeThreads) -> None:
    lab = make_threads()
    lab.act_at(1.0, "burst")
    lab.act_at(1.01, "shut_down")
    lab.clock.run(until=10.0)

    state = lab.snapshot().state
    assert state["totals"]["cancelled"] == state["totals"]["rejected"] == 0
    assert state["totals"]["finished"] == state["totals"]["submitted"] >= 20
    assert (state["pool"]["shutdown"], state["pool"]["ended"]) == ("drain", True)
    assert state["producer"] is None
    assert state["workers"] == {}


def test_shut_down_now_cancels_the_queue_and_finishes_what_runs(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=0.1)
    lab.act_at(1.0, "burst")
    lab.act_at(1.01, "shut_down_now")
    lab.clock.run(until=10.0)

    state = lab.snapshot().state
    assert state["totals"] | {"finished": 4, "cancelled": 16} == state["totals"]
    assert state["pool"]["ended"]


def test_a_pool_with_a_poison_task_never_comes_to_its_end(make_threads: MakeThreads) -> None:
    lab = make_threads()
    lab.act_at(1.0, "poison")
    lab.act_at(2.0, "shut_down_now")
    lab.clock.run(until=500.0)

    assert not events(lab, "threads.ended")
    assert len(lab.snapshot().state["workers"]) == 1


@pytest.mark.parametrize("action", ["burst", "poison", "shut_down"])
def test_a_pool_that_is_shut_down_takes_nothing_more(make_threads: MakeThreads, action: str) -> None:
    lab = make_threads()
    lab.act_at(1.0, "shut_down")
    lab.clock.run(until=2.0)
    written = len(events(lab, "lab.act"))
    with pytest.raises(LabError, match="reset begins again") as caught:
        lab.act(action)

    assert caught.value.code == "not_now"
    assert len(events(lab, "lab.act")) == written


def test_a_burst_that_a_shutdown_cuts_short_loses_nothing_that_was_submitted(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=1, max_size=1, queue_capacity=0, rejection="caller_runs", arrival_rate=0.1)
    lab.act_at(1.0, "burst")
    lab.act_at(1.5, "shut_down")
    lab.clock.run(until=30.0)

    state = lab.snapshot().state
    conserved(state)
    assert state["producer"] is None
    assert state["totals"]["finished"] == state["totals"]["submitted"] < 20


def test_without_a_bound_the_producer_holds_back_where_the_memory_ends(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=1, max_size=1, queue_capacity=None, arrival_rate=500.0)
    lab.clock.run(until=5.0)

    state = lab.snapshot().state
    assert state["producer"]["state"] == "out_of_memory"
    assert MOST_QUEUED - 10 <= len(state["queue"]) <= MOST_QUEUED
    assert lab.metrics(5.0)["held_back"] > 0
