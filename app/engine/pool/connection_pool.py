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

from app.engine.clock import Clock, ClockClosed, ScaledClock, elapsed
from app.engine.journal import Journal
from app.engine.pool.entry import Entry
from app.engine.pool.errors import PoolClosed, PoolTimeout
from app.engine.pool.keeper import Keeper
from app.engine.pool.opener import Opener
from app.engine.pool.options import PoolOptions
from app.engine.pool.stack import borrower_stack
from app.engine.pool.state import PoolState
from app.engine.pool.stats import PoolStats, Tally
from app.engine.pool.waiter import PoolWaiter


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
        self._check = check
        self._reset = reset
        self._own_clock = clock is None
        self._clock: Clock = clock or ScaledClock()
        self._state = PoolState(options, self._clock, journal, rng or random.Random())
        self.lock = self._state.lock
        self._opener = Opener(self._state, connect)
        self._state.keeper = Keeper(self._state, self._opener)
        with self.lock:
            self._state.note_sizes("pool.opened")
            self._opener.grow()

    # -- lending -------------------------------------------------------------------------------------------

    def acquire(self, timeout: float | None = None) -> Any:
        """Lend a connection; wait for one at most `timeout` model seconds (None: the pool's acquire_timeout).

        Raises PoolTimeout, TooManyWaiters if the queue is full, and PoolClosed.
        """
        state, options = self._state, self._state.options
        who = threading.current_thread().name
        stack = borrower_stack() if options.leak_detection_threshold is not None else ""
        since: float | None = None  # when it first had to wait: its one deadline counts from there
        while True:
            with self.lock:
                if state.closed:
                    raise PoolClosed("the pool is closed")
                entry = state.take_idle()
                if entry is not None:
                    wait_time = 0.0 if since is None else elapsed(since, self._clock.now())
                    unused = state.lend(entry, who, wait_time, stack)
                else:
                    asked_before = since is not None  # and got a dead one, which must not cost it its turn
                    since = self._clock.now() if since is None else since
                    waiter = state.enqueue(who, since, stack, first=asked_before)
                    self._opener.grow()
            if entry is None:
                assert since is not None
                limit = options.acquire_timeout if timeout is None else timeout
                entry = self._wait(waiter, None if limit is None else since + limit)
                unused = 0.0  # handed over: it was in use, or being opened, until now
            if self._check is None or options.check_after_idle is None or unused < options.check_after_idle:
                return entry.connection
            since = entry.since if since is None else since
            if self._is_alive(entry):
                return entry.connection

    def release(self, connection: Any, broken: bool = False) -> None:
        """Take a lent connection back; a broken one is closed and replaced. ValueError if it is not lent."""
        state = self._state
        why = "broken" if broken else None
        if self._reset is not None and not broken and not self._resets(connection):
            why = "reset_failed"
        with self.lock:
            entry = state.roster.take_back(connection)
            use_time = round(self._clock.now() - entry.since, 9)
            state.tally.use_time.add(use_time)
            if entry.leaked:
                entry.leaked = False
                state.note("connection.reclaimed", connection=entry.number, held=use_time)
            if entry.slot >= state.options.max_size:
                entry.slot = min(entry.slot, state.roster.free_slot())  # come inside if there is room
            entry.since = state.note(
                "connection.released", connection=entry.number, who=entry.who, use_time=use_time, slot=entry.slot
            )
            entry.who = None
            doomed = state.drop(entry, why) if why else state.settle(entry)
            if doomed is not None or state.waiters:
                self._opener.grow()
        if doomed is not None:
            doomed.close()

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
            self._opener.grow()
            state.keeper.watch_all()
        _close_all(doomed)

    def resize(self, max_size: int) -> None:
        """Change `max_size` (and lower `min_size` with it): surplus goes now if idle, else when it comes back."""
        self.configure(max_size=max_size, min_size=max(0, min(self.options.min_size, max_size)))

    def drain(self) -> None:
        """Replace every connection: idle ones now, active ones when they come back."""
        state = self._state
        with self.lock:
            state.generation += 1
            state.note("pool.draining", connections=len(state.roster))
            doomed = [state.drop(entry, "drained") for entry in list(state.roster.idle)]
            self._opener.grow()
        _close_all(doomed)

    def close(self) -> None:
        """Close idle connections, tell every waiter PoolClosed, and close lent ones when they come back."""
        state = self._state
        with self.lock:
            if state.closed:
                return
            state.closed = True
            state.note("pool.closed")
            now = self._clock.now()
            doomed = [state.drop(entry, "pool_closed") for entry in list(state.roster.idle)]
            for waiter in list(state.waiters):
                if waiter.fail(PoolClosed("the pool was closed while this caller waited")):
                    state.waiters.remove(waiter)
                    state.note(
                        "waiter.cancelled", who=waiter.who, wait_time=elapsed(waiter.since, now), reason="pool_closed"
                    )
        _close_all(doomed)
        if self._own_clock:
            self._clock.close()

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

    # -- what is done without the lock ---------------------------------------------------------------------

    def _wait(self, waiter: PoolWaiter, deadline: float | None) -> Entry:
        """Wait until `waiter` is served; raises PoolTimeout, or PoolClosed."""
        state = self._state
        try:
            while waiter.wait(deadline):
                if waiter.error is not None:
                    raise waiter.error
                if waiter.entry is not None:
                    return waiter.entry
                with self.lock:  # an unfair pool: a connection was put down, see whether it is still there
                    entry = state.take_idle()
                    if entry is not None:
                        state.serve(waiter, entry)
                        return entry
                    waiter.wait_again()
        except BaseException:
            self._give_up(waiter)
            raise
        with self.lock:
            state.waiters.remove(waiter)
            waited = elapsed(waiter.since, self._clock.now())
            state.tally.timeouts += 1
            state.note("waiter.timed_out", who=waiter.who, wait_time=waited)
            cause = self._opener.last_error
        because = f"; the last try to connect ended with {cause!r}" if cause else ""
        raise PoolTimeout(f"no connection within {waited:g} s{because}") from cause

    def _give_up(self, waiter: PoolWaiter) -> None:
        """The wait was broken off: leave the queue, and give back what may have been handed over meanwhile."""
        with self.lock:
            if waiter in self._state.waiters:
                self._state.waiters.remove(waiter)
        if waiter.entry is not None and waiter.error is None:
            self.release(waiter.entry.connection)

    def _is_alive(self, entry: Entry) -> bool:
        """Check a lent connection; a dead one is dropped and replaced."""
        state, doomed = self._state, None
        assert self._check is not None
        with self.lock:
            entry.checking = True
            state.note("connection.checking", connection=entry.number, who=entry.who)
        try:
            self._check(entry.connection)
            alive = True
        except ClockClosed:
            raise
        except Exception:
            alive = False
        with self.lock:
            entry.checking = False
            state.note("connection.checked", connection=entry.number, ok=alive)
            if not alive:
                doomed = state.drop(entry, "check_failed")
                self._opener.grow()
        if doomed is not None:
            doomed.close()
        return alive

    def _resets(self, connection: Any) -> bool:
        """Make a connection fit for its next borrower; whether that worked."""
        assert self._reset is not None
        try:
            self._reset(connection)
        except Exception:
            return False
        return True


def _close_all(connections: list[Any]) -> None:
    for connection in connections:
        connection.close()
