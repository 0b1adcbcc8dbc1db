"""A pool of threads that do tasks: a `concurrent.futures.Executor` with a bounded queue, on any of the clocks.

The rule that everything here follows: *decide with the lock, wait and wake without it*. Every change is written to
the journal while the lock is held, so its order is the order in which things were so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import fields
from typing import Any

from app.engine.clock import Clock, ScaledClock
from app.engine.journal import Journal
from app.engine.workers.ending import shut_down
from app.engine.workers.futures import TaskFuture, holds_baton
from app.engine.workers.options import ThreadPoolOptions
from app.engine.workers.patience import get
from app.engine.workers.resizing import fit
from app.engine.workers.state import PoolState
from app.engine.workers.stats import ThreadPoolStats
from app.engine.workers.waiting import wait_for_end, wait_for_result
from app.engine.workers.worker import Worker


class ThreadPool(Executor):
    """Does tasks in worker threads, daemons of `clock` (None: a ScaledClock of its own, at real speed).

    `core_size` workers are kept, up to `max_size` (None: core_size) may be; one beyond the core ends after it has
    been idle for `keep_alive` model seconds. `queue_capacity` tasks may wait (None: any number). `growth` says when
    a worker is started: "java" fills the core, then the queue, then goes up to the maximum, then rejects; "cpython"
    starts one whenever none is idle, up to the maximum, and then queues without bound, so it never rejects.
    `rejection` says what happens to a task for which there is no room: "abort" raises TaskRejected, "caller_runs"
    has the submitting thread do it, "discard" drops it, "discard_oldest" drops the task that has waited for longest;
    the Future of a dropped task is cancelled. ValueError names a setting that is out of bounds.

    Its threads are named "worker-1", …: the first number that is free. `name_task(fn, args, kwargs)` gives each task
    the name that its events have (None: they have none). `lock` is held for every decision; hold it to read a
    consistent `view()`.

    Two things are not as in the standard library: a pool that nobody shuts down keeps its threads although it is
    forgotten, and as they are daemons, the end of the program does not wait for what is queued.
    """

    def __init__(
        self,
        core_size: int,
        *,
        max_size: int | None = None,
        queue_capacity: int | None = None,
        rejection: str = "abort",
        growth: str = "java",
        keep_alive: float = 60.0,
        clock: Clock | None = None,
        journal: Journal | None = None,
        thread_name_prefix: str = "worker",
        name_task: Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], str] | None = None,
    ) -> None:
        options = ThreadPoolOptions(
            core_size=core_size,
            max_size=max_size,
            queue_capacity=queue_capacity,
            rejection=rejection,
            growth=growth,
            keep_alive=keep_alive,
        )
        own_clock = clock is None
        self._clock: Clock = clock or ScaledClock()
        self._state = state = PoolState(options, self._clock, journal, thread_name_prefix)
        self._name_task = name_task
        self.lock = state.lock
        if own_clock:
            state.ended.add_done_callback(lambda _: self._clock.close())
        with self.lock:
            state.note_sizes("threads.opened")

    # -- tasks -------------------------------------------------------------------------------------------------

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> TaskFuture:
        """Have `fn(*args, **kwargs)` done; its Future. Does not wait, but with "caller_runs" it may do the task.

        Raises TaskRejected (with "abort"), and RuntimeError after `shutdown`.
        """
        state = self._state
        name = None if self._name_task is None else self._name_task(fn, args, kwargs)
        task = TaskFuture(state, name, fn, args, kwargs)
        who = threading.current_thread().name
        lock = state.lock
        lock.acquire(False) or get(lock)
        try:
            afterwards = state.place(task, who)
        finally:
            lock.release()
        if afterwards is not None:
            afterwards()
        return task

    def map(
        self, fn: Callable[..., Any], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[Any]:
        """The results of `fn` for each set of arguments, in their order, as by any Executor.

        A thread that holds the baton of the pool's clock waits on the clock, and `timeout` is in model seconds then;
        for others it is in real ones.
        """
        if not holds_baton(self._clock):
            return super().map(fn, *iterables, timeout=timeout, chunksize=chunksize)
        deadline = None if timeout is None else self._clock.now() + timeout
        return _results([self.submit(fn, *args) for args in zip(*iterables, strict=False)], deadline)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks, and end the workers when those that are queued (or cancelled, now) are done.

        With `wait`, return when the last worker has ended. May be called again; from a worker of this pool, waiting
        is a RuntimeError, after the shutdown has begun.
        """
        state = self._state
        shut_down(state, cancel_futures=cancel_futures)
        if wait:
            wait_for_end(state)

    # -- managing ----------------------------------------------------------------------------------------------

    def configure(self, **changes: Any) -> None:
        """Change settings while the pool works, by the names of the constructor. ValueError as there.

        Queued tasks get the workers that there may be now; surplus workers end when they are idle. Tasks that wait
        stay in a queue that has become too short for them.
        """
        state = self._state
        with self.lock:
            current = {field.name: getattr(state.options, field.name) for field in fields(state.options) if field.init}
            state.set_options(ThreadPoolOptions(**(current | changes)))
            state.note_sizes("threads.resized")
            afterwards = fit(state)
        for act in afterwards:
            act()

    def resize(self, core_size: int | None = None, max_size: int | None = None) -> None:
        """Change one size or both; None leaves it as it is. ValueError as for the constructor."""
        changes = {"core_size": core_size, "max_size": max_size}
        self.configure(**{name: size for name, size in changes.items() if size is not None})

    # -- reading -----------------------------------------------------------------------------------------------

    @property
    def options(self) -> ThreadPoolOptions:
        return self._state.options

    @property
    def is_shut_down(self) -> bool:
        return self._state.shut_down

    def stats(self) -> ThreadPoolStats:
        """An immutable snapshot of counts and times."""
        with self.lock:
            return self._state.stats()

    def tally(self) -> ThreadPoolStats:
        """The same, for whoever holds `lock` already."""
        return self._state.stats()

    def view(self) -> tuple[list[Worker], list[TaskFuture]]:
        """All workers in the order in which they were started, and the queue: to be read while `lock` is held."""
        return list(self._state.workers.values()), list(self._state.queue.values())

    def __repr__(self) -> str:
        stats = self.stats()
        state = "shut down, " if self.is_shut_down else ""
        capacity = "" if stats.queue_capacity is None else f" of {stats.queue_capacity}"
        return (
            f"<ThreadPool [{state}{stats.busy} busy, {stats.idle} idle of {stats.max_size}"
            f" | {stats.queued}{capacity} queued]>"
        )


def _results(futures: list[TaskFuture], deadline: float | None) -> Iterator[Any]:
    """As `Executor.map` gives them: those that nobody asks for any more are cancelled."""
    futures.reverse()
    try:
        while futures:
            yield wait_for_result(futures.pop(), deadline)
    finally:
        for future in futures:
            future.cancel()
