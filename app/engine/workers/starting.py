"""Starting the thread of a worker, and what becomes of its task if the system has no thread to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.workers.ending import see_to_the_end
from app.engine.workers.worker import Worker, work

if TYPE_CHECKING:
    from app.engine.workers.state import PoolState


def start(pool: PoolState, worker: Worker) -> None:
    """Start the thread of a worker that has been hired. Without the lock: it takes time, and may let others run.

    Raises what the clock raises, if there is no other worker to do the task, which then fails with it too.
    """
    try:
        pool.clock.spawn(work, pool, worker, name=worker.name, daemon=True)
    except BaseException as error:
        if not _leave_to_others(pool, worker, error):
            raise


def _leave_to_others(pool: PoolState, worker: Worker, error: BaseException) -> bool:
    """The worker will never be. Its task waits for another one, first in the queue; False if there is none."""
    with pool.lock:
        task, worker.task = worker.task, None
        assert task is not None
        others = len(pool.workers) > 1
        afterwards = pool.put_back(task) if others else pool.finish(task, worker.name, None, error)
        pool.end(worker, "no_thread")
    afterwards()
    see_to_the_end(pool)
    return others
