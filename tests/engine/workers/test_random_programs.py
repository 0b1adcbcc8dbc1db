"""Invariants under chance: whatever is submitted, cancelled, resized and shut down, in whatever order of threads."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import TaskRejected, as_completed, wait
from tests.engine.workers.lab import Lab
from tests.engine.workers.possible import PossibleWorkers

# Few different moments, so that much happens at the same instant.
moments = st.integers(0, 20).map(lambda tenths: tenths / 10)
spans = st.integers(0, 6).map(lambda tenths: tenths / 10)
sizes = st.integers(1, 4)


@dataclass(frozen=True)
class Producer:
    at: float
    pause: float  # between two tasks
    tasks: int
    seconds: float
    fate: str  # what its tasks do: "ok", "fails", "nests" (submits another), "calls back"
    then: str  # what it does in the end: "waits", "takes as completed", "cancels", "leaves"


@dataclass(frozen=True)
class Act:
    at: float
    name: str
    value: Any


@dataclass(frozen=True)
class Program:
    seed: int
    core_size: int
    more: int | None
    options: dict[str, Any]
    producers: list[Producer]
    acts: list[Act]


producers = st.builds(
    Producer,
    at=moments,
    pause=st.sampled_from([0.0, 0.0, 0.1]),
    tasks=st.integers(1, 8),
    seconds=spans,
    fate=st.sampled_from(["ok", "ok", "fails", "nests", "calls back"]),
    then=st.sampled_from(["waits", "takes as completed", "cancels", "leaves"]),
)
acts = st.one_of(
    st.builds(Act, moments, st.just("resize"), st.tuples(sizes, sizes)),
    st.builds(Act, moments, st.just("configure"), st.sampled_from([
        {"queue_capacity": None}, {"queue_capacity": 0}, {"queue_capacity": 1}, {"growth": "java"},
        {"growth": "cpython"}, {"rejection": "discard"}, {"rejection": "caller_runs"}, {"keep_alive": 0},
        {"keep_alive": 0.2}, {"rejection": "discard_oldest"}, {"rejection": "abort"},
    ])),
    st.builds(Act, moments, st.just("cancel"), st.integers(0, 9)),
    st.builds(Act, moments, st.just("shutdown"), st.tuples(st.booleans(), st.booleans())),
)  # fmt: skip
programs = st.builds(
    Program,
    seed=st.integers(0, 2**16),
    core_size=sizes,
    more=st.none() | st.integers(0, 3),
    options=st.fixed_dictionaries(
        {
            "queue_capacity": st.none() | st.integers(0, 4),
            "rejection": st.sampled_from(["abort", "caller_runs", "discard", "discard_oldest"]),
            "growth": st.sampled_from(["java", "cpython"]),
            "keep_alive": st.sampled_from([0.0, 0.1, 0.5, 60.0]),
        }
    ),
    producers=st.lists(producers, min_size=1, max_size=6),
    acts=st.lists(acts, max_size=5),
)

ENOUGH = 200.0  # model seconds: whatever has not ended by then never will


class Run:
    """A program at work on a pool: what was accepted, and how often each task was really run."""

    def __init__(self, program: Program) -> None:
        self.lab = lab = Lab(program.seed)
        self.futures: list[Future[Any]] = []
        self.runs: Counter[int] = Counter()  # by the order of submission attempts
        self.called: Counter[int] = Counter()  # callbacks, by id of the future
        self.refused = 0
        self.labels = 0
        top = None if program.more is None else program.core_size + program.more
        self.pool = lab.make_pool(program.core_size, max_size=top, **program.options)
        for number, producer in enumerate(program.producers, 1):
            lab.clock.spawn(self._produce, producer, name=f"producer-{number}")
        for act in program.acts:
            lab.at(act.at, self._act, act)

    def _produce(self, producer: Producer) -> None:
        clock = self.lab.clock
        clock.sleep(producer.at)
        mine: list[Future[Any]] = []
        for _ in range(producer.tasks):
            future = self._submit(producer)
            if future is not None:
                mine.append(future)
            if producer.pause:
                clock.sleep(producer.pause)
        if producer.then == "waits":
            assert not wait(mine).not_done
        elif producer.then == "takes as completed":
            assert Counter(map(id, as_completed(mine))) == Counter(map(id, mine))
        elif producer.then == "cancels":
            for future in mine:
                future.cancel()

    def _submit(self, producer: Producer) -> Future[Any] | None:
        self.labels += 1
        try:
            future = self.pool.submit(self._task, self.labels, producer)
        except TaskRejected:
            self.refused += 1
            return None
        except RuntimeError:
            assert self.pool.is_shut_down
            return None
        self.futures.append(future)
        if producer.fate == "calls back":
            future.add_done_callback(self._call_back)
        return future

    def _task(self, label: int, producer: Producer) -> int:
        self.runs[label] += 1
        if producer.seconds:
            self.lab.clock.sleep(producer.seconds)
        if producer.fate == "fails":
            raise ValueError(label)
        if producer.fate == "nests" and self.labels < 200:
            self._submit(Producer(0, 0, 1, 0.1, "ok", "leaves"))
        return label

    def _call_back(self, future: Future[Any]) -> None:
        assert future.done()
        self.called[id(future)] += 1
        self.lab.clock.sleep(0.05)

    def _act(self, act: Act) -> None:
        if act.name == "resize":
            core_size, more = act.value
            self.pool.resize(core_size, core_size + more - 1)
        elif act.name == "configure":
            self.pool.configure(**act.value)
        elif act.name == "cancel":
            for future in self.futures[act.value :: 3]:
                future.cancel()
        else:
            wait, cancel_futures = act.value
            self.pool.shutdown(wait, cancel_futures=cancel_futures)
            if wait:
                with self.pool.lock:
                    assert self.pool.view() == ([], [])


def check(run: Run) -> None:
    """Every task was run once or not at all, and its future, the stats and the journal say the same."""
    pool, lab = run.pool, run.lab
    story = PossibleWorkers().follow(lab.journal)
    stats = pool.stats()
    assert all(future.done() for future in run.futures), "lost"
    assert set(run.runs.values()) <= {1}, "run twice"
    cancelled = sum(future.cancelled() for future in run.futures)
    assert sum(run.runs.values()) == len(run.futures) - cancelled == stats.finished
    assert stats.submitted == len(run.futures) + run.refused == story.submitted
    assert stats.submitted == stats.finished + stats.cancelled + stats.discarded + stats.rejected.get("abort", 0)
    assert stats.cancelled + stats.discarded == cancelled
    assert stats.failed == sum(not f.cancelled() and f.exception() is not None for f in run.futures)
    assert run.refused == stats.rejected.get("abort", 0)
    assert set(run.called.values()) <= {1}, "called back twice"

    ends = Counter(story.ends.values())
    assert (ends["finished"], ends["cancelled"], ends["discarded"]) == (
        stats.finished, stats.cancelled, stats.discarded,
    )  # fmt: skip
    assert (story.queue, story.running, story.fresh, story.rejected) == ([], {}, None, {})
    with pool.lock:
        workers, queue = pool.view()
        assert queue == []
        assert [worker.name for worker in workers] == list(story.doing)
        assert {worker.name: worker.until for worker in workers} == story.idle, "all are idle"
    if not pool.is_shut_down:
        assert len(workers) <= pool.options.limit
        if pool.options.keep_alive < ENOUGH / 2:
            assert len(workers) <= pool.options.core_size
    else:
        assert story.over


@settings(max_examples=300)
@given(programs)
def test_no_task_is_lost_or_run_twice(program: Program) -> None:
    run = Run(program)
    run.lab.run(until=ENOUGH)
    try:
        check(run)
    finally:
        run.lab.clock.close()


@pytest.mark.parametrize("rejection", ["abort", "caller_runs", "discard", "discard_oldest"])
@pytest.mark.parametrize("growth", ["java", "cpython"])
def test_one_program_under_many_seeds_is_many_interleavings(growth: str, rejection: str) -> None:
    """Everything at the same few instants: only the seed decides who is first."""
    crowd = [
        Producer(0.0, 0.0, 4, 0.1, fate, then)
        for fate, then in [("ok", "waits"), ("fails", "cancels"), ("nests", "leaves"), ("calls back", "waits")]
    ]
    acts = [
        Act(0.0, "cancel", 0), Act(0.1, "resize", (1, 1)), Act(0.1, "cancel", 1), Act(0.1, "resize", (2, 3)),
        Act(0.2, "configure", {"keep_alive": 0}), Act(0.2, "shutdown", (True, False)), Act(0.2, "cancel", 2),
    ]  # fmt: skip
    options = {"queue_capacity": 3, "rejection": rejection, "growth": growth, "keep_alive": 0.1}
    stories = set()
    for seed in range(60):
        run = Run(Program(seed, 2, 2, options, crowd, acts))
        run.lab.run(until=ENOUGH)
        check(run)
        stories.add(str([event.row() for event in run.lab.journal]))
        run.lab.clock.close()
    assert len(stories) > 50, "the seeds must make a difference"
