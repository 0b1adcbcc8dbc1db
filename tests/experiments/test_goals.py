"""The goal of `thread-sizing`: near the best of a sweep, with a few runs of one size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.experiments.finished import finished, history_key
from app.experiments.thread_sizing.lab import ThreadSizingExperiment


@pytest.fixture
def experiment() -> Iterator[ThreadSizingExperiment]:
    params, _ = ThreadSizingExperiment.parse({"sizes": "21"})
    with ThreadSizingExperiment(params) as found:
        yield found


def measured(experiment: ThreadSizingExperiment, rates: dict[int, float], **values: Any) -> None:
    """Have a result in the history."""
    params, _ = experiment.parse({"sizes": ", ".join(map(str, rates)), **values})
    rows = [{"series": "python", "x": size, "median": rate} for size, rate in rates.items()]
    experiment.history[history_key(params)] = finished({"params": experiment.order(params), "rows": rows}, [])


def test_a_size_near_the_best_of_the_sweep_is_found(experiment: ThreadSizingExperiment) -> None:
    goal = experiment.watch("near_best")
    assert "sweep first" in goal.read(0.0)["detail"]
    measured(experiment, {1: 5.0, 8: 40.0, 42: 100.0, 128: 80.0})
    assert goal.read(0.0)["detail"] == "no single size tried yet"
    measured(experiment, {4: 20.0})
    assert goal.read(0.0)["progress"] == pytest.approx(20 / 95, abs=0.001)
    assert goal.read(0.0)["detail"] == "4 threads: 20 % of the best; 1 of 4 tries"
    measured(experiment, {21: 97.0}, compute_time=0.02)  # another task: it does not count
    assert not goal.read(0.0)["done"]
    measured(experiment, {32: 96.0})
    assert goal.read(0.0)["done"]


def test_too_many_tries_are_too_many(experiment: ThreadSizingExperiment) -> None:
    goal = experiment.watch("near_best", {"tries": 1})
    measured(experiment, {1: 5.0, 8: 40.0, 42: 100.0, 128: 80.0})
    measured(experiment, {8: 40.0})
    measured(experiment, {42: 100.0})
    standing = goal.read(0.0)
    assert (standing["done"], standing["progress"]) == (False, 0.99)


def test_only_the_latest_results_are_kept(experiment: ThreadSizingExperiment) -> None:
    for size in range(1, 12):
        measured(experiment, {size: 1.0})
    assert len(experiment.history) == 8
