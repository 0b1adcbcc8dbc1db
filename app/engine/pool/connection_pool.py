"""A pool of connections for threads: lends them first come, first served, and looks after them.

The rule that everything here follows: *decide with the lock, wait and do I/O without it*. Every change is
written to the journal while the lock is held, so its order is the order in which things were so.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.engine.clock import Clock, ScaledClock, elapsed
from app.engine.journal import Journal
from app.engine.pool.closing import close_all
from app.engine.pool.entry import Entry
from app.engine.pool.errors import PoolClosed
from app.engine.pool.health import Health
from app.engine.pool.keeper import Keeper
from app.engine.pool.opener import Opener
from app.engine.pool.options import PoolOptions, check_setting, checked_timeout
from app.engine.pool.stack import borrower_stack
from app.engine.pool.state import PoolState
from app.engine.pool.stats import PoolStats, Tally
from app.engine.pool.waiter import PoolWaiter
from app.engine.pool.waiting import wait_for_turn


class ConnectionPool:
    """Lends connections that `connect()` makes: any objects with a `close()`.

    Sizes are connections: `min_size` are kept open, `max_size` may be, and `max_overflow` more while callers
    wait, which are closed when they come back. Times are model seconds of `clock` (None: a ScaledClock of its
    own, at real speed). `acquire_timeout` None waits for ever; `max_waiting` bounds the queue.

    A connection is retired `max_lifetime` after it was opened (up to 5 % earlier, so that they do not all go at
    once) and after `max_idle` unused; `check(connection)` raises if it is dead, and is called on acquire after
    `check_after_idle` seconds unused (0: always, None: never); `reset(connection)` is called on release. With
    `leak_detection_threshold`, a loan longer than that is reported with the borrower's stack.

    `order` is which idle connection is lent first: "lifo" or "fifo". A `fair` pool hands a returned connection
    to the first waiter; otherwise it puts it down, and whoever comes first takes it. ValueError names a
    setting that is out of bounds. `lock` is held for every decision; hold it to read a consistent `view()`.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        *,
        min_size: int = 0,
        max_size: int = 10,
        max_overflow: int = 0,
        acquire_timeout: float | None = 30.0,
        max_waiting: int | None = None,
        max_lifetime: float | None = None,
        max_idle: float | None = None,
        order: str = "lifo",
        fair: bool = True,
        check: Callable[[Any], object] | None = None,
        check_after_idle: float | None = None,
        reset: Callable[[Any], object] | None = None,
        leak_detection_threshold: float | None = None,
        clock: Clock | None = None,
        journal: Journal | None = None,
        rng: random.Random | None = None,
    ) -> None:
        options = PoolOptions(
            min_size=min_size,
            max_size=max_size,
            max_overflow=max_overflow,
            acquire_timeout=acquire_timeout,
            max_waiting=max_waiting,
            max_lifetime=max_lifetime,
            max_idle=max_idle,
            order=order,
            fair=fair,
            check_after_idle=check_after_idle,
            leak_detection_threshold=leak_detection_threshold,
        )
        self._own_clock = clock is None
        self._clock: Clock = clock or ScaledClock()
        self._state = state = PoolState(options, self._clock, journal, rng or random.Random())
        self._health = Health(state, check, reset)
        self.lock = state.lock
        state.opener = Opener(state, connect)
        state.keeper = Keeper(state)
        with self.lock:
            state.note_sizes("pool.opened")
            state.opener.grow()

    # -- lending -------------------------------------------------------------------------------------------

    def acquire(self, timeout: float | None = None) -> Any:
        """Lend a connection; wait for one at most `timeout` model seconds (None: the pool's acquire_timeout).

        Raises PoolTimeout, TooManyWaiters if the queue is full, and PoolClosed.
        """
        state = self._state
        limit = state.options.acquire_timeout if timeout is None else checked_timeout(timeout)
        who = threading.current_thread().name
        stack = borrower_stack() if state.options.leak_detection_threshold is not None else ""
        since: float | None = None  # when it was first not served at once: its one deadline counts from there
        while True:
            with self.lock:
                if state.closed:
                    raise PoolClosed("the pool is closed")
                too_late = since is not None and limit is not None and self._clock.now() >= since + limit
                entry = None if too_late else state.take_idle()
                if entry is not None:
                    wait_time = 0.0 if since is None else elapsed(since, self._clock.now())
                    unused = state.lend(entry, who, wait_time, stack)
                else:
                    asked_before = since is not None  # and got a dead one, which must not cost it its turn
                    since = self._clock.now() if since is None else since
                    waiter = state.enqueue(who, since, stack, first=asked_before)
                    state.opener.grow()
            if entry is None:
                entry = wait_for_turn(state, waiter, limit)
                unused = 0.0  # handed over: it was in use, or being opened, until now
            if not self._health.checks or not self._health.wants_check(unused):
                return entry.connection
            since = entry.since if since is None else since
            if self._health.is_alive(entry):
                return entry.connection

    def release(self, connection: Any, broken: bool = False) -> None:
        """Take a lent connection back; a broken one is closed and replaced. ValueError if it is not lent."""
        state = self._state
        why = "broken" if broken else None
        if self._health.resets and not broken:
            why = None if self._health.reset(connection) else "reset_failed"
        with self.lock:
            entry = state.take_back(connection)
            doomed = state.drop(entry, why) if why else state.settle(entry)
            if doomed is not None or state.waiters:
                state.opener.grow()
        if doomed is not None:
            close_all([doomed])

    @contextmanager
    def connection(self, timeout: float | None = None) -> Iterator[Any]:
        """Lend a connection for a `with` block. One whose block ends in a ConnectionError is taken for broken."""
        connection = self.acquire(timeout)
        broken = False
        try:
            yield connection
        except ConnectionError:
            broken = True
            raise
        finally:
            self.release(connection, broken)

    # -- managing ------------------------------------------------------------------------------------------

    def configure(self, **changes: Any) -> None:
        """Change settings while the pool works, by the names of the constructor. ValueError as there."""
        state = self._state
        with self.lock:
            state.options = replace(state.options, **changes)
            state.note_sizes("pool.resized")
            doomed = state.fit()
            state.opener.grow()
            state.keeper.watch_all()
        close_all(doomed)

    def resize(self, max_size: int) -> None:
        """Change `max_size` (and lower `min_size` with it): surplus goes now if idle, else when it comes back."""
        check_setting("max_size", max_size)
        self.configure(max_size=max_size, min_size=min(self.options.min_size, max_size))

    def drain(self) -> None:
        """Replace every connection: idle ones now, active ones when they come back."""
        state = self._state
        with self.lock:
            state.generation += 1
            state.note("pool.draining", connections=len(state.roster))
            doomed = state.drop_idle("drained")
            state.opener.grow()
        close_all(doomed)

    def close(self) -> None:
        """Close idle connections, tell every waiter PoolClosed, and close lent ones when they come back."""
        state = self._state
        with self.lock:
            if state.closed:
                return
            state.closed = True
            state.note("pool.closed")
            doomed = state.drop_idle("pool_closed")
            for waiter in list(state.waiters):
                waiter.fail(PoolClosed("the pool was closed while this caller waited"))
                state.cancel(waiter, "pool_closed")
        close_all(doomed)
        if self._own_clock:
            self._clock.close()

    # -- reading -------------------------------------------------------------------------------------------

    @property
    def options(self) -> PoolOptions:
        return self._state.options

    @property
    def closed(self) -> bool:
        return self._state.closed

    def stats(self) -> PoolStats:
        """An immutable snapshot of counts and times."""
        with self.lock:
            return self._state.stats()

    def view(self) -> tuple[list[Entry], list[PoolWaiter]]:
        """All connections, and all waiters in order: to be read while `lock` is held."""
        return list(self._state.roster), list(self._state.waiters)

    def tally(self) -> Tally:
        """The running counts: to be read while `lock` is held."""
        return self._state.tally

    def __repr__(self) -> str:
        stats = self.stats()
        closed = "closed, " if self.closed else ""
        overflow = f"+{stats.max_overflow}" if stats.max_overflow else ""
        return (
            f"<ConnectionPool [{closed}{stats.active} active, {stats.idle} idle, {stats.connecting} connecting"
            f" of {stats.max_size}{overflow} | {stats.waiters} waiting]>"
        )
