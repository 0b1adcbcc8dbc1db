"""What a pool says of itself: stats, view and journal tell one story."""

from __future__ import annotations

import dataclasses

import pytest

from app.engine import Journal
from app.engine.events import VOCABULARY
from app.engine.workers.scribe import writer
from tests.engine.workers.lab import Lab


def test_every_number_means_what_it_says(lab: Lab) -> None:
    pool = lab.make_pool(1, max_size=2, queue_capacity=2, rejection="discard")

    def scene() -> None:
        futures = [lab.submit(label, 2.0, ValueError() if label == 0 else None) for label in range(5)]
        lab.clock.sleep(1.0)
        futures[2].cancel()

    lab.at(0, scene)
    lab.run(until=1.5)
    stats = pool.stats()
    assert (stats.workers, stats.busy, stats.idle, stats.queued, stats.max_wait) == (2, 2, 0, 1, 1.5)
    assert (stats.submitted, stats.finished, stats.failed) == (5, 0, 0)
    assert (stats.cancelled, stats.discarded, stats.rejected) == (1, 1, {"discard": 1})
    lab.run(until=9)

    stats = pool.stats()
    assert (stats.finished, stats.failed, stats.idle, stats.largest, stats.longest_queue) == (3, 1, 2, 2, 2)
    assert (stats.wait_time.count, stats.wait_time.total, stats.wait_time.max) == (3, 2.0, 2.0)
    assert (stats.run_time.count, stats.run_time.mean) == (3, 2.0)


def test_a_snapshot_does_not_change(lab: Lab) -> None:
    pool = lab.make_pool(1)
    before = pool.stats()
    with pytest.raises(dataclasses.FrozenInstanceError):
        before.workers = 3  # type: ignore[misc]
    lab.do(lambda: lab.submit("A"))
    assert (before.submitted, pool.stats().submitted) == (0, 1)


def test_view_shows_the_workers_what_each_does_since_when_and_the_queue(lab: Lab) -> None:
    pool = lab.make_pool(2, max_size=3, queue_capacity=2, keep_alive=10.0)
    lab.at(0, lab.submit, "A", 0.5)
    lab.at(1, lambda: [lab.submit(label, 9.0) for label in "BCD"])
    lab.run(until=2)
    with pool.lock:
        workers, queue = pool.view()
    assert [(worker.name, worker.state, worker.since, worker.until) for worker in workers] == [
        ("worker-1", "busy", 1.0, None), ("worker-2", "busy", 1.0, None),
    ]  # fmt: skip
    assert [worker.task.number for worker in workers if worker.task] == [3, 2]
    assert [(task.number, task.since) for task in queue] == [(4, 1.0)]
    assert repr(workers[0]) == "<Worker worker-1 [busy, task 3]>"


def test_an_idle_worker_says_since_when_and_until_when(lab: Lab) -> None:
    pool = lab.make_pool(1, max_size=2, queue_capacity=0, keep_alive=10.0)
    lab.at(0, lambda: [lab.submit(label) for label in "AB"])
    lab.run(until=2)
    assert [(worker.state, worker.since, worker.until) for worker in pool.view()[0]] == [("idle", 1.0, 11.0)] * 2
    assert repr(pool.view()[0][0]) == "<Worker worker-1 [idle]>"


def test_the_journal_tells_a_task_from_its_submission_to_its_end(lab: Lab) -> None:
    lab.make_pool(1)
    lab.at(0, lambda: [lab.submit("A"), lab.submit("B", 0.5, OSError())])
    lab.run(until=3)

    assert [[event.t, event.kind, *event.values] for event in lab.journal][1:] == [
        [0.0, "task.submitted", 1, None, "doer-1"],
        [0.0, "worker.started", "worker-1", "core"],
        [0.0, "task.started", 1, "worker-1", 0.0],
        [0.0, "task.submitted", 2, None, "doer-1"],
        [0.0, "task.queued", 2, 1],
        [1.0, "task.finished", 1, "worker-1", 1.0, None],
        [1.0, "task.started", 2, "worker-1", 1.0],
        [1.5, "task.finished", 2, "worker-1", 0.5, "OSError"],
        [1.5, "worker.idle", "worker-1", None],
    ]


class Time:
    """A clock that is set by hand."""

    t = 1.0

    def now(self) -> float:
        return self.t


def row(t: float) -> tuple[float, str, tuple[str, ...], tuple[object, ...]]:
    return t, "task.queued", VOCABULARY["task.queued"], (1, 2)


def test_what_is_written_in_one_go_is_what_append_would_have_written() -> None:
    one, other = Journal(Time(), strict=True), Journal(Time(), strict=True)
    writer(one)(row(1.0), row(1.0))
    for _ in range(2):
        other.append("task.queued", task=1, position=2)
    assert list(one) == list(other)
    assert (one.position, one.read(0)) == (other.position, other.read(0))


def test_a_stamp_never_goes_back() -> None:
    journal = Journal(time := Time())
    time.t = 5.0
    journal.append("task.discarded", task=1)
    writer(journal)(row(4.0), row(4.0))
    time.t = 4.5
    journal.append("task.discarded", task=1)
    writer(journal)(row(6.0))
    assert [event.t for event in journal] == [5.0, 5.0, 5.0, 5.0, 6.0]


def test_a_closed_journal_stays_as_it_is() -> None:
    journal = Journal(Time())
    journal.close()
    writer(journal)(row(1.0))
    assert journal.position == 0


def test_a_bounded_journal_forgets_and_counts() -> None:
    journal = Journal(Time(), capacity=3)
    for _ in range(4):
        writer(journal)(row(1.0), row(1.0))
    assert (len(journal), journal.position, journal.dropped) == (3, 8, 5)


def test_a_journal_of_another_kind_is_written_to_by_its_own_append() -> None:
    class Loud(Journal):
        heard = 0

        def append(self, kind: str, **fields: object) -> float:
            self.heard += 1
            return super().append(kind, **fields)

    journal = Loud(Time())
    writer(journal)(row(1.0), row(1.0))
    assert (journal.heard, journal.position) == (2, 2)
    with pytest.raises(TypeError):
        writer(Journal(Time(), vocabulary={"task.queued": ("other",)}))(row(1.0))
