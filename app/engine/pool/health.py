"""Whether a connection is fit to be lent: the check on acquire, and the reset on release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.engine.clock import ClockClosed
from app.engine.pool.closing import close_all
from app.engine.pool.entry import Entry
from app.engine.pool.state import PoolState


class Health:
    """Part of a ConnectionPool. Both calls talk to the other side, so they are made without the lock."""

    def __init__(
        self, state: PoolState, check: Callable[[Any], object] | None, reset: Callable[[Any], object] | None
    ) -> None:
        self._state = state
        self._check = check
        self._reset = reset
        self.checks, self.resets = check is not None, reset is not None

    def wants_check(self, unused: float) -> bool:
        """Whether a connection that nobody has used for so long is to be checked."""
        after = self._state.options.check_after_idle
        return after is not None and unused >= after

    def is_alive(self, entry: Entry) -> bool:
        """Check a connection that has just been lent; a dead one is dropped and replaced."""
        assert self._check is not None
        state = self._state
        with state.lock:
            entry.checking = True
            state.note("connection.checking", connection=entry.number, who=entry.who)
        alive = False
        try:
            self._check(entry.connection)
            alive = True
        except ClockClosed:
            raise
        except Exception:
            pass  # which is how a dead connection looks
        finally:  # also when the check was broken off: nobody will give it back
            self._checked(entry, alive)
        return alive

    def _checked(self, entry: Entry, alive: bool) -> None:
        state, doomed = self._state, []
        with state.lock:
            entry.checking = False
            state.note("connection.checked", connection=entry.number, ok=alive)
            if not alive:
                doomed.append(state.drop(entry, "check_failed"))
                state.opener.grow()
        close_all(doomed)

    def reset(self, connection: Any) -> bool:
        """Make a lent connection fit for its next borrower; whether that worked. ValueError if it is not lent."""
        assert self._reset is not None
        with self._state.lock:
            self._state.roster.must_be_lent(connection)
        try:
            self._reset(connection)
        except ClockClosed:
            raise
        except Exception:
            return False
        except BaseException:  # broken off: nobody will give it back
            with self._state.lock:
                doomed = self._state.drop(self._state.take_back(connection), "reset_failed")
                self._state.opener.grow()
            close_all([doomed])
            raise
        return True
