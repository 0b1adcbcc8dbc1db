"""How stamps become figures, on stamps whose figures are known."""

from __future__ import annotations

import pytest

from app.experiments.tape import LEAD, NANO, Tape, joined
from app.experiments.thread_sizing.marks import cycle, is_crowded, marks
from app.experiments.thread_sizing.point import Span, Usage
from app.experiments.thread_sizing.reading import figures, stretch, throughput, without_first
from tests.experiments.support import check_recording


def spans(count: int, length: float, *, who: int = 0, wait: float = 0.5) -> list[Span]:
    """So many tasks one after another, each `length` seconds long, and waiting for a part of it."""
    found = []
    for number in range(count):
        began, ended = round(number * length * NANO), round((number + 1) * length * NANO)
        found.append(Span(who, began, began, began + round(wait * length * NANO), ended))
    return found


def test_tasks_that_are_under_way_count_in_part() -> None:
    assert throughput(spans(10, 0.2), 0, NANO, crowded=False) == pytest.approx(5.0)
    assert throughput(spans(10, 0.2), NANO // 10, NANO // 2, crowded=False) == pytest.approx(5.0)


def test_of_a_crowd_the_computing_counts_and_not_the_waiting_in_step() -> None:
    """Three threads wait together for 0.2 s, and then share a core for as long."""
    three = [span for who in range(3) for span in spans(5, 0.4, who=who)]
    assert throughput(three, 0, 2 * NANO, crowded=True) == pytest.approx(7.5)
    assert throughput(three, round(0.2 * NANO), round(0.4 * NANO), crowded=True) == pytest.approx(15.0)
    assert throughput(three, 0, round(0.2 * NANO), crowded=True) == 0.0


def test_threads_are_crowded_when_they_want_more_than_the_cores_do() -> None:
    assert [is_crowded(threads, 0.2, 0.01, 1) for threads in (1, 16, 21, 128)] == [False, False, True, True]
    assert [is_crowded(threads, 0.2, 0.01, 2) for threads in (16, 32, 42)] == [False, False, True]
    assert is_crowded(1, 0.0, 0.01, 1)
    assert cycle(16, 0.2, 0.01, 1) == pytest.approx(0.36)


def test_figures_are_of_the_tasks_that_ended_in_the_window() -> None:
    found = figures([*spans(10, 0.1), Span(1, 0, 0, 0, 9 * NANO)], 0, NANO, [Usage(0.5, 10, 20), Usage(0.25, 1, 2)])
    assert found["latency_p50"] == found["latency_p95"] == pytest.approx(0.1)
    assert found["compute_p50"] == pytest.approx(0.05)
    assert (found["cores_used"], found["involuntary"], found["voluntary"]) == (0.75, 11, 22)
    assert found["tasks"] == 10


def test_the_first_task_of_each_thread_does_not_count() -> None:
    both = [*spans(3, 0.1), *spans(2, 0.2, who=1)]
    assert [(span.who, span.began) for span in without_first(both)] == [
        (0, NANO // 10), (0, NANO // 5), (1, NANO // 5)
    ]  # fmt: skip
    assert without_first(spans(1, 0.1)) == spans(1, 0.1)


def test_a_stretch_begins_with_who_is_under_way() -> None:
    all_spans = [*spans(10, 0.1), *spans(5, 0.2, who=1)]
    tape = stretch(all_spans, round(0.25 * NANO), round(0.45 * NANO), name="python-2", label="2", threads=2)
    events = joined([tape])
    variant = check_recording(events)["python-2"]
    assert variant["most"] == 2
    states = [
        (round(t - LEAD, 9), fields["who"], fields["state"]) for t, kind, fields in events if kind == "thread.state"
    ]
    assert (0.0, "W1", "computing") in states  # its task began at 0.2, and computes from 0.25 on
    assert (0.0, "W2", "waiting") in states  # from 0.2 to 0.3
    assert (0.05, "W2", "computing") in states


def test_recordings_are_joined_with_a_breath_between() -> None:
    tapes = []
    for begin in (500, 100):
        tape = Tape()
        tape.at(begin * NANO).append("run.variant", variant="v", label="v", workers=1, mode="threads")
        tape.at((begin + 1) * NANO).append("run.finished", variant="v", took=1.0)
        tapes.append(tape)
    assert [t for t, _, _ in joined([*tapes, Tape()])] == pytest.approx([LEAD, LEAD + 1.0, LEAD + 1.03, LEAD + 2.03])


def test_the_knee_is_the_smallest_size_near_the_best() -> None:
    rates = {1: 5.0, 21: 88.0, 42: 96.0, 84: 100.0, 128: 90.0}
    rows = [{"series": "python", "x": x, "median": rate} for x, rate in rates.items()]
    found = {mark["name"]: mark for mark in marks(rows, 2, 0.2, 0.01, gil=True)}
    assert {name: mark["x"] for name, mark in found.items()} == {
        "formula": 42, "formula-gil": 21, "formula-4": 84, "knee-python": 42, "best-python": 84
    }  # fmt: skip
    assert "formula-gil" not in {mark["name"] for mark in marks(rows, 2, 0.2, 0.01, gil=False)}
