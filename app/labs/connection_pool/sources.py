"""The two places a thread can get its connection from."""

from __future__ import annotations

from app.engine import ConnectionPool
from app.engine.service import Database, Session


class Pooled:
    """From a pool: borrowed, and given back."""

    asking = "acquiring"
    giving_back = "releasing"

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def acquire(self) -> Session:
        session = self._pool.acquire()
        assert isinstance(session, Session)
        return session

    def release(self, session: Session, broken: bool) -> None:
        self._pool.release(session, broken)


class Direct:
    """From the database: opened for one request, and closed after it."""

    asking = "connecting"
    giving_back = "closing"

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self) -> Session:
        return self._database.connect()

    def release(self, session: Session, broken: bool) -> None:
        session.close()
