"""What the small things cost: making a thread, handing a task to a pool of threads or processes, starting a process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from app.experiments.executors.processes import pool, warmed
from app.experiments.executors.tasks import nothing
from app.experiments.figures import row
from app.experiments.tape import NANO, now

COUNT = 200  # of each; single ones are told in microseconds, and differ


def make_thread() -> dict[str, Any]:
    """Making, starting and joining a thread that does nothing."""

    def once() -> None:
        thread = threading.Thread(target=nothing)
        thread.start()
        thread.join()

    return _cost("make-thread", "make, start and join a thread", once)


def submit_task() -> dict[str, Any]:
    """An empty task through a pool of one thread that is there already, and its result back."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        return _through(executor, "submit-thread", "a task through a pool of threads")


def submit_to_process() -> dict[str, Any]:
    """The same through a pool of one process."""
    with pool(1) as executor:
        warmed(executor, 1)
        return _through(executor, "submit-process", "a task through a pool of processes")


def _through(executor: Executor, name: str, label: str) -> dict[str, Any]:
    executor.submit(nothing).result()
    return _cost(name, label, lambda: executor.submit(nothing).result())


def _cost(name: str, label: str, once: Callable[[], object]) -> dict[str, Any]:
    runs = []
    for _ in range(COUNT):
        start = now()
        once()
        runs.append((now() - start) / NANO)
    return {**row("costs", name, label, runs, count=COUNT), "runs": []}
