"""How a pool comes to its end: shut down by somebody, or because its clock was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.clock import ClockClosed

if TYPE_CHECKING:
    from app.engine.workers.state import PoolState
    from app.engine.workers.worker import Worker


def shut_down(pool: PoolState, *, cancel_futures: bool) -> None:
    """Take no more tasks. Idle workers end now, busy ones when nothing is queued any more."""
    with pool.lock:
        _take_no_more(pool, cancel_futures=cancel_futures)
        afterwards = [pool.drop(task, "shutdown") for task in list(pool.queue.values())] if cancel_futures else []
        afterwards += [pool.dismiss(worker, "shutdown") for worker in list(pool.idle)]
    for act in afterwards:
        act()
    see_to_the_end(pool)


def clock_closed(pool: PoolState, worker: Worker) -> None:
    """An idle worker hears that the clock was closed: nobody will be idle, or started, any more.

    What is queued is cancelled, so that nobody outside waits for it for ever; what this worker was just given
    fails with ClockClosed.
    """
    with pool.lock:
        _take_no_more(pool, cancel_futures=True)
        task, worker.task = worker.task, None
        afterwards = [pool.drop(waiting, "clock_closed") for waiting in list(pool.queue.values())]
        if task is not None:
            afterwards.append(pool.finish(task, worker.name, None, ClockClosed("the clock was closed")))
        if not worker.ended:
            pool.end(worker, "clock_closed")
    for act in afterwards:
        act()


def _take_no_more(pool: PoolState, *, cancel_futures: bool) -> None:
    if not pool.shut_down:
        pool.shut_down = True
        pool.note("threads.shutdown", cancel_futures=cancel_futures)


def see_to_the_end(pool: PoolState) -> None:
    """If the pool is shut down and its last worker has ended, tell those who wait for that. Without the lock."""
    with pool.lock:
        over = pool.shut_down and not pool.workers and not pool.over
        if over:
            pool.over = True
            pool.note("threads.ended")
    if over:
        pool.ended.set_result(None)
