"""The variants without processes: one task after another, a pool of threads, and a new thread for each task."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from app.experiments.executors.stage import Trial, Workers
from app.experiments.tape import NANO, Tape, now

Tasks = Sequence[Callable[[], Any]]


def one_after_another(tasks: Tasks, state: str) -> Trial:
    """No pool, no thread: what the document calls "without pool"."""
    tape = Tape()
    workers = Workers(tape, "main")
    workers.arrive()
    start = now()
    for number, task in enumerate(tasks, 1):
        workers.work(number, workers.submitted(number, "task"), state, task)
    took = (now() - start) / NANO
    workers.dismiss()
    return Trial(took, tape, sum(workers.cpu), {"threads": 0})


def in_a_pool(tasks: Tasks, state: str, size: int) -> Trial:
    """The document's program: submit all tasks, collect results as they complete."""
    tape = Tape()
    workers = Workers(tape)
    start = now()
    with ThreadPoolExecutor(max_workers=size, initializer=workers.arrive) as executor:
        future_to_task = {
            executor.submit(workers.work, number, workers.submitted(number, "task"), state, task): number
            for number, task in enumerate(tasks, 1)
        }
        for future in as_completed(future_to_task):
            future.result()
        took = (now() - start) / NANO
    workers.dismiss()
    return Trial(took, tape, sum(workers.cpu), {"threads": len(workers.names)})


def a_thread_each(tasks: Tasks, state: str) -> Trial:
    """A new thread for every task, and no pool."""
    tape = Tape()
    workers = Workers(tape)

    def run(number: int, submitted: int, task: Callable[[], Any]) -> None:
        workers.arrive()
        try:
            workers.work(number, submitted, state, task)
        finally:
            workers.leave()

    start = now()
    threads = []
    for number, task in enumerate(tasks, 1):
        thread = threading.Thread(target=run, args=(number, workers.submitted(number, "task"), task))
        threads.append(thread)
        thread.start()
    for thread in threads:
        thread.join()
    took = (now() - start) / NANO
    return Trial(took, tape, sum(workers.cpu), {"threads": len(workers.names)})
