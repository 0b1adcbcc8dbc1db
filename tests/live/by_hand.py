"""A session without sockets: the clock is a number, and the network a list."""

from __future__ import annotations

from typing import Any

from app.live.emitter import Emitter
from app.live.options import LiveOptions
from app.live.registry import Registry
from app.live.session import LabSession
from tests.live.fake_lab import FakeLab, FakeParams
from tests.live.viewer import Viewer

WAIT = 30  # seconds; far more than anything here takes


class HandClock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeTransport:
    """Keeps what is emitted; `depths` says how many packets wait for a client (None: it has gone)."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.depths: dict[str, int | None] = {}

    def emit(self, sid: str, event: str, payload: dict[str, Any]) -> None:
        self.sent.append((sid, event, payload))

    def depth(self, sid: str) -> int | None:
        return self.depths.get(sid, 0)

    def take(self, sid: str = "browser") -> list[tuple[str, dict[str, Any]]]:
        """What this client was sent since the last call."""
        taken = [(event, payload) for to, event, payload in self.sent if to == sid]
        self.sent = [message for message in self.sent if message[0] != sid]
        return taken


class Bench:
    """Registry, emitter and fake labs, all driven by a test."""

    def __init__(self, **options: Any) -> None:
        self.clock = HandClock()
        self.transport = FakeTransport()
        self.options = LiveOptions(**options)
        self.registry = Registry(self.transport, self.options, real=self.clock)
        self.emitter = Emitter(self.registry.all, self.registry.reap, every=0.05, real=self.clock)
        self.viewer = Viewer()

    def session(self, sid: str = "browser", *, keyframe: bool = True, **attributes: Any) -> LabSession:
        kind = FakeLab.kind(**attributes)
        lab = kind(FakeParams())
        session = LabSession(
            kind, lab, sid, self.transport, self.options, real=self.clock, on_end=self.registry.discard
        )
        self.registry.add(session)
        if keyframe:
            session.strand.submit(session.send_keyframe)
            settle(session)
        return session

    def tick(self, seconds: float = 0.05) -> None:
        self.clock.now += seconds
        self.emitter.tick()

    def see(self, sid: str = "browser") -> list[tuple[str, dict[str, Any]]]:
        """What the browser was sent since the last look, checked by the viewer."""
        messages = self.transport.take(sid)
        for event, payload in messages:
            self.viewer.take(event, payload)
        return messages

    def kinds(self, sid: str = "browser") -> list[str]:
        return [event for event, _ in self.see(sid)]


def settle(session: LabSession) -> None:
    """Wait until everything that was asked of the lab so far is done."""
    session.strand.submit(lambda: None).result(WAIT)
