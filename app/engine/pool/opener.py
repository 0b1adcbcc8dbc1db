"""Opens connections in the background, for those who wait and for those the pool owes itself.

A caller never connects: while its connection is being opened another may come back, and the first in the queue
gets whichever is first. Otherwise a short spike of callers would leave a long tail of connections behind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.engine.clock import ClockClosed, elapsed
from app.engine.pool.closing import close_all
from app.engine.pool.entry import Entry

if TYPE_CHECKING:
    from app.engine.pool.state import PoolState

OPENERS = 3  # connections being opened at a time, as many as psycopg_pool has workers
FIRST_PAUSE = 0.05  # model seconds between the second try and the third; doubles up to LONGEST_PAUSE
LONGEST_PAUSE = 2.0


class Opener:
    """Part of a ConnectionPool. `grow` is called with the lock of the pool held."""

    def __init__(self, state: PoolState, connect: Callable[[], Any]) -> None:
        self._state = state
        self._connect = connect
        self._failures = 0  # in a row
        self._pausing = False
        self.last_error: Exception | None = None

    def grow(self) -> None:
        """Begin to open what is missing, as far as there is room."""
        state, roster, options = self._state, self._state.roster, self._state.options
        if state.closed or self._pausing:
            return
        inside = options.max_size - len(roster)
        state.owed = max(0, min(state.owed, inside + roster.connecting))
        for_waiters = len(state.waiters) - len(roster.idle) - roster.connecting
        for_itself = min(inside, max(options.min_size - len(roster), state.owed - roster.connecting))
        room = min(options.capacity - len(roster), OPENERS - roster.connecting)
        for _ in range(min(max(for_waiters, for_itself), room)):
            self._begin()

    def _begin(self) -> None:
        state = self._state
        number = state.roster.next_number()
        who = f"opener-{number}"
        slot = state.roster.free_slot()
        entry = Entry(number, slot, who, state.clock.now(), state.generation, state.rng.random())
        state.roster.add(entry)
        state.note("connection.connecting", connection=number, slot=slot, who=who)
        state.clock.spawn(self._open, entry, name=who, daemon=True)

    def _open(self, entry: Entry) -> None:
        """The opener's thread: connect without the lock, then see with it who gets the connection."""
        state = self._state
        try:
            connection = self._connect()
        except ClockClosed:
            return
        except Exception as error:
            self._failed(entry, error)
            return
        with state.lock:
            now = state.clock.now()
            entry.connection, entry.peer = connection, getattr(connection, "peer", None)
            create_time = elapsed(entry.created, now)
            state.roster.connected(entry)
            entry.who, entry.since, entry.created = None, now, now
            state.tally.opened += 1
            state.tally.create_time.add(create_time)
            state.note("connection.connected", connection=entry.number, create_time=create_time, peer=entry.peer)
            state.owed = max(0, state.owed - 1)
            self._failures, self.last_error = 0, None
            if entry.slot >= state.options.max_size and state.come_inside(entry):
                state.note("connection.moved", connection=entry.number, slot=entry.slot)
            doomed = state.settle(entry)
            self.grow()
        if doomed is not None:
            close_all([doomed])

    def _failed(self, entry: Entry, error: Exception) -> None:
        """Capacity is free again: the next try is made at once, then after growing pauses."""
        state = self._state
        with state.lock:
            create_time = elapsed(entry.created, state.clock.now())
            state.roster.remove(entry)
            state.tally.connect_failures += 1
            what = type(error).__name__
            state.note("connection.connect_failed", connection=entry.number, create_time=create_time, error=what)
            self.last_error = error
            self._failures += 1
            if self._failures > 1 and not self._pausing and not state.closed:
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._failures - 2, 10))
                self._pausing = True
                state.clock.call_at(state.clock.now() + pause, self._try_again)
            self.grow()

    def _try_again(self) -> None:
        with self._state.lock:
            self._pausing = False
            self.grow()
