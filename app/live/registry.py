"""All open labs of the process: who holds which, how many there may be, and how long one waits for its client."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable

from .errors import LiveError, unknown_id
from .options import LiveOptions
from .session import LabSession
from .transport import Transport


class Registry:
    """Sessions by id. `_lock` guards the two collections and is never held while a session is called."""

    def __init__(
        self, transport: Transport, options: LiveOptions, *, real: Callable[[], float] = time.monotonic
    ) -> None:
        self._transport = transport
        self._options = options
        self._real = real
        self._reaped_at = real()
        self._lock = threading.Lock()
        self._sessions: dict[str, LabSession] = {}
        self._building: list[str] = []  # connections for which a lab is just being built

    def __len__(self) -> int:
        return len(self._sessions)

    def all(self) -> list[LabSession]:
        with self._lock:
            return list(self._sessions.values())

    def held_by(self, sid: str) -> list[LabSession]:
        """The labs of one connection."""
        return [session for session in self.all() if session.sid == sid]

    def find(self, sid: str, lab_id: str | None) -> LabSession:
        """The lab a message is about. Without an id: the only one that the connection holds."""
        held = self.held_by(sid)
        if lab_id is None:
            if len(held) == 1:
                return held[0]
            if not held:
                raise unknown_id(lab_id)
            ids = [session.id for session in held]
            raise LiveError("bad_message", "several labs are open: say which", field="id", allowed=ids)
        for session in held:
            if session.id == lab_id:
                return session
        raise unknown_id(lab_id)

    def claim(self, sid: str, lab_id: str, token: str) -> LabSession:
        """The lab that a returning client may take over, which its token proves."""
        with self._lock:
            session = self._sessions.get(lab_id)
        if session is None or not hmac.compare_digest(session.token.encode(), token.encode()):
            raise unknown_id(lab_id)
        if session.sid != sid and len(self.held_by(sid)) >= self._options.max_labs_per_connection:
            raise self._too_many("connection", self._options.max_labs_per_connection)
        return session

    # -- coming and going

    def reserve(self, sid: str) -> None:
        """Make sure that `sid` may have one lab more, before it is built. LiveError "too_many_labs" if not.

        A full process gives up the lab that has waited longest for a client that went away.
        """
        held = len(self.held_by(sid))
        oldest: tuple[float, LabSession] | None = None
        with self._lock:
            if held + self._building.count(sid) >= self._options.max_labs_per_connection:
                raise self._too_many("connection", self._options.max_labs_per_connection)
            if len(self._sessions) + len(self._building) >= self._options.max_labs:
                away = [(session.left_at, session) for session in self._sessions.values()]
                oldest = min(
                    ((left_at, session) for left_at, session in away if left_at is not None),
                    key=lambda pair: pair[0],
                    default=None,
                )
                if oldest is None:
                    raise self._too_many("server", self._options.max_labs)
            self._building.append(sid)
        if oldest is not None:
            oldest[1].give_up(oldest[0], "evicted")

    def release(self, sid: str) -> None:
        """Give back what `reserve` took: the lab is in the registry now, or could not be built."""
        with self._lock:
            self._building.remove(sid)

    def add(self, session: LabSession) -> None:
        with self._lock:
            self._sessions[session.id] = session

    def discard(self, session: LabSession) -> None:
        with self._lock:
            self._sessions.pop(session.id, None)

    def left(self, sid: str) -> None:
        """A connection is gone: its labs stand still from now on."""
        for session in self.held_by(sid):
            session.leave(sid)

    def reap(self, now: float) -> None:
        """Once a second: end labs nobody came back for, and notice clients that vanished during an `open`."""
        if now - self._reaped_at < self._options.reap_every:
            return
        self._reaped_at = now
        for session in self.all():
            sid, left_at = session.sid, session.left_at
            if sid is not None and self._transport.depth(sid) is None:
                session.leave(sid)
            elif left_at is not None and now - left_at >= self._options.grace:
                session.give_up(left_at, "expired")

    @staticmethod
    def _too_many(whose: str, limit: int) -> LiveError:
        message = f"this {whose} already runs {limit} labs; close one first"
        return LiveError("too_many_labs", message, allowed={"maximum": limit})
