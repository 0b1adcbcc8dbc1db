"""The Future of a task: `concurrent.futures.Future` for the world outside, and no trap for the clock's own threads.

The private names of the base class that are used here (`_state`, `_condition`, `_waiters`, `_done_callbacks`) are
those that `concurrent.futures.wait` and `as_completed` use on any Future; they are the same from Python 3.2 on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures._base import CANCELLED_AND_NOTIFIED, LOGGER, PENDING, RUNNING
from concurrent.futures._base import FINISHED as DONE
from typing import TYPE_CHECKING, Any

from app.engine.clock.baton import Baton
from app.engine.clock.calls import refuse_to_wait_in_a_call

if TYPE_CHECKING:
    from app.engine.clock import Clock
    from app.engine.workers.state import PoolState

Callbacks = list[Callable[[Future[Any]], object]]

new_lock: Callable[[], Any] = type(threading.RLock())  # what RLock() makes, without the detour


class TaskFuture(Future[Any]):
    """A task from its submission on. `number` counts from 1 in its pool; `since` is when it was submitted.

    It differs from the standard one in three ways. `cancel()` takes effect at once, also for those who wait: the
    task leaves the queue. A thread that holds the baton of a clock and would block in `result()` or `exception()`
    gets a RuntimeError. And its hash is its number, so that a set of them has the same order in every run.

    Its state is changed by its pool only: with the lock of the pool, and what others may wait for with `gate` too.
    """

    # The usual values, so that a tiny task need not set them.
    _state = PENDING
    _result = None
    _exception = None
    _made: threading.Condition | None = None
    _listeners: list[Any] | None = None
    callbacks: Callbacks | None = None
    number = 0
    since = 0.0
    began = 0.0

    def __init__(self, pool: PoolState, name: str | None, fn: Any, args: Any, kwargs: Any) -> None:
        self._pool = pool
        self.gate = new_lock()  # guards what others can wait for
        self.name = name
        self.fn, self.args, self.kwargs = fn, args, kwargs  # until it is done

    # -- for the pool ------------------------------------------------------------------------------------------

    def settle(self, result: Any, error: BaseException | None) -> None:
        """It is done; `call_back` is still to come, without the lock of the pool. That and `gate` are held."""
        if error is None:
            self._result = result
        else:
            self._exception = error
        self._state = DONE
        for listener in self._listeners or ():
            (listener.add_result if error is None else listener.add_exception)(self)
        if self._made is not None:
            self._made.notify_all()

    def settle_cancelled(self) -> None:
        """It will never run; as for `settle`."""
        self.fn = self.args = self.kwargs = None
        self._state = CANCELLED_AND_NOTIFIED
        for listener in self._listeners or ():
            listener.add_cancelled(self)
        if self._made is not None:
            self._made.notify_all()

    def call_back(self) -> None:
        """Make the calls that were asked for. An exception in one is logged, as by the standard library."""
        for callback in self.callbacks or ():
            try:
                callback(self)
            except Exception:
                LOGGER.exception("exception calling callback for %r", self)

    @property
    def clock(self) -> Clock:
        """The clock of its pool."""
        return self._pool.clock

    # -- for everybody -----------------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Take the task out of the queue. False if it runs or has run; True if it will never run."""
        with self._pool.lock:
            afterwards = self._pool.cancel(self)
        if afterwards is None:
            return False
        afterwards()
        return True

    def result(self, timeout: float | None = None) -> Any:
        """What the task returned; raises what it raised. `timeout` is in real seconds; see the class, too."""
        if self._state != DONE:
            self._block(timeout)
        if self._state == DONE and self._exception is None:
            return self._result
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """What the task raised, or None. `timeout` is in real seconds; see the class, too."""
        if self._state != DONE:
            self._block(timeout)
        return super().exception(0)

    def _block(self, timeout: float | None) -> None:
        """Keep this thread here until the task is done, if it may be kept."""
        if timeout is not None and timeout <= 0:
            return
        with self.gate:
            if self._state in (PENDING, RUNNING):
                refuse_to_hold_the_baton(self._pool.clock, self.number)
                refuse_to_wait_in_a_call()
                self._condition.wait(timeout)

    @property
    def _condition(self) -> threading.Condition:  # type: ignore[override]
        """Made when somebody waits: most tasks are done before anybody asks."""
        with self.gate:
            if self._made is None:
                self._made = threading.Condition(self.gate)
            return self._made

    @property
    def _waiters(self) -> list[Any]:  # type: ignore[override]
        """Where `concurrent.futures.wait` and `as_completed` leave word before they block. `gate` is held."""
        if self._state in (PENDING, RUNNING):
            refuse_to_hold_the_baton(self._pool.clock, self.number)
        if self._listeners is None:
            self._listeners = []
        return self._listeners

    @property
    def _done_callbacks(self) -> Callbacks:
        """`gate` is held."""
        if self.callbacks is None:
            self.callbacks = []
        return self.callbacks

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other


def attempt(task: TaskFuture) -> tuple[Any, BaseException | None]:
    """Do a task: what it returned, or what it raised. It forgets what there was to do."""
    try:
        return task.fn(*task.args, **task.kwargs), None
    except BaseException as error:
        return None, error
    finally:
        task.fn = task.args = task.kwargs = None


def nothing() -> None:
    """There is nothing left to do."""


def holds_baton(clock: Clock) -> bool:
    """Whether this thread runs in the order of `clock`: while it blocks, no other thread of the clock can run."""
    return isinstance(clock, Baton) and clock._is_inside()


def refuse_to_hold_the_baton(clock: Clock, number: int) -> None:
    """RuntimeError if this thread would block for ever: it keeps the baton that task `number` needs to be done."""
    if holds_baton(clock):
        raise RuntimeError(
            f"task {number} is not done, and cannot be while a thread of its clock blocks with the baton in hand;"
            " wait with app.engine.wait or app.engine.as_completed"
        )


__all__ = ["DONE", "LOGGER", "PENDING", "RUNNING", "Callbacks", "TaskFuture", "attempt", "holds_baton", "nothing"]
