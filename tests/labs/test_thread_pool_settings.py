"""Settings of the thread pool lab: bad ones are refused in words, good ones take effect while it runs."""

from __future__ import annotations

import pytest

from app.labs import LabError
from app.labs.thread_pool import ThreadPoolLab

from .conftest import MakeThreads
from .thread_pool_runs import LIVE_CHANGES, events


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("core_size", 0, "core_size must be a whole number from 1 to 256"),
        ("max_size", -1, "max_size must be a whole number from 1 to 256"),
        ("max_size", 257, "max_size must be a whole number from 1 to 256"),
        ("core_size", 257, "core_size must be a whole number from 1 to 256"),
        ("max_size", 3, "max_size must be at least core_size (4), not 3"),
        ("core_size", 9, "core_size must be at most max_size (8), not 9"),
        ("queue_capacity", -1, "queue_capacity must be a whole number from 0 to 500 or null"),
        ("rejection", "panic", "rejection must be one of abort, caller_runs, discard, discard_oldest"),
        ("arrival_rate", 0, "arrival_rate must be a number from 0.1 to 500"),
    ],
)
def test_a_bad_value_is_refused_with_field_and_bound_and_changes_nothing(
    make_threads: MakeThreads, name: str, value: object, words: str
) -> None:
    lab = make_threads()
    with pytest.raises(LabError) as caught:
        lab.set(name, value)

    assert (caught.value.code, caught.value.field, caught.value.message) == ("out_of_range", name, words)
    assert caught.value.allowed
    assert lab.params == ThreadPoolLab.parse({})[0]


def test_a_maximum_that_nobody_named_follows_the_core() -> None:
    params, notices = ThreadPoolLab.parse({"core_size": "84", "wait_time": "0.1"}, lenient=True)

    assert (params.core_size, params.max_size, params.wait_time) == (84, 84, 0.1)
    assert not notices
    assert ThreadPoolLab.parse({"core_size": 2})[0].max_size == 8


def test_a_link_with_a_maximum_below_the_core_falls_back_with_a_notice() -> None:
    params, notices = ThreadPoolLab.parse({"core_size": "20", "max_size": "10", "cores": "2"}, lenient=True)

    assert (params.core_size, params.max_size, params.cores) == (20, 20, 2)
    assert notices == ["max_size must be at least core_size (20), not 10; the default is used"]


@pytest.mark.parametrize("core_size", [0, -3, 257, "many", 2.5, None])
def test_a_core_that_cannot_be_is_refused_as_such(core_size: object) -> None:
    with pytest.raises(LabError) as caught:
        ThreadPoolLab.parse({"core_size": core_size})

    assert caught.value.field == "core_size"
    assert caught.value.message == "core_size must be a whole number from 1 to 256"


def test_two_sizes_changed_at_one_moment_both_take_effect(make_threads: MakeThreads) -> None:
    for seed in range(5):  # either change may come to its turn first
        lab = make_threads(seed=seed)
        lab.set_at(1.0, "max_size", 30)
        lab.set_at(1.0, "core_size", 30)
        lab.clock.run(until=2.0)
        assert (lab.pool.options.core_size, lab.pool.options.limit) == (30, 30)


@pytest.mark.parametrize("name", [name for name in LIVE_CHANGES if name not in ("core_size", "max_size")])
def test_a_live_parameter_takes_effect_while_it_runs(make_threads: MakeThreads, name: str) -> None:
    lab = make_threads()
    value = LIVE_CHANGES[name][0] if getattr(lab.params, name) != LIVE_CHANGES[name][0] else LIVE_CHANGES[name][1]
    lab.set_at(1.0, name, value)
    lab.clock.run(until=2.0)

    options, tasks = lab.pool.options, lab.producer.tasks.params
    held = {field: getattr(options, field) for field in ("queue_capacity", "growth", "rejection", "keep_alive")}
    held |= {field: getattr(tasks, field) for field in ("wait_time", "compute_time", "spread", "long_share")}
    held |= {"failure_rate": tasks.failure_rate, "cores": lab.floor.cores.count, "gil": lab.floor.gil}
    assert held.get(name, value) == value
    assert getattr(lab.params, name) == value
    assert events(lab, "lab.set")[0].row()[2:] == [name, value]


def test_arrivals_come_at_the_rate_of_the_slider(make_threads: MakeThreads) -> None:
    lab = make_threads(arrival_rate=10.0)
    lab.set_at(10.0, "arrival_rate", 50.0)
    lab.clock.run(until=30.0)

    times = [event.t for event in events(lab, "task.submitted")]
    # A Poisson count has a standard deviation of its square root; four of them are never left by this seed.
    assert sum(t < 10 for t in times) == pytest.approx(100, abs=40)
    assert sum(t >= 10 for t in times) == pytest.approx(1000, abs=130)
