"""One session of the in-process database: what a client calls its connection."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from app.engine.clock import Waiter

if TYPE_CHECKING:
    from app.engine.service.database import Database


class ConnectionLost(ConnectionError):
    """The other side ended the session."""


class DatabaseDown(ConnectionError):
    """Nobody listens."""


class TooManyConnections(ConnectionError):
    """All sessions that ordinary clients may have are taken."""


class Session:
    """States: tcp, tls, auth, then idle, querying and queued (wants a core), closing.

    Its fields are guarded by the lock of its database.
    """

    def __init__(self, database: Database, number: int) -> None:
        self._database = database
        self.number = number
        self.state = "tcp"
        self.who: str | None = None
        self.since = 0.0
        self.until: float | None = None
        self.accepted = False  # counts towards max_connections
        self.dead = False
        self._waiter: Waiter | None = None  # what its user waits on, to be woken when it dies

    @property
    def peer(self) -> int:
        """What the database calls it."""
        return self.number

    def query(self, seconds: float) -> None:
        """Run a query that takes `seconds` of model time on an idle database. Raises ConnectionLost."""
        database = self._database
        compute = seconds * database.options.query_cpu
        if compute < seconds:
            self.pass_time("querying", seconds - compute)
        if compute > 0:
            self._compute(compute)
        self.rest()

    def ping(self) -> None:
        """Ask whether it is alive: one round trip. Raises ConnectionLost."""
        self.pass_time("querying", self._database.options.tcp_time)
        self.rest()

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        database = self._database
        if self.dead:
            return
        try:
            self.pass_time("closing", database.options.close_time)
        except ConnectionLost:
            return
        with database.lock:
            if not self.dead:
                self._end("client")

    # -- for the database --------------------------------------------------------------------------------------

    def check_alive(self) -> None:
        """Raise ConnectionLost if it was ended. The lock is held."""
        if self.dead:
            raise ConnectionLost("the database has ended this session")

    def pass_time(self, state: str, seconds: float) -> None:
        """Be in `state` for so long, unless killed meanwhile (ConnectionLost)."""
        until = self._database.clock.now() + seconds
        if self._enter(state, until).wait(until):
            raise ConnectionLost("the database ended the session")

    def rest(self) -> None:
        """Nothing to do: idle."""
        with self._database.lock:
            self.check_alive()
            self._set("idle", None, None)

    def die(self, reason: str) -> None:
        """End it from the database's side; the lock is held."""
        self._end(reason)
        if self._waiter is not None:
            self._waiter.wake()

    def _compute(self, seconds: float) -> None:
        cores = self._database.cores
        if not cores.take() and not cores.take_in_turn(self._enter("queued", None)):
            raise ConnectionLost("the database ended the session while it waited for a core")
        try:
            self.pass_time("querying", seconds)
        finally:
            cores.give_back()

    def _enter(self, state: str, until: float | None) -> Waiter:
        """Change state; returns the waiter that is woken if the session dies in it."""
        with self._database.lock:
            self.check_alive()
            self._set(state, threading.current_thread().name, until)
            self._waiter = self._database.clock.waiter()
            return self._waiter

    def _set(self, state: str, who: str | None, until: float | None) -> None:
        database = self._database
        self.state, self.who, self.until, self.since = state, who, until, database.clock.now()
        database.journal.append("session.state", session=self.number, state=state, who=who, until=until)

    def _end(self, reason: str) -> None:
        self.dead = True
        self._database.sessions.pop(self.number, None)
        self._database.journal.append("session.closed", session=self.number, reason=reason)
