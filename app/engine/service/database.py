"""An in-process database: sessions that take time to open, queries that need cores, and faults on demand.

How long its handshakes and queries take is a parameter; that they happen, in this order, on real threads, is
not. Its sessions are the connections that a pool lends.
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from typing import Any

from app.engine.clock import Clock, Handle
from app.engine.journal import Journal
from app.engine.service.cores import Cores
from app.engine.service.session import ConnectionLost, DatabaseDown, Session, TooManyConnections

__all__ = ["ConnectionLost", "Database", "DatabaseDown", "DatabaseOptions", "Session", "TooManyConnections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseOptions:
    """Times are model seconds. `reserved` of `max_connections` are kept back, as PostgreSQL keeps 3 for superusers."""

    tcp_time: float = 0.001
    tls_time: float = 0.002
    auth_time: float = 0.001
    close_time: float = 0.0005
    max_connections: int = 100
    reserved: int = 3
    cores: int = 4
    query_cpu: float = 0.5  # the share of a query's time that computes and needs a core; the rest waits for disks


class Database:
    """Accepts sessions while it is up. `lock` guards it and its sessions; hold it to read them consistently."""

    def __init__(self, clock: Clock, journal: Journal, options: DatabaseOptions) -> None:
        self.clock = clock
        self.journal = journal
        self.lock = threading.Lock()
        self.options = options
        self.cores = Cores(options.cores)
        self.sessions: dict[int, Session] = {}
        self.up = True
        self._restarting: Handle | None = None
        self._numbers = itertools.count(1)
        self._note_size("database.started")

    def connect(self) -> Session:
        """Open a session in the calling thread: TCP, TLS, authentication.

        Raises DatabaseDown, TooManyConnections, or ConnectionLost if it is killed on the way.
        """
        options = self.options
        with self.lock:
            session = Session(self, next(self._numbers))
            self.sessions[session.number] = session
        session.pass_time("tcp", options.tcp_time)
        with self.lock:
            if not self.up:
                self._refuse(session, DatabaseDown("the database is down"))
        session.pass_time("tls", options.tls_time)
        with self.lock:  # to look for a place and to take it is one step
            if sum(other.accepted for other in self.sessions.values()) >= self.places:
                self._refuse(session, TooManyConnections("sorry, too many clients already"))
            session.accepted = True
        session.pass_time("auth", options.auth_time)
        session.rest()
        return session

    @property
    def places(self) -> int:
        """How many sessions ordinary clients may have at a time."""
        return self.options.max_connections - self.options.reserved

    def kill(self, number: int, reason: str = "killed") -> None:
        """End a session from the database's side; whoever uses it finds out. LookupError if there is none."""
        with self.lock:
            session = self.sessions.get(number)
            if session is None:
                raise LookupError(f"there is no session {number}")
            session.die(reason)

    def stop(self, reason: str = "stopped") -> None:
        """Go down: every session ends, new ones are refused."""
        with self.lock:
            self.up = False
            self.journal.append("database.stopped", reason=reason)
            for session in list(self.sessions.values()):
                session.die(reason)

    def start(self) -> None:
        """Accept sessions again."""
        with self.lock:
            self.up = True
            self._note_size("database.started")

    def restart(self, down_for: float) -> None:
        """Stop now, and start again after `down_for` model seconds. Does not wait."""
        self.stop("restart")
        if self._restarting is not None:
            self._restarting.cancel()
        self._restarting = self.clock.call_at(self.clock.now() + down_for, self.start)

    def configure(self, **changes: Any) -> None:
        """Change options, for what happens from now on."""
        with self.lock:
            options = replace(self.options, **changes)
            self.cores.resize(options.cores)
            self.options = options
            self._note_size("database.resized")

    def _note_size(self, kind: str) -> None:
        options = self.options
        self.journal.append(kind, max_connections=options.max_connections, cores=options.cores)

    def _refuse(self, session: Session, error: ConnectionError) -> None:
        """Send a client away; raises `error`, unless it was killed just now. Lock held."""
        session.check_alive()
        del self.sessions[session.number]
        who, reason = threading.current_thread().name, type(error).__name__
        self.journal.append("session.refused", session=session.number, who=who, reason=reason)
        raise error

    def __repr__(self) -> str:
        return f"<Database [{'up' if self.up else 'down'}, {len(self.sessions)} sessions | {self.cores!r}]>"
