"""Both experiments run for real, with tiny parameters: what must be true of any run on any machine."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

import pytest

from app.experiments import EXPERIMENTS
from app.experiments.figures import middle, p95
from app.experiments.runner import ChildRun
from app.experiments.words import of_the_machine
from tests.experiments.support import WAIT, check_recording

SLEEP: dict[str, Any] = {"work": "sleep", "scale": 0.05, "repeats": 2, "sizes": "1, 10, 40", "tasks": 12}
COMPUTE: dict[str, Any] = {"work": "compute", "numbers": 20_000, "repeats": 1, "sizes": "1, 2"}
SIZES: dict[str, Any] = {
    "wait_time": 0.02, "compute_time": 0.001, "window": 0.05, "repeats": 2, "sizes": "1, 4", "processes": 2
}  # fmt: skip


@lru_cache
def _run(slug: str, values: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    experiment = EXPERIMENTS[slug]
    params, _ = experiment.parse(dict(values))
    message = ChildRun(experiment.program, experiment.order(params), WAIT).run(lambda progress: None)
    result = message["result"]
    result["params"] = experiment.order(params)
    result["sentences"] = experiment.sentences(result)
    return message


def run(slug: str, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """The result, its rows by name, and the events; the same run for every test that asks for the same."""
    message = _run(slug, tuple(values.items()))
    return message["result"], {row["name"]: row for row in message["result"]["rows"]}, message["events"]


# One thread can do no more than 1 / 0.05 tasks a second, on the fastest machine; four can do more on a slow one.
WAITS: dict[str, Any] = {**SIZES, "work": "python", "wait_time": 0.05, "window": 0.1}

ALL = [
    ("executors", SLEEP),
    ("executors", COMPUTE),
    ("thread-sizing", WAITS),
    ("thread-sizing", {**SIZES, "work": "compare"}),
    ("thread-sizing", {**SIZES, "work": "cpu"}),
]


@pytest.mark.parametrize(("slug", "values"), ALL)
def test_a_result_says_what_it_was_measured_on_and_its_recording_is_possible(slug: str, values: dict[str, Any]) -> None:
    result, rows, events = run(slug, values)
    assert result["machine"]["cores"] >= 1
    assert result["machine"]["python"] == sys.version.split()[0]
    assert result["machine"]["switch_interval"] == pytest.approx(0.005), "that of an interpreter left alone"
    assert result["n"] == values["repeats"]
    assert len(rows) == len(result["rows"]), "names are unique"
    for row in rows.values():
        assert 0 < row["median"] <= row["p95"]
        assert len(row["runs"]) in (0, result["n"])
    assert result["sentences"]
    variants = check_recording(events)
    recorded = result["recorded"]
    assert (recorded["variants"], recorded["events"], recorded["seconds"]) == (
        len(variants),
        len(events),
        events[-1][0],
    )
    kinds = EXPERIMENTS[slug].describe()["events"]
    for _, kind, fields in events:
        assert list(fields) == kinds[kind]


def test_ten_workers_wait_faster_than_one() -> None:
    _, rows, events = run("executors", SLEEP)
    # The better of two runs: a machine that has other things to do may stall one of them.
    assert min(rows["pool-10"]["runs"]) < min(rows["pool-1"]["runs"]) / 2
    assert min(rows["thread-each"]["runs"]) < min(rows["sequential"]["runs"]) / 2
    for row in rows.values():
        if row["series"] == "waiting":
            assert row["median"] >= row["extra"]["expected"] * 0.99, "nobody sleeps for less than was asked"
    assert rows["pool-10"]["extra"]["threads"] <= 10
    assert rows["pool-40"]["extra"]["threads"] <= 12, "no thread is made for which there is no task"
    variants = check_recording(events)
    for each in variants.values():
        assert sorted(each["tasks"]) == list(range(1, 13))
        assert all(len(stamps) == 3 for stamps in each["tasks"].values()), "submitted, started and finished, once"
    assert variants["pool-1"]["most"] == variants["sequential"]["most"] == 1


def test_processes_compute_at_once_and_take_time_to_start() -> None:
    result, rows, events = run("executors", COMPUTE)
    cold, warm = rows["processes-2"], rows["processes-2-warm"]
    assert 0 < cold["extra"]["first_breath"] <= cold["extra"]["start_up"] <= cold["median"]
    assert warm["extra"]["start_up"] is None
    assert warm["median"] < cold["median"]
    assert rows["submit-process"]["median"] > rows["submit-thread"]["median"]
    if result["machine"]["gil"]:
        assert rows["threads-2"]["extra"]["cores_used"] < 1.2
    first = {
        fields["who"]: t for t, kind, fields in events if kind == "worker.started" and fields["reason"] == "process"
    }
    assert set(first) <= {"P1", "P2"}


def test_more_threads_get_more_done_while_tasks_wait() -> None:
    _, rows, _ = run("thread-sizing", WAITS)
    most_of_one = 1 / WAITS["wait_time"]
    assert max(rows["python-1"]["runs"]) <= most_of_one * 1.01
    assert max(rows["python-4"]["runs"]) > most_of_one


def test_every_curve_has_figures_and_a_knee() -> None:
    result, rows, _ = run("thread-sizing", {**SIZES, "work": "compare"})
    for series in ("python", "native", "processes"):
        one, four = rows[f"{series}-1"], rows[f"{series}-4"]
        assert one["unit"] == four["unit"] == "1/s"
        for row in (one, four):
            extra = row["extra"]
            assert 0 < extra["compute_p50"] <= extra["latency_p50"] <= extra["latency_p95"]
            assert extra["latency_p50"] >= SIZES["wait_time"] * 0.99
            assert row["median"] <= row["x"] / SIZES["wait_time"] * 1.01, "more than if computing took no time"
            assert extra["cores_used"] > 0
    marks = {mark["name"]: mark for mark in result["marks"]}
    assert marks["formula"]["x"] == pytest.approx(result["machine"]["cores"] * 21)
    assert marks["formula-4"]["x"] == pytest.approx(84)
    for series in ("python", "native", "processes"):
        assert marks[f"knee-{series}"]["x"] <= marks[f"best-{series}"]["x"]
        assert marks[f"knee-{series}"]["y"] >= 0.95 * marks[f"best-{series}"]["y"]


def test_threads_that_only_compute_use_one_core_under_a_gil() -> None:
    result, rows, _ = run("thread-sizing", {**SIZES, "work": "cpu"})
    if result["machine"]["gil"]:
        assert rows["cpu-4"]["extra"]["cores_used"] < 1.3
    assert rows["cpu-1"]["extra"]["involuntary"] >= 0


def test_a_machine_that_was_not_quiet_is_told_of() -> None:
    assert of_the_machine({"load": 0.1, "cores": 2}) == []
    assert of_the_machine({"load": None, "cores": 2}) == []
    assert "not quiet" in of_the_machine({"load": 3.0, "cores": 2})[0]


def test_median_and_p95_are_of_what_was_measured() -> None:
    assert p95([3.0, 1.0, 2.0]) == 3.0
    assert p95(range(1, 101)) == 96
    assert middle([5.0, 1.0, 3.0]) == 2
