"""The theory beside the thread pool lab: what it says where it holds, and what it says of the gap where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import theory
from app.labs.thread_pool import ThreadPoolLab
from app.labs.thread_pool.params import Params

from .conftest import MakeThreads


def said(lab: ThreadPoolLab, seconds: float = 60.0) -> dict[str, dict[str, Any]]:
    lab.clock.run(until=seconds)
    return {entry["name"]: entry for entry in lab.theory()}


def broken(entry: dict[str, Any]) -> list[str]:
    return [it["text"] for it in entry["assumes"] if it["holds"] is False]


def test_it_says_nothing_before_some_tasks_have_ended(make_threads: MakeThreads) -> None:
    assert said(make_threads(), 1.0) == {}


@pytest.mark.parametrize("params", [{}, {"gil": True}, {"pattern": "burst"}, {"arrival_rate": 60.0}])
def test_littles_law_holds_for_any_traffic(make_threads: MakeThreads, params: dict[str, object]) -> None:
    entry = said(make_threads(**params))["little"]

    assert entry["measured"] == pytest.approx(entry["value"], rel=0.05)
    assert not broken(entry)
    assert "the two agree" in entry["sentence"]


def test_a_pool_that_fills_up_is_no_case_for_littles_law(make_threads: MakeThreads) -> None:
    entry = said(make_threads(arrival_rate=30.0, queue_capacity=None))["little"]

    assert entry["measured"] > 1.5 * entry["value"]
    assert broken(entry)


def test_erlangs_wait_is_that_of_tasks_that_only_wait() -> None:
    params, _ = ThreadPoolLab.parse(
        {"compute_time": 0.0, "wait_time": 0.2, "spread": 1.0, "core_size": 4, "max_size": 4, "queue_capacity": None,
         "arrival_rate": 16.0}
    )  # fmt: skip
    measured = ThreadPoolLab.measure(params, 800.0)["queue_time_mean"]

    # Times from 0 to twice the mean vary a third as much as exponential ones.
    expected = theory.erlang_wait(4, 16.0 * 0.2, 0.2) * theory.variability_factor(1.0, 1 / 3)
    assert measured == pytest.approx(expected, rel=0.15)


def test_erlangs_wait_is_shown_beside_the_measured_one_for_every_size(make_threads: MakeThreads) -> None:
    entry = said(make_threads(compute_time=0.0, core_size=4, max_size=4, queue_capacity=None))["erlang_wait"]

    curve = dict(entry["curve"])
    assert (entry["at"], entry["value"]) == (4, curve[4])
    assert curve[2] is None
    assert curve[5] < curve[4]
    assert entry["measured"] < entry["value"]  # these run times vary less than exponential ones
    assert "Allen and Cunneen" in entry["sentence"]


def test_bursts_break_erlangs_assumptions_and_the_sentence_says_so(make_threads: MakeThreads) -> None:
    entry = said(make_threads(compute_time=0.0, core_size=4, max_size=4, pattern="burst"))["erlang_wait"]

    assert "Tasks come by chance, whatever the pool does (Poisson)" in broken(entry)
    assert "ten at a time" in entry["sentence"]


def test_a_pool_with_too_much_to_do_has_no_erlang_wait(make_threads: MakeThreads) -> None:
    entry = said(make_threads(compute_time=0.0, core_size=2, max_size=2, arrival_rate=30.0))["erlang_wait"]

    assert entry["value"] is None
    assert "without end" in entry["sentence"]


def test_where_tasks_share_cores_erlang_has_nothing_to_say(make_threads: MakeThreads) -> None:
    assert "erlang_wait" not in said(make_threads(compute_time=0.1, cores=2))
    assert "erlang_wait" not in said(make_threads(compute_time=0.1, cores=64, gil=True))


DOCUMENT = {"cores": 4, "wait_time": 0.2, "compute_time": 0.01, "arrival_rate": 500.0, "spread": 0.0}


def test_the_documents_84_threads_keep_four_cores_busy(make_threads: MakeThreads) -> None:
    found = said(make_threads(core_size=84, max_size=84, **DOCUMENT), 6.0)

    assert found["sizing"]["value"] == 84
    assert "4 × (1 + 200 ms / 10 ms) = 84 threads" in found["sizing"]["sentence"]
    assert found["cores_busy"]["measured"] > 3.6


def test_half_as_many_keep_half_of_them_busy(make_threads: MakeThreads) -> None:
    entry = said(make_threads(core_size=42, max_size=42, **DOCUMENT), 6.0)["cores_busy"]

    assert entry["value"] == pytest.approx(2.0, rel=0.02)
    assert entry["measured"] == pytest.approx(2.0, rel=0.05)


def test_under_the_gil_a_quarter_of_them_is_enough(make_threads: MakeThreads) -> None:
    found = said(make_threads(core_size=84, max_size=84, gil=True, **DOCUMENT), 6.0)

    assert found["sizing"]["value"] == 21
    assert "under the GIL one thread computes at a time" in found["sizing"]["sentence"]
    assert found["cores_busy"]["value"] == 1.0
    assert found["cores_busy"]["measured"] == pytest.approx(1.0, rel=0.05)


def test_no_number_of_threads_keeps_cores_busy_that_have_nothing_to_compute(make_threads: MakeThreads) -> None:
    assert "sizing" not in said(make_threads(compute_time=0.0))


def test_a_change_begins_it_anew(make_threads: MakeThreads) -> None:
    lab = make_threads()
    lab.set_at(30.0, "arrival_rate", 4.0)

    entry = said(lab, 60.0)["little"]
    assert entry["seconds"] == pytest.approx(30.0)
    assert entry["measured"] < 2


def test_every_entry_has_the_form_of_the_other_labs(make_threads: MakeThreads) -> None:
    for params in ({}, {"compute_time": 0.0}, {"gil": True, "wait_time": 0.0}, {"rejection": "caller_runs"}):
        for entry in said(make_threads(arrival_rate=30.0, **params), 20.0).values():
            assert {"name", "label", "law", "formula", "unit", "value", "measured", "inputs", "assumes", "sentence",
                    "badge", "seconds", "samples"} <= entry.keys()  # fmt: skip
            assert entry["sentence"].endswith(".")


def test_the_defaults_are_a_pool_that_is_neither_idle_nor_full() -> None:
    values = ThreadPoolLab.measure(Params(), 60.0)

    assert values.keys() == {metric.name for metric in ThreadPoolLab.metrics_declared}
    assert values["utilisation"] is not None
    assert 0.5 < values["utilisation"] < 0.9
    assert values["rejected"] == 0
