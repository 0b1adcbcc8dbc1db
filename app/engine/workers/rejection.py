"""What becomes of a task for which there is no worker and no place in the queue: Java's four policies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.engine.workers.futures import TaskFuture, attempt

if TYPE_CHECKING:
    from app.engine.workers.state import PoolState

Afterwards = Callable[[], object]


class TaskRejected(RuntimeError):
    """There was no room for a task, and the pool's policy is to say so to whoever submits it."""


def abort(pool: PoolState, task: TaskFuture) -> Afterwards:
    """Tell the caller."""
    pool.turn_away(task, "abort")
    raise TaskRejected(
        f"all {len(pool.workers)} workers are busy, and {len(pool.queue)} tasks wait of at most {pool.options.room}"
    )


def caller_runs(pool: PoolState, task: TaskFuture) -> Afterwards:
    """Let the caller do it: while it does, it submits nothing more."""
    pool.turn_away(task, "caller_runs")
    who = threading.current_thread().name
    pool.run_outside(task, who)
    return partial(_run_here, pool, task, who)


def discard(pool: PoolState, task: TaskFuture) -> Afterwards:
    """Forget the new task: its Future is cancelled."""
    pool.turn_away(task, "discard")
    return pool.discard(task)


def discard_oldest(pool: PoolState, task: TaskFuture) -> Afterwards:
    """Forget the task that has waited for longest, and take the new one (which goes itself if there is no queue).

    In a queue that has been made shorter, so many of them that there is room.
    """
    pool.turn_away(task, "discard_oldest")
    room = pool.options.room
    if not room:
        return pool.discard(task)
    call_backs = [pool.discard(pool.oldest()) for _ in range(len(pool.queue) - room + 1)]
    pool.enqueue(task)
    return partial(_all_of, call_backs)


def _all_of(call_backs: list[Afterwards]) -> None:
    for call_back in call_backs:
        call_back()


def _run_here(pool: PoolState, task: TaskFuture, who: str) -> None:
    result, error = attempt(task)
    with pool.lock:
        call_back = pool.finish(task, who, result, error)
    call_back()
    if isinstance(error, KeyboardInterrupt):  # it was meant for this thread, whatever it was doing
        raise error


# With the pool's lock held; what they return is to be done without it.
REJECTION: Mapping[str, Callable[[PoolState, TaskFuture], Afterwards]] = MappingProxyType(
    {"abort": abort, "caller_runs": caller_runs, "discard": discard, "discard_oldest": discard_oldest}
)
