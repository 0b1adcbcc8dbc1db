"""Everything that the lock of a pool guards, and every decision about it: who gets which connection, which must go."""

from __future__ import annotations

import random
import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from app.engine.clock import Clock, elapsed
from app.engine.journal import Journal
from app.engine.pool.entry import Entry
from app.engine.pool.errors import TooManyWaiters
from app.engine.pool.options import PoolOptions
from app.engine.pool.roster import Roster
from app.engine.pool.stats import PoolStats, Tally
from app.engine.pool.waiter import PoolWaiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.engine.pool.keeper import Keeper
    from app.engine.pool.opener import Opener

REPLACED = {"broken", "check_failed", "reset_failed", "drained", "max_lifetime"}  # for these another one is opened


class PoolState:
    """Part of a ConnectionPool. Every method is called with `lock` held; none of them waits or does I/O.

    A decision that a connection must go returns the connection: the caller closes it without the lock.
    """

    opener: Opener
    keeper: Keeper

    def __init__(self, options: PoolOptions, clock: Clock, journal: Journal | None, rng: random.Random) -> None:
        self.lock = threading.Lock()
        self.options = options
        self.clock = clock
        # Writes an event into the journal, if there is one; returns its stamp.
        self.note: Callable[..., float] = journal.append if journal is not None else self._only_the_time
        self.rng = rng
        self.roster = Roster()
        self.waiters: deque[PoolWaiter] = deque()  # the first is served next
        self.tally = Tally()
        self.generation = 0  # drain() begins a new one
        self.owed = 0  # connections to open though nobody waits: replacements
        self.closed = False

    def note_sizes(self, kind: str) -> None:
        options = self.options
        self.note(kind, min_size=options.min_size, max_size=options.max_size, max_overflow=options.max_overflow)

    def _only_the_time(self, kind: str, **fields: Any) -> float:
        return self.clock.now()

    # -- lending -------------------------------------------------------------------------------------------

    def take_idle(self) -> Entry | None:
        """The idle connection to lend next, if there is one.

        In a fair pool an idle connection and a caller who still waits never exist together, so taking one jumps
        no queue.
        """
        idle = self.roster.idle
        if not idle:
            return None
        return idle.pop() if self.options.order == "lifo" else idle.popleft()

    def lend(self, entry: Entry, who: str, wait_time: float, stack: str) -> float:
        """`who`, who has waited so long for a connection, gets this one; returns how long it had been unused."""
        idle_since = entry.since
        entry.who, entry.stack = who, stack
        entry.uses += 1
        self.roster.lend(entry)
        self.tally.acquired += 1
        if wait_time:
            self.tally.waiting.add(wait_time)
        entry.since = self.note("connection.acquired", connection=entry.number, who=who, wait_time=wait_time)
        if self.keeper.busy:
            self.keeper.watch(entry)
        return entry.since - idle_since

    def enqueue(self, who: str, since: float, stack: str, *, first: bool) -> PoolWaiter:
        """Put a caller in the queue, at its end or, if it has been served a dead connection, `first` again."""
        limit = self.options.max_waiting
        if limit is not None and len(self.waiters) >= limit and not first:
            self.tally.refused += 1
            self.note("waiter.refused", who=who, waiting=len(self.waiters))
            raise TooManyWaiters(f"{len(self.waiters)} callers wait already, and max_waiting is {limit}")
        waiter = PoolWaiter(self.clock, who, since, stack)
        if first:
            self.waiters.appendleft(waiter)
        else:
            self.waiters.append(waiter)
        self.note("waiter.enqueued", who=who, position=1 if first else len(self.waiters))
        return waiter

    def serve(self, waiter: PoolWaiter, entry: Entry) -> None:
        """`waiter` leaves the queue with `entry`."""
        self.waiters.remove(waiter)
        self.tally.waited += 1
        self.lend(entry, waiter.who, elapsed(waiter.since, self.clock.now()), waiter.stack)

    def try_luck(self, waiter: PoolWaiter) -> None:
        """In an unfair pool: `waiter` was told that a connection has been put down. It may be gone again."""
        entry = self.take_idle()
        if entry is not None:
            waiter.entry = entry
            self.serve(waiter, entry)
        else:
            waiter.wait_again()
            self.opener.grow()  # whoever was faster may have left room to open another one

    def cancel(self, waiter: PoolWaiter, reason: str) -> None:
        """`waiter` leaves the queue with nothing."""
        self.waiters.remove(waiter)
        wait_time = elapsed(waiter.since, self.clock.now())
        self.note("waiter.cancelled", who=waiter.who, wait_time=wait_time, reason=reason)

    def take_back(self, connection: Any) -> Entry:
        """A lent connection is free now. ValueError if it is not lent."""
        entry = self.roster.take_back(connection)
        use_time = round(self.clock.now() - entry.since, 9)
        self.tally.use_time.add(use_time)
        if entry.leaked:
            entry.leaked = False
            self.note("connection.reclaimed", connection=entry.number, held=use_time)
        if entry.slot >= self.options.max_size:
            self.come_inside(entry)
        entry.since = self.note(
            "connection.released", connection=entry.number, who=entry.who, use_time=use_time, slot=entry.slot
        )
        entry.who = None
        return entry

    # -- what becomes of a connection that nobody uses -----------------------------------------------------

    def settle(self, entry: Entry) -> Any | None:
        """Give a connection that is free now to the first waiter, keep it idle, or have it closed."""
        why = self._unwanted(entry)
        if why is not None:
            return self.drop(entry, why)
        overflow = entry.slot >= self.options.max_size
        if self.waiters and (overflow or self.options.fair) and self._hand_over(entry):
            return None
        if overflow:
            return self.drop(entry, "overflow")
        self.roster.idle.append(entry)
        if self.waiters:
            self.nudge_next()
        if self.keeper.busy:
            self.keeper.watch(entry)
        return None

    def _hand_over(self, entry: Entry) -> bool:
        """Give `entry` to the first waiter who accepts it; one who has given up at this very moment does not."""
        for waiter in self.waiters:
            if waiter.accept(entry):
                self.serve(waiter, entry)
                return True
        return False

    def nudge_next(self) -> None:
        """In an unfair pool: if there is an idle connection, tell a waiter to try its luck."""
        if self.roster.idle:
            for waiter in self.waiters:
                if waiter.nudge():
                    break

    def come_inside(self, entry: Entry) -> bool:
        """Give an overflow connection a slot inside `max_size`, if one is free."""
        slot = self.roster.free_slot()
        if slot >= self.options.max_size:
            return False
        entry.slot = slot
        return True

    def _unwanted(self, entry: Entry) -> str | None:
        """Why a connection must go although it works, if there is a reason."""
        if self.closed:
            return "pool_closed"
        if entry.generation < self.generation:
            return "drained"
        if self.options.max_lifetime is not None:
            expires = entry.expires(self.options.max_lifetime)
            if expires is not None and expires <= self.clock.now():
                return "max_lifetime"
        if len(self.roster) > self.options.capacity:
            return "resized"
        return None

    def drop(self, entry: Entry, reason: str) -> Any:
        """Take a connection out of the pool; returns it, to be closed without the lock."""
        self.roster.remove(entry)
        self.tally.closed[reason] += 1
        if reason in REPLACED:
            self.owed += 1
        self.note("connection.closed", connection=entry.number, reason=reason)
        return entry.connection

    def drop_idle(self, reason: str) -> list[Any]:
        return [self.drop(entry, reason) for entry in list(self.roster.idle)]

    def fit(self) -> list[Any]:
        """Bring idle connections inside a changed `max_size`, or have them closed: the outermost first."""
        doomed = []
        for entry in sorted(self.roster.idle, key=lambda idle: -idle.slot):
            if entry.slot < self.options.max_size:
                break
            if len(self.roster) <= self.options.capacity and self.come_inside(entry):
                self.note("connection.moved", connection=entry.number, slot=entry.slot)
            else:
                doomed.append(self.drop(entry, "resized"))
        surplus = len(self.roster) - self.options.capacity
        for entry in sorted(self.roster.idle, key=lambda idle: -idle.slot)[: max(0, surplus)]:
            doomed.append(self.drop(entry, "resized"))
        return doomed

    # -- reading -------------------------------------------------------------------------------------------

    def stats(self) -> PoolStats:
        options, roster, tally = self.options, self.roster, self.tally
        return PoolStats(
            min_size=options.min_size,
            max_size=options.max_size,
            max_overflow=options.max_overflow,
            count=roster.count_by_state(),
            pending_requests=len(self.waiters),
            max_wait=elapsed(self.waiters[0].since, self.clock.now()) if self.waiters else 0.0,
            acquired=tally.acquired,
            waited=tally.waited,
            timeouts=tally.timeouts,
            refused=tally.refused,
            opened=tally.opened,
            connect_failures=tally.connect_failures,
            closed=tally.closed_by_reason(),
            leaked=tally.leaked,
            wait_time=tally.wait_time(),
            use_time=tally.use_time.read(),
            create_time=tally.create_time.read(),
        )
