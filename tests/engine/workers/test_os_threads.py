"""The same invariants with threads in the order of the operating system: a crowd on one pool, which is shaken."""

from __future__ import annotations

import random
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, as_completed, wait
from typing import Any

import pytest

from app.engine import Journal, ScaledClock, TaskRejected, ThreadPool
from tests.engine.workers.possible import PossibleWorkers

PATIENCE = 60.0  # real seconds; far more than anything takes


@pytest.fixture(autouse=True)
def quick_switches() -> Iterator[None]:
    """Threads change places far more often than usual, also between two steps of a decision."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


class Crowd:
    """Threads outside the clock that submit, cancel and wait, and what came of it."""

    def __init__(self, pool: ThreadPool) -> None:
        self.pool = pool
        self.runs: Counter[tuple[int, int]] = Counter()
        self.futures: list[Future[Any]] = []
        self.refused = 0
        self.errors: list[BaseException] = []
        self._lock = threading.Lock()

    def submit(self, who: int, rounds: int) -> None:
        rng = random.Random(who)
        mine: list[Future[Any]] = []
        for n in range(rounds):
            try:
                future = self.pool.submit(self._task, who, n)
            except TaskRejected:
                with self._lock:
                    self.refused += 1
                continue
            mine.append(future)
            if rng.random() < 0.2:
                rng.choice(mine).cancel()
            if rng.random() < 0.05:
                wait(mine[-5:], PATIENCE)
        assert len(list(as_completed(mine, PATIENCE))) == len(mine)
        with self._lock:
            self.futures += mine

    def _task(self, who: int, n: int) -> tuple[int, int]:
        with self._lock:
            self.runs[who, n] += 1
        if n % 7 == 0:
            raise ValueError(n)
        return who, n

    def run(self, threads: int, rounds: int, *others: Any) -> None:
        def guarded(do: Any, *args: Any) -> None:
            try:
                do(*args)
            except BaseException as error:
                self.errors.append(error)

        jobs = [(self.submit, who, rounds) for who in range(threads)] + [(other,) for other in others]
        all_of_them = [threading.Thread(target=guarded, args=job, daemon=True) for job in jobs]
        for thread in all_of_them:
            thread.start()
        for thread in all_of_them:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "somebody waits for ever"
        assert self.errors == []


def shake(pool: ThreadPool, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(60):
        core_size = rng.randint(1, 5)
        pool.configure(
            core_size=core_size,
            max_size=core_size + rng.randint(0, 3),
            queue_capacity=rng.choice([None, 0, 1, 10]),
            rejection=rng.choice(["abort", "caller_runs", "discard", "discard_oldest"]),
            growth=rng.choice(["java", "cpython"]),
            keep_alive=rng.choice([0, 0.0005, 60.0]),
        )
        assert pool.stats().queued >= 0
        repr(pool)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_under_stress(seed: int) -> None:
    with ScaledClock() as clock:
        journal = Journal(clock, capacity=1_000_000, strict=True)
        pool = ThreadPool(2, max_size=4, queue_capacity=8, clock=clock, journal=journal)
        crowd = Crowd(pool)
        crowd.run(5, 300, lambda: shake(pool, seed))
        pool.shutdown()

        assert set(crowd.runs.values()) <= {1}, "run twice"
        assert all(future.done() for future in crowd.futures), "lost"
        cancelled = sum(future.cancelled() for future in crowd.futures)
        stats = pool.stats()
        assert len(crowd.runs) == len(crowd.futures) - cancelled == stats.finished
        assert stats.cancelled + stats.discarded == cancelled
        assert stats.submitted == 5 * 300 == len(crowd.futures) + crowd.refused
        story = PossibleWorkers().follow(journal)
        assert (story.over, story.queue, story.running) == (True, [], {})
        assert clock.failure is None


def test_a_shutdown_in_the_middle_of_everything_leaves_nobody_waiting() -> None:
    for n in range(10):
        with ScaledClock() as clock:
            journal = Journal(clock, capacity=1_000_000, strict=True)
            pool = ThreadPool(3, max_size=6, queue_capacity=20, clock=clock, journal=journal, keep_alive=0.0001)
            accepted: list[Future[Any]] = []

            def submit(pool: ThreadPool = pool, accepted: list[Future[Any]] = accepted) -> None:
                try:
                    for _ in range(100_000):
                        try:
                            accepted.append(pool.submit(abs, -1))
                        except TaskRejected:
                            continue
                except RuntimeError:
                    assert pool.is_shut_down

            threads = [threading.Thread(target=submit, daemon=True) for _ in range(3)]
            for thread in threads:
                thread.start()
            while len(accepted) < 100:
                wait(accepted[-10:], PATIENCE)
            pool.shutdown(cancel_futures=n % 2 == 0)
            with pool.lock:
                assert pool.view() == ([], [])
            for thread in threads:
                thread.join(PATIENCE)
            done, not_done = wait(accepted, PATIENCE)
            assert not not_done
            assert all(future.cancelled() or future.result() == 1 for future in done)
            assert PossibleWorkers().follow(journal).over


def test_closing_the_clock_in_the_middle_leaves_nobody_waiting() -> None:
    for _ in range(20):
        clock = ScaledClock()
        pool = ThreadPool(3, clock=clock)
        futures = [pool.submit(clock.sleep, 0.0001 * (n % 3)) for n in range(60)]
        wait(futures[:5], PATIENCE)
        clock.close()
        assert not wait(futures, PATIENCE).not_done
        pool.shutdown()


def test_a_pool_may_be_looked_at_while_it_works() -> None:
    with ScaledClock() as clock:
        pool = ThreadPool(2, max_size=4, queue_capacity=50, rejection="caller_runs", clock=clock)
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                with pool.lock:
                    workers, queue = pool.view()
                    assert len({worker.name for worker in workers}) == len(workers)
                    tasks = [worker.task.number for worker in workers if worker.task] + [task.number for task in queue]
                    assert len(set(tasks)) == len(tasks), "in two places at a time"
                    assert not (queue and any(worker.state == "idle" for worker in workers))

        looker = threading.Thread(target=look, daemon=True)
        looker.start()
        Crowd(pool).run(3, 300)
        done.set()
        looker.join(PATIENCE)
        pool.shutdown()
