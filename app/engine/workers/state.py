"""Everything that the lock of a thread pool guards, and every decision about workers: who does what, and who ends."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import Any

from app.engine.clock import Clock, elapsed
from app.engine.journal import Journal, Row
from app.engine.workers.desk import Afterwards, Desk
from app.engine.workers.futures import PENDING, TaskFuture, nothing
from app.engine.workers.growth import GROWTH
from app.engine.workers.options import ThreadPoolOptions
from app.engine.workers.rejection import REJECTION
from app.engine.workers.scribe import (
    FINISHED,
    FINISHED_FIELDS,
    IDLE,
    IDLE_FIELDS,
    QUEUED,
    QUEUED_FIELDS,
    SUBMITTED,
    SUBMITTED_FIELDS,
)
from app.engine.workers.starting import start
from app.engine.workers.stats import ThreadPoolStats
from app.engine.workers.worker import Worker


class PoolState(Desk):
    """See Desk for what holds of every method: the lock is held, and what it returns is to be done without it."""

    def __init__(self, options: ThreadPoolOptions, clock: Clock, journal: Journal | None, prefix: str) -> None:
        super().__init__(clock, journal)
        self.workers: dict[str, Worker] = {}
        self.idle: dict[Worker, None] = {}  # who has been idle for longest gets the next task
        self.shut_down = self.over = False
        self.ended: Future[None] = Future()  # done when the last worker has ended after a shutdown
        self._prefix = prefix
        self.set_options(options)

    def set_options(self, options: ThreadPoolOptions) -> None:
        self.options = options
        self._room, self._limit = options.room, options.limit
        self._grow, self._reject = GROWTH[options.growth], REJECTION[options.rejection]

    def note_sizes(self, kind: str) -> None:
        options = self.options
        self.note(
            kind,
            core_size=options.core_size,
            max_size=options.limit,
            queue_capacity=options.capacity,
            rejection=options.rejection,
            growth=options.growth,
            keep_alive=options.keep_alive,
        )

    # -- who does what -----------------------------------------------------------------------------------------

    def place(self, task: TaskFuture, who: str) -> Afterwards | None:
        """`who` submits a task: a new worker for it, an idle one, the queue, or what the rejection policy says."""
        if self.shut_down:
            raise RuntimeError("cannot schedule new futures after shutdown")
        tally, queue = self.tally, self.queue
        task.number = number = tally.submitted = tally.submitted + 1
        task.since = now = self._now()
        submitted = (now, SUBMITTED, SUBMITTED_FIELDS, (number, task.name, who))
        reason = self._grow(self) if len(self.workers) < self._limit else None
        waiting = len(queue)
        if reason is None and not self.idle and waiting < self._room:
            queue[number] = task
            if waiting >= tally.longest_queue:
                tally.longest_queue = waiting + 1
            self._write(submitted, (now, QUEUED, QUEUED_FIELDS, (number, waiting + 1)))
            return None
        if reason is None and self.idle:
            return self.hand_over(task, now, submitted)
        self._write(submitted)
        if reason is not None:
            return partial(start, self, self.hire(task, reason, now))
        return self._reject(self, task)

    def turn(self, worker: Worker, task: TaskFuture, result: Any, error: BaseException | None) -> TaskFuture | None:
        """A worker is done with a task, and gets the next one. None: it is idle, or has ended.

        Or its Future has somebody to call back: that may take long, or wait for another task, so none must be bound
        to this worker meanwhile. Then `what_next` is to be asked when they have been called.
        """
        now, tally = self._now(), self.tally
        tally.run_time.add(run_time := round(now - task.began, 9))
        name = None
        if error is not None:
            tally.failed += 1
            name = type(error).__name__
        finished = (now, FINISHED, FINISHED_FIELDS, (task.number, worker.name, run_time, name))
        following = worker.task = None
        with task.gate:
            if task.callbacks:
                self._write(finished)
            else:
                following = self.what_next(worker, now, finished)
            task.settle(result, error)
        return following

    def what_next(self, worker: Worker, now: float, *told: Row) -> TaskFuture | None:
        """What a worker that has no task does next: the first in the queue, or nothing (it is idle), or it ends.

        `told` are the events that led to this, still to be written.
        """
        worker.since = now
        if len(self.workers) > self._limit:
            self._write(*told)
            self.end(worker, "resized")
        elif self.queue:
            task = worker.task = self.queue.popitem(last=False)[1]
            self._write(*told, self.begin(task, worker.name, now))
            return task
        elif self.shut_down:
            self._write(*told)
            self.end(worker, "shutdown")
        else:
            self.idle[worker] = None
            self.lie_down(worker, now, *told)
        return None

    def hand_over(self, task: TaskFuture, now: float, *told: Row) -> Afterwards:
        """Give a task to the worker that has been idle for longest; it need not be asked: it looks when it wakes."""
        worker = next(iter(self.idle))
        del self.idle[worker]
        worker.since, worker.said_idle = now, False
        self._write(*told, self.begin(task, worker.name, now))
        worker.task = task  # last: it may be awake for another reason, and looks at this without the lock
        return worker.rouse()

    def put_back(self, task: TaskFuture) -> Afterwards:
        """A task has lost its worker before it ran: an idle one gets it, or it waits again, before all others."""
        task._state = PENDING
        self.enqueue(task, first=True)
        if not self.idle:
            return nothing
        return self.hand_over(self.queue.popitem(last=False)[1], self._now())

    # -- a worker's life -----------------------------------------------------------------------------------------

    def hire(self, task: TaskFuture, reason: str, now: float) -> Worker:
        """A new worker, for this task first; its thread is still to be started."""
        number = 1
        while (name := f"{self._prefix}-{number}") in self.workers:
            number += 1
        worker = self.workers[name] = Worker(name, task)
        self.tally.largest = max(self.tally.largest, len(self.workers))
        self.note("worker.started", who=name, reason=reason)
        worker.since = now
        self._write(self.begin(task, name, now))
        return worker

    def lie_down(self, worker: Worker, now: float, *told: Row) -> None:
        """A worker is idle, and ends when that has lasted too long, unless it belongs to the core."""
        surplus = len(self.workers) > self.options.core_size
        until = round(worker.since + self.options.keep_alive, 9) if surplus else None
        if not worker.said_idle or worker.until != until:
            self._write(*told, (now, IDLE, IDLE_FIELDS, (worker.name, until)))
        worker.until, worker.said_idle = until, True
        worker.waiter = self.clock.waiter()

    def expire(self, worker: Worker) -> bool:
        """A worker has been idle for `keep_alive`. False if it is needed as one of the core."""
        if len(self.workers) <= self.options.core_size:
            return False
        self.end(worker, "keep_alive")
        return True

    def dismiss(self, worker: Worker, reason: str) -> Afterwards:
        """An idle worker is no longer wanted."""
        self.end(worker, reason)
        return worker.rouse()

    def end(self, worker: Worker, reason: str) -> None:
        """A worker is no more; its thread finds that out when it next looks."""
        worker.ended = True
        self.idle.pop(worker, None)
        del self.workers[worker.name]
        self.note("worker.ended", who=worker.name, reason=reason)

    # -- reading -----------------------------------------------------------------------------------------------

    def stats(self) -> ThreadPoolStats:
        options, tally = self.options, self.tally
        first = next(iter(self.queue.values()), None)
        run_time = tally.run_time.read()
        return ThreadPoolStats(
            core_size=options.core_size,
            max_size=options.limit,
            queue_capacity=options.capacity,
            workers=len(self.workers),
            idle=len(self.idle),
            queued=len(self.queue),
            max_wait=elapsed(first.since, self._now()) if first else 0.0,
            submitted=tally.submitted,
            finished=run_time.count,
            failed=tally.failed,
            cancelled=tally.cancelled,
            discarded=tally.discarded,
            rejected=tally.rejected_by_policy(),
            largest=tally.largest,
            longest_queue=tally.longest_queue,
            wait_time=tally.wait_time.read(),
            run_time=run_time,
        )
