"""Waiting for Futures on a clock: what `concurrent.futures` has under the same names, for the clock's own threads."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from app.engine.clock import Clock, Waiter
from app.engine.clock.baton import Baton
from app.engine.workers.futures import PENDING, RUNNING, TaskFuture, holds_baton

if TYPE_CHECKING:
    from app.engine.workers.state import PoolState


class DoneAndNotDone(NamedTuple):
    """What `wait` returns: two sets, which together are the futures it was given."""

    done: set[Future[Any]]
    not_done: set[Future[Any]]


def as_completed(futures: Iterable[Future[Any]], timeout: float | None = None) -> Iterator[Future[Any]]:
    """Give each future when it is done or cancelled: first those that are already, in the order given.

    For threads of the futures' clock (a ScaledClock's futures: for any thread). `timeout` is in model seconds from
    this call; when it is over and some are not done, TimeoutError. A future given twice comes once. TypeError if
    none of them comes from a ThreadPool, ValueError if they belong to several clocks.
    """
    wanted = list(dict.fromkeys(futures))
    clock = clock_of(wanted)
    deadline = None if timeout is None or clock is None else clock.now() + timeout
    return _as_completed(wanted, clock, deadline)


def _as_completed(wanted: list[Future[Any]], clock: Clock | None, deadline: float | None) -> Iterator[Future[Any]]:
    with _listening(wanted, clock) as news:
        for count in range(len(wanted)):
            if not news.next(deadline):
                raise TimeoutError(f"{len(wanted) - count} (of {len(wanted)}) futures unfinished")
            yield news.done.pop(0)


def wait(
    futures: Iterable[Future[Any]], timeout: float | None = None, return_when: str = ALL_COMPLETED
) -> DoneAndNotDone:
    """Wait until the futures are done or cancelled: all, the first, or the first that raised something.

    `return_when` is a constant of `concurrent.futures` (ValueError otherwise), `timeout` is in model seconds; for
    which threads, and for other errors, see as_completed. Does not raise when the time is over: see who is done.
    """
    if return_when not in (ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION):
        raise ValueError(f"return_when must be ALL_COMPLETED, FIRST_COMPLETED or FIRST_EXCEPTION, not {return_when!r}")
    wanted = list(dict.fromkeys(futures))
    clock = clock_of(wanted)
    deadline = None if timeout is None or clock is None else clock.now() + timeout
    with _listening(wanted, clock) as news:
        seen = 0
        while seen < len(wanted) and news.next(deadline, seen):
            enough = return_when == FIRST_COMPLETED or (return_when == FIRST_EXCEPTION and _raised(news.done[seen]))
            seen = len(news.done) if enough else seen + 1
            if enough:
                break
        done = set(news.done[:])
    return DoneAndNotDone(done, {future for future in wanted if future not in done})


class News:
    """Hears from futures as they are done; one thread reads it.

    Others only add to `done` and wake the reader, so no lock is needed: the reader looks, makes a waiter, and looks
    again before it waits.
    """

    def __init__(self, clock: Clock | None) -> None:
        self._clock = clock
        self._waiter: Waiter | None = None
        self.done: list[Future[Any]] = []

    def __call__(self, future: Future[Any]) -> None:
        self.done.append(future)
        waiter = self._waiter
        if waiter is not None:
            waiter.wake()

    def next(self, deadline: float | None, seen: int = 0) -> bool:
        """Wait until more than `seen` are done; False if the deadline was first."""
        while len(self.done) <= seen:
            assert self._clock is not None
            if isinstance(self._clock, Baton) and not holds_baton(self._clock):
                raise RuntimeError("a thread outside this clock waits with concurrent.futures.wait or as_completed")
            self._waiter = waiter = self._clock.waiter()
            if len(self.done) <= seen and not waiter.wait(deadline):
                return len(self.done) > seen
        return True


@contextmanager
def _listening(futures: list[Future[Any]], clock: Clock | None) -> Iterator[News]:
    news = News(clock)
    for future in futures:
        future.add_done_callback(news)
    try:
        yield news
    finally:
        for future in futures:
            with future._condition:
                if future._state in (PENDING, RUNNING):  # else somebody may be calling back just now
                    future._done_callbacks.remove(news)  # type: ignore[attr-defined]


def clock_of(futures: list[Future[Any]]) -> Clock | None:
    """The clock on which to wait for them; None if there is nothing to wait for."""
    clocks = {id(future.clock): future.clock for future in futures if isinstance(future, TaskFuture)}
    if len(clocks) > 1:
        raise ValueError("these futures belong to several clocks: nobody can wait on two at a time")
    if futures and not clocks:
        raise TypeError("none of these futures comes from a ThreadPool; for others there is concurrent.futures")
    return next(iter(clocks.values()), None)


def _raised(future: Future[Any]) -> bool:
    return not future.cancelled() and future.exception() is not None


def wait_for_result(future: TaskFuture, deadline: float | None) -> Any:
    """What the task returned; raises what it raised, and TimeoutError if the model time `deadline` is first."""
    with _listening([future], future.clock) as news:
        if not news.next(deadline):
            future.cancel()
            raise TimeoutError
    return future.result()


def wait_for_end(pool: PoolState) -> None:
    """Wait until the last worker of a pool has ended. RuntimeError from one of them."""
    me = threading.get_ident()
    with pool.lock:
        mine = any(worker.ident == me for worker in pool.workers.values())
    if mine:
        raise RuntimeError("a worker cannot wait for the end of its own pool")
    if not holds_baton(pool.clock):
        pool.ended.result()
        return
    with _listening([pool.ended], pool.clock) as news:
        news.next(None)
