"""Where tasks are: numbered, queued, begun, finished, turned away, dropped; and the Future and the journal told so."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from app.engine.clock import Clock
from app.engine.journal import Journal, Row
from app.engine.workers.futures import DONE, RUNNING, TaskFuture, nothing
from app.engine.workers.options import ThreadPoolOptions
from app.engine.workers.scribe import FINISHED, FINISHED_FIELDS, STARTED, STARTED_FIELDS, writer
from app.engine.workers.stats import Tally

Afterwards = Callable[[], object]


class Desk:
    """Part of a ThreadPool. Every method is called with `lock` held; none of them waits, wakes, or starts a thread.

    What is to be done without the lock (waking, starting threads, calling back) is returned, to be called then.
    """

    options: ThreadPoolOptions

    def __init__(self, clock: Clock, journal: Journal | None) -> None:
        self.lock = threading.Lock()
        self.clock = clock
        self.queue: OrderedDict[int, TaskFuture] = OrderedDict()  # by number; the first is done next
        self.tally = Tally()
        self.note: Callable[..., float] = journal.append if journal is not None else self._only_the_time
        self._write = writer(journal)
        self._now = clock.now

    def _only_the_time(self, kind: str, **fields: Any) -> float:
        return self.clock.now()

    def enqueue(self, task: TaskFuture, *, first: bool = False) -> None:
        """A task waits, after all others or (it has lost its worker) before them."""
        self.queue[task.number] = task
        if first:
            self.queue.move_to_end(task.number, last=False)
        self.tally.longest_queue = max(self.tally.longest_queue, len(self.queue))
        self.note("task.queued", task=task.number, position=1 if first else len(self.queue))

    def oldest(self) -> TaskFuture:
        """The task that has waited for longest."""
        return next(iter(self.queue.values()))

    def begin(self, task: TaskFuture, who: str, now: float) -> Row:
        """From `now` on `who` runs the task: it can no longer be cancelled. Returns the event, to be written."""
        task._state, task.began = RUNNING, now
        wait_time = round(now - task.since, 9)
        self.tally.wait_time.add(wait_time)
        return now, STARTED, STARTED_FIELDS, (task.number, who, wait_time)

    def run_outside(self, task: TaskFuture, who: str) -> None:
        """`who`, no worker, begins to run the task."""
        self._write(self.begin(task, who, self._now()))

    def finish(self, task: TaskFuture, who: str, result: Any, error: BaseException | None) -> Afterwards:
        """`who`, a worker no more or none at all, is done with the task (see `PoolState.turn` for a worker)."""
        now = self._now()
        run_time = round(now - task.began, 9)
        self.tally.run_time.add(run_time)
        self.tally.failed += error is not None
        name = None if error is None else type(error).__name__
        with task.gate:
            self._write((now, FINISHED, FINISHED_FIELDS, (task.number, who, run_time, name)))
            task.settle(result, error)
        return task.call_back

    def turn_away(self, task: TaskFuture, policy: str) -> None:
        """There is no room for the task."""
        self.tally.rejected[policy] += 1
        self.note("task.rejected", task=task.number, policy=policy)

    def discard(self, task: TaskFuture) -> Afterwards:
        """A task will not be done, for want of room."""
        self.queue.pop(task.number, None)
        self.tally.discarded += 1
        return self._never(task, "task.discarded")

    def drop(self, task: TaskFuture, reason: str) -> Afterwards:
        """A task that waits will not be done, for somebody wants it so."""
        del self.queue[task.number]
        self.tally.cancelled += 1
        return self._never(task, "task.cancelled", reason=reason)

    def cancel(self, task: TaskFuture) -> Afterwards | None:
        """Somebody does not want the result; None if it is too late for that."""
        if task._state in (RUNNING, DONE):
            return None
        return self.drop(task, "caller") if task.number in self.queue else nothing

    def _never(self, task: TaskFuture, kind: str, **fields: str) -> Afterwards:
        with task.gate:
            self.note(kind, task=task.number, **fields)
            task.settle_cancelled()
        return task.call_back
