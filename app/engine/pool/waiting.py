"""A caller's wait, from the queue to its end: served, timed out, told that the pool is closed, or broken off."""

from __future__ import annotations

from app.engine.clock import ClockClosed, elapsed
from app.engine.pool.closing import close_all
from app.engine.pool.entry import Entry
from app.engine.pool.errors import PoolTimeout
from app.engine.pool.state import PoolState
from app.engine.pool.waiter import PoolWaiter


def wait_for_turn(state: PoolState, waiter: PoolWaiter, limit: float | None) -> Entry:
    """Wait, without the lock, until `waiter` is served: at most `limit` model seconds from when it asked.

    Raises PoolTimeout, or PoolClosed. However it ends, `waiter` is out of the queue then, and no connection has
    been lost with it.
    """
    deadline = None if limit is None else waiter.since + limit
    while True:
        try:
            woken = waiter.wait(deadline)
        except BaseException as error:
            _broken_off(state, waiter)
            if waiter.error is not None and isinstance(error, ClockClosed):
                raise waiter.error from None  # the pool was closed, and its own clock with it, before the wait began
            raise
        with state.lock:
            if waiter.error is not None:
                raise waiter.error
            if woken and waiter.entry is None:
                state.try_luck(waiter)
            if waiter.entry is not None:
                return waiter.entry
            if not woken:
                raise _timeout(state, waiter)


def _timeout(state: PoolState, waiter: PoolWaiter) -> PoolTimeout:
    """The deadline was first: leave the queue. Lock held."""
    waited = elapsed(waiter.since, state.clock.now())
    state.waiters.remove(waiter)
    state.tally.timeouts += 1
    state.note("waiter.timed_out", who=waiter.who, wait_time=waited)
    cause = state.opener.last_error
    because = f"; the last try to connect ended with {cause!r}" if cause else ""
    error = PoolTimeout(f"no connection within {waited:g} s{because}")
    error.__cause__ = cause
    return error


def _broken_off(state: PoolState, waiter: PoolWaiter) -> None:
    """Something from outside (Ctrl-C, a closed clock) ended the wait: give back what was handed over meanwhile."""
    doomed = None
    with state.lock:
        if waiter.entry is not None:
            doomed = state.settle(state.take_back(waiter.entry.connection))
        elif waiter.error is None:
            state.cancel(waiter, "broken_off")
            state.nudge_next()  # it may have been told of a connection that it will not take now
        state.opener.grow()
    if doomed is not None:
        close_all([doomed])
