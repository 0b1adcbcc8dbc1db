"""What a thread pool costs when tasks are tiny: from submission to result, beside the standard library's."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from app.engine import Journal, ScaledClock, ThreadPool
from bench.report import Figure, median

TASKS = 10_000
ROUNDS = 9
WORKERS = (1, 4, 8)
IN_FLIGHT = 32


def tiny() -> int:
    return 1


def all_at_once(pool: Executor) -> None:
    """Every task is submitted, then every result asked for."""
    for future in [pool.submit(tiny) for _ in range(TASKS)]:
        future.result()


def mapped(pool: Executor) -> None:
    """The same through `map`."""
    for _ in pool.map(abs, range(TASKS)):
        pass


def few_in_flight(pool: Executor) -> None:
    """The oldest result is asked for before the next task is submitted."""
    flying: deque[Future[Any]] = deque()
    for _ in range(TASKS):
        if len(flying) == IN_FLIGHT:
            flying.popleft().result()
        flying.append(pool.submit(tiny))
    for future in flying:
        future.result()


def one_at_a_time(pool: Executor) -> None:
    """Each result is asked for at once: two threads that wake each other in turn."""
    for _ in range(TASKS // 10):
        pool.submit(tiny).result()


# What is done, for how many tasks, and whether it is the throughput that has a bound.
LOADS: dict[str, tuple[Callable[[Executor], None], int, bool]] = {
    "all at once": (all_at_once, TASKS, True),
    "map": (mapped, TASKS, True),
    f"{IN_FLIGHT} in flight": (few_in_flight, TASKS, False),
    "one at a time": (one_at_a_time, TASKS // 10, False),
}


def run() -> Iterator[Figure]:
    """submit-to-result of tiny tasks, with a journal attached, against ThreadPoolExecutor"""
    for name, (load, tasks, bounded) in LOADS.items():
        for workers in WORKERS:
            ours, theirs = compare(load, tasks, workers)
            what = f"{name}, {workers} workers"
            yield Figure(f"{what}: ours, best of {ROUNDS} (median {median(ours):.2f})", min(ours), " µs")
            yield Figure(f"{what}: ThreadPoolExecutor (median {median(theirs):.2f})", min(theirs), " µs")
            yield Figure(f"{what}: ours / theirs", min(ours) / min(theirs), "×", 1.0 if bounded else None)


def compare(load: Callable[[Executor], None], tasks: int, workers: int) -> tuple[list[float], list[float]]:
    """Microseconds a task, in each round. They take turns, so that a busy moment of the machine hits both."""
    with (
        ScaledClock() as clock,
        ThreadPool(workers, clock=clock, journal=Journal(clock)) as ours,
        ThreadPoolExecutor(workers) as theirs,
    ):
        times: dict[Executor, list[float]] = {ours: [], theirs: []}
        for pool in times:
            load(pool)  # their threads are started
        for _ in range(ROUNDS):
            for pool, took in times.items():
                begin = time.perf_counter()
                load(pool)
                took.append((time.perf_counter() - begin) / tasks * 1e6)
        return times[ours], times[theirs]
