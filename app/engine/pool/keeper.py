"""Looks after what time does to a pool: connections too old or idle too long, and loans that look like leaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.clock import Handle, elapsed
from app.engine.pool.closing import close_all
from app.engine.pool.entry import Entry

if TYPE_CHECKING:
    from app.engine.pool.state import PoolState

HAIR = 2e-9  # seconds: clocks count whole nanoseconds, so a due time may read as just not reached


class Keeper:
    """Part of a ConnectionPool; no thread, but a call at the next moment at which something is due."""

    def __init__(self, state: PoolState) -> None:
        self._state = state
        self._planned: float | None = None
        self._handle: Handle | None = None
        self.busy = False  # whether time alone can make anything happen to a connection
        self.watch_all()

    def watch(self, entry: Entry) -> None:
        """`entry` has just become idle or active: look again when it could be too much. Lock held."""
        due = self._due(entry)
        if due is not None and (self._planned is None or due < self._planned):
            self._forget_plan()
            self._planned = due
            self._handle = self._state.clock.call_at(due, self._look)

    def watch_all(self) -> None:
        """The options may have changed. Lock held."""
        options = self._state.options
        limits = (options.max_lifetime, options.max_idle, options.leak_detection_threshold)
        self.busy = not self._state.closed and any(limit is not None for limit in limits)
        if self.busy:
            for entry in self._state.roster:
                self.watch(entry)

    def _due(self, entry: Entry) -> float | None:
        """When `entry`, in its present state, will have to go or be reported."""
        options = self._state.options
        if entry.state == "active":
            if entry.leaked or options.leak_detection_threshold is None:
                return None
            return entry.since + options.leak_detection_threshold
        if entry.state != "idle":
            return None
        ends = [entry.expires(options.max_lifetime)]
        if options.max_idle is not None and len(self._state.roster) > options.min_size:
            ends.append(entry.since + options.max_idle)
        return min((end for end in ends if end is not None), default=None)

    def _look(self) -> None:
        """What is due now, is done now; closing, which may take time, is left to a thread."""
        state = self._state
        with state.lock:
            self._forget_plan()
            now = state.clock.now()
            doomed = []
            for entry in list(state.roster):
                due = self._due(entry)
                if due is None or due > now + HAIR:
                    continue
                if entry.state == "active":
                    self._report(entry, now)
                else:
                    lifetime = entry.expires(state.options.max_lifetime)
                    aged = lifetime is not None and lifetime <= now + HAIR
                    doomed.append(state.drop(entry, "max_lifetime" if aged else "max_idle"))
            self.watch_all()
            state.opener.grow()
        if doomed:
            state.clock.spawn(close_all, doomed, name="pool-keeper", daemon=True)

    def _forget_plan(self) -> None:
        """There is one planned look at most: also if this is a look that came too late to be cancelled."""
        if self._handle is not None:
            self._handle.cancel()
        self._planned = self._handle = None

    def _report(self, entry: Entry, now: float) -> None:
        """A loan is longer than the threshold: probably never to be returned."""
        entry.leaked = True
        self._state.tally.leaked += 1
        self._state.note(
            "connection.leaked",
            connection=entry.number,
            who=entry.who,
            held=elapsed(entry.since, now),
            stack=entry.stack,
        )
