"""A worker: one thread of a pool, what it does now, and its life from the first task to the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.engine.clock import ClockClosed, Waiter
from app.engine.workers.ending import clock_closed, see_to_the_end
from app.engine.workers.futures import LOGGER, TaskFuture
from app.engine.workers.patience import get

if TYPE_CHECKING:
    from app.engine.workers.state import PoolState


class Worker:
    """Guarded by the lock of the pool. A busy one has a `task`, but while it calls back for the last one."""

    __slots__ = ("ended", "ident", "name", "said_idle", "since", "task", "until", "waiter")

    def __init__(self, name: str, task: TaskFuture) -> None:
        self.name = name
        self.task: TaskFuture | None = task
        self.since = 0.0  # when it began what it does now, or began to be idle
        self.until: float | None = None  # when it ends if it is idle until then
        self.said_idle = False  # the journal knows that it is idle, and until when
        self.ended = False
        self.ident: int | None = None  # of its thread
        self.waiter: Waiter | None = None  # what it waits on while it is idle

    @property
    def state(self) -> str:
        """busy, idle or ended."""
        return "ended" if self.ended else "idle" if self.said_idle and self.task is None else "busy"

    def rouse(self) -> Callable[[], object]:
        """What tells an idle worker to look; to be called without the lock, for it may let others run first."""
        assert self.waiter is not None
        return self.waiter.wake

    def __repr__(self) -> str:
        doing = "" if self.task is None else f", task {self.task.number}"
        return f"<Worker {self.name} [{self.state}{doing}]>"


def work(pool: PoolState, worker: Worker) -> None:
    """What the thread of a worker does: the task that it was started for, then one after the other."""
    worker.ident = threading.get_ident()
    lock, turn = pool.lock, pool.turn
    task = worker.task
    while task is not None:
        result = error = None
        try:
            result = task.fn(*task.args, **task.kwargs)
        except BaseException as raised:
            error = raised
        task.fn = task.args = task.kwargs = None
        lock.acquire(False) or get(lock)
        try:
            following = turn(worker, task, result, error)
        finally:
            lock.release()
        if following is None:
            result = error = None  # an idle worker keeps nothing alive
            if task.callbacks:
                following = after_callbacks(pool, worker, task)
            task = None
            if following is None and not worker.ended:
                following = idle(pool, worker)
        task = following
    see_to_the_end(pool)


def after_callbacks(pool: PoolState, worker: Worker, task: TaskFuture) -> TaskFuture | None:
    """Tell those who wanted to be told, and only then see what is next."""
    try:
        task.call_back()
    except BaseException:  # whatever it is, it is not the worker's
        LOGGER.critical("%s: a callback of task %d", worker.name, task.number, exc_info=True)
    with pool.lock:
        return pool.what_next(worker, pool.clock.now())


def idle(pool: PoolState, worker: Worker) -> TaskFuture | None:
    """Wait for a task; None: the worker has ended."""
    while True:
        assert worker.waiter is not None
        try:
            woken = worker.waiter.wait(worker.until)
        except ClockClosed:
            clock_closed(pool, worker)
            return None
        if worker.task is not None:
            return worker.task  # whoever gave it had done all the rest before: no need to look with the lock
        with pool.lock:
            if worker.task is not None or worker.ended:
                return worker.task
            if not woken and pool.expire(worker):
                return None
            pool.lie_down(worker, pool.clock.now())
