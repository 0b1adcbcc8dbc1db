"""Goals of the thread pool lab tick when what they say has happened, and not before."""

from __future__ import annotations

from typing import Any

import pytest

from app.labs.thread_pool import ThreadPoolLab

from .conftest import MakeThreads
from .thread_pool_runs import EVEN


def after(lab: ThreadPoolLab, goal: str, seconds: float, **args: object) -> dict[str, Any]:
    """How the goal stands so many seconds from now; on the way it must not be done before it says so."""
    watched = lab.watch(goal, args)
    begin, reached = lab.clock.now(), {}
    for n in range(1, 41):
        lab.clock.run(until=begin + seconds * n / 40)
        reached = watched.read(lab.clock.now())
        assert reached["done"] == (reached["progress"] == 1.0)
        assert 0.0 <= reached["progress"] <= 1.0
        assert reached["detail"]
    return reached


@pytest.mark.parametrize("goal", [spec.name for spec in ThreadPoolLab.goals])
def test_none_is_reached_by_looking_on(make_threads: MakeThreads, goal: str) -> None:
    assert not after(make_threads(), goal, 20.0)["done"]


def test_every_worker_is_busy_with_a_short_queue(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=20.0, core_size=4, max_size=4, wait_time=0.2, compute_time=0.0, **EVEN)
    reached = after(lab, "busy_short_queue", 30.0)

    assert reached["done"]
    assert 10.0 <= reached["t"] < 12.0


@pytest.mark.parametrize("rate", [16.0, 40.0])
def test_with_too_few_tasks_or_too_many_it_is_not_reached(make_threads: MakeThreads, rate: float) -> None:
    lab = make_threads(arrival_rate=rate, core_size=4, max_size=4, wait_time=0.2, compute_time=0.0, **EVEN)

    assert not after(lab, "busy_short_queue", 30.0)["done"]


def test_the_pool_is_saturated_when_a_task_finds_no_room(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=60.0, queue_capacity=10)
    reached = after(lab, "saturation", 10.0)

    first = next(event for event in lab.journal if event.kind == "task.rejected")
    assert (reached["done"], reached["t"]) == (True, first.t)


def test_without_a_bound_it_is_saturated_when_the_queue_is_long(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=60.0, queue_capacity=None)
    reached = after(lab, "saturation", 10.0, length=30)

    assert reached["done"]
    assert "30 of 30 tasks queued" in reached["detail"]


def test_all_four_policies_have_to_be_seen(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=60.0, queue_capacity=2)
    for t, policy in ((2.0, "caller_runs"), (4.0, "discard"), (6.0, "discard_oldest")):
        lab.set_at(t, "rejection", policy)
    watched = lab.watch("four_policies")
    lab.clock.run(until=6.0)
    assert watched.read(6.0)["progress"] == 0.75
    lab.clock.run(until=8.0)
    assert watched.read(8.0)["done"]


def test_both_orders_of_growth_have_to_be_seen(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=40.0, queue_capacity=2, core_size=2, max_size=4)
    watched = lab.watch("both_growths")
    lab.clock.run(until=3.0)
    assert watched.read(3.0)["progress"] == 0.5
    lab.set_at(3.0, "growth", "cpython")
    lab.set_at(3.0, "max_size", 8)
    lab.clock.run(until=6.0)
    assert watched.read(6.0)["done"]


def test_the_producer_is_slowed_by_tasks_of_its_own(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=60.0, queue_capacity=2, rejection="caller_runs")

    assert after(lab, "slowed_producer", 5.0)["done"]


@pytest.mark.parametrize(("action", "done"), [("shut_down", True), ("shut_down_now", False)])
def test_a_pool_is_drained_by_one_kind_of_shutdown(make_threads: MakeThreads, action: str, done: bool) -> None:
    lab = make_threads()
    lab.act_at(1.0, "burst")
    lab.act_at(1.1, action)

    assert after(lab, "drained", 10.0)["done"] is done


def test_cores_starve_while_every_worker_waits(make_threads: MakeThreads) -> None:
    few = make_threads(arrival_rate=40.0, core_size=4, max_size=4, wait_time=0.5, compute_time=0.02)
    assert after(few, "starvation", 15.0)["done"]

    enough = make_threads(arrival_rate=40.0, core_size=80, max_size=80, wait_time=0.5, compute_time=0.2, cores=1)
    assert not after(enough, "starvation", 15.0)["done"]  # here the core is what all wait for


def test_short_tasks_wait_behind_long_ones(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=1, max_size=1, long_share=0.05, arrival_rate=3.0, queue_capacity=None)
    assert after(lab, "head_of_line", 120.0)["done"]

    overloaded = make_threads(core_size=1, max_size=1, arrival_rate=20.0, queue_capacity=None)
    assert not after(overloaded, "head_of_line", 60.0)["done"]  # they wait, but behind short ones


def test_one_long_task_before_many_short_ones_blocks_the_only_worker(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=1, max_size=1, arrival_rate=0.1, **EVEN)
    lab.act_at(1.0, "burst", {"tasks": 20, "long_tasks": 1})

    assert after(lab, "head_of_line", 9.0)["done"]


def test_a_poisoned_pool_shows_itself(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=2, max_size=2, arrival_rate=4.0)
    lab.act_at(1.0, "poison")
    assert not after(lab, "notice_poison", 20.0)["done"]  # one worker is left
    lab.act_at(21.0, "poison")
    reached = after(lab, "notice_poison", 60.0)

    assert reached["done"]
    assert reached["detail"].startswith("utilisation 100 %, 0.0 tasks done a second")


def test_long_tasks_are_no_poison(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=1, max_size=1, wait_time=10.0, arrival_rate=4.0)

    assert not after(lab, "notice_poison", 40.0)["done"]


def test_a_goal_set_in_the_middle_of_a_run_knows_what_is_going_on(make_threads: MakeThreads) -> None:
    lab = make_threads(core_size=2, max_size=2, arrival_rate=4.0)
    lab.act_at(1.0, "poison")
    lab.act_at(1.1, "poison")
    lab.clock.run(until=10.0)

    assert after(lab, "notice_poison", 6.0)["done"]
