"""Settings: every one can be changed while the pool works, and a bad one is named with its bound."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest

from app.engine import ThreadPool
from app.engine.workers import ThreadPoolOptions
from tests.engine.workers.lab import Lab

CHANGES = {
    "core_size": 3, "max_size": 5, "queue_capacity": 1, "rejection": "discard", "growth": "cpython", "keep_alive": 0.5,
}  # fmt: skip

BAD = [
    ("core_size", 0, "at least 1"), ("core_size", -3, "at least 1"), ("core_size", 1.5, "a whole number"),
    ("core_size", None, "a whole number"), ("core_size", "2", "a whole number"),
    ("max_size", 0, "at least 1"), ("max_size", -1, "at least 1"), ("max_size", 1, r"at least core_size \(2\)"),
    ("max_size", 2.5, "a whole number"),
    ("queue_capacity", -1, "at least 0"), ("queue_capacity", 0.5, "a whole number"),
    ("rejection", "ignore", "one of abort, caller_runs, discard, discard_oldest"), ("rejection", None, "one of"),
    ("growth", "go", "one of java, cpython"),
    ("keep_alive", -0.1, "at least 0 s"), ("keep_alive", float("nan"), "at least 0 s"),
    ("keep_alive", float("inf"), "at least 0 s"), ("keep_alive", None, "at least 0 s"),
]  # fmt: skip


def test_the_changes_below_are_all_the_settings_there_are() -> None:
    assert set(CHANGES) == {field.name for field in dataclasses.fields(ThreadPoolOptions) if field.init}


def test_the_pool_takes_every_setting_with_the_same_default() -> None:
    parameters = inspect.signature(ThreadPool).parameters
    for field in dataclasses.fields(ThreadPoolOptions):
        if field.init and field.name != "core_size":
            assert parameters[field.name].default == field.default, field.name


@pytest.mark.parametrize(("name", "value", "bound"), BAD)
def test_a_bad_setting_is_named_with_its_bound(lab: Lab, name: str, value: Any, bound: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be .*{bound}.*not {value!r}"):
        lab.make_pool(**({"core_size": 2} | {name: value}))
    assert lab.journal.position == 0


@pytest.mark.parametrize(("name", "value", "bound"), BAD)
def test_a_bad_change_is_named_and_changes_nothing(lab: Lab, name: str, value: Any, bound: str) -> None:
    if (name, value) == ("max_size", None):
        return
    pool = lab.make_pool(2, max_size=4)
    before = pool.options, lab.journal.position
    with pytest.raises(ValueError, match=f"^{name} must be .*{bound}"):
        pool.configure(**{name: value})
    assert (pool.options, lab.journal.position) == before


def test_a_core_above_the_maximum_is_named(lab: Lab) -> None:
    pool = lab.make_pool(2, max_size=4)
    with pytest.raises(ValueError, match=r"max_size must be at least core_size \(5\), not 4"):
        pool.resize(core_size=5)


def test_an_unknown_setting_is_named(lab: Lab) -> None:
    with pytest.raises(TypeError, match="colour"):
        lab.make_pool().configure(colour="red")


@pytest.mark.parametrize(("name", "value"), CHANGES.items())
def test_a_setting_can_be_changed_while_the_pool_works(lab: Lab, name: str, value: Any) -> None:
    pool = lab.make_pool(2, max_size=4, queue_capacity=20)
    lab.at(0, lambda: [lab.submit(label) for label in range(6)])
    lab.at(0.5, pool.configure, **{name: value})
    lab.at(2.5, lab.submit, "late")
    lab.run(until=20)

    assert getattr(pool.options, name) == value
    assert len(lab.ran) == 7
    assert len(lab.events("threads.resized")) == 1


def test_without_a_maximum_of_its_own_the_maximum_follows_the_core(lab: Lab) -> None:
    pool = lab.make_pool(2)
    pool.resize(5)
    assert (pool.stats().core_size, pool.stats().max_size) == (5, 5)


def test_a_larger_core_takes_up_what_is_queued(lab: Lab) -> None:
    pool = lab.make_pool(1)
    lab.at(0, lambda: [lab.submit(label) for label in range(4)])
    lab.at(0.5, pool.resize, 3)
    lab.run(until=9)

    assert [(event.t, event.reason) for event in lab.events("worker.started")] == [
        (0.0, "core"), (0.5, "resized"), (0.5, "resized"),
    ]  # fmt: skip
    assert lab.ran == [0, 1, 2, 3]


def test_a_larger_maximum_takes_up_what_is_queued_in_cpythons_order_only(lab: Lab) -> None:
    for growth, workers in (("java", 1), ("cpython", 3)):
        pool = lab.make_pool(1, growth=growth)
        lab.do(lambda pool=pool: [pool.submit(lab.clock.sleep, 1.0) for _ in range(5)])
        pool.resize(max_size=3)
        assert pool.stats().workers == workers
        lab.clock.close()
        lab.__init__()  # type: ignore[misc]


def test_idle_workers_too_many_end_at_once_and_busy_ones_after_their_task(lab: Lab) -> None:
    pool = lab.make_pool(4)
    lab.at(0, lambda: [lab.submit(n, seconds) for n, seconds in enumerate((1, 1, 5, 5))])
    lab.at(2, lambda: [lab.submit(label) for label in "AB"])
    lab.at(2.5, pool.resize, 1, 1)
    lab.at(2.5, lambda: [lab.submit(label) for label in "CDE"])
    lab.run(until=30)

    assert sorted((event.t, event.reason) for event in lab.events("worker.ended")) == [
        (3.0, "resized"), (3.0, "resized"), (5.0, "resized"),
    ]  # fmt: skip
    assert lab.ran[-3:] == ["C", "D", "E"]
    assert pool.stats().workers == 1


def test_a_queue_made_too_short_keeps_what_is_in_it(lab: Lab) -> None:
    pool = lab.make_pool(1, rejection="discard")
    lab.at(0, lambda: [lab.submit(label) for label in range(5)])
    lab.at(0.5, pool.configure, queue_capacity=2)
    lab.at(0.6, lab.submit, "too early")
    lab.at(2.5, lab.submit, "too early")
    lab.at(3.5, lab.submit, "in time")
    lab.run(until=30)

    assert lab.ran == [0, 1, 2, 3, 4, "in time"]


def test_a_shorter_keep_alive_holds_for_those_that_are_idle_already(lab: Lab) -> None:
    pool = lab.make_pool(1, max_size=2, queue_capacity=0, keep_alive=100.0)
    lab.at(0, lambda: [lab.submit(label) for label in range(2)])
    lab.at(5, pool.configure, keep_alive=10.0)
    lab.run(until=50)

    assert [event.t for event in lab.events("worker.ended")] == [11.0]
    assert sorted(lab.told("worker.idle")[2:4]) == [("worker-1", 11.0), ("worker-2", 11.0)]


def test_a_smaller_core_lets_idle_workers_go_after_a_while(lab: Lab) -> None:
    pool = lab.make_pool(3, max_size=3, keep_alive=4.0)
    lab.at(0, lambda: [lab.submit(label) for label in range(3)])
    lab.at(2, pool.resize, 1)
    lab.run(until=50)

    assert [(event.t, event.reason) for event in lab.events("worker.ended")] == [(5.0, "keep_alive")] * 2
