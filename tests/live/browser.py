"""A Socket.IO client for tests: asks, waits for messages, and checks every promise of the stream on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import socketio

from tests.live.viewer import Viewer

WAIT = 30  # seconds; far more than anything here takes
Payload = dict[str, Any]


class Browser:
    """One page. `viewers` follow its labs by id; `messages` are all it was sent, in order."""

    def __init__(self, url: str) -> None:
        self.viewers: dict[str, Viewer] = {}
        self.messages: list[tuple[str, Payload]] = []
        self._read = 0  # messages that `wait_for` has passed
        self._news = threading.Condition()
        self._wrong: list[BaseException] = []
        self._client = socketio.Client(reconnection=False)
        self._client.on("*", self._on_message, namespace="/live")
        self._client.connect(url, namespaces=["/live"], transports=["websocket"], wait_timeout=WAIT)

    def _on_message(self, event: str, payload: Payload) -> None:
        with self._news:
            self.messages.append((event, payload))
            try:
                self.viewers.setdefault(payload["id"], Viewer()).take(event, payload)
            except AssertionError as error:
                self._wrong.append(error)
            self._news.notify_all()

    def ask(self, event: str, payload: Any = None) -> Payload:
        """Send an event and return its acknowledgement."""
        answer: Payload = self._client.call(event, payload, namespace="/live", timeout=WAIT)
        return answer

    def tell(self, event: str, payload: Any = None) -> None:
        """Send an event without asking for an acknowledgement."""
        self._client.emit(event, payload, namespace="/live")

    def open(self, **message: Any) -> Payload:
        """Open a fake lab and wait for its keyframe."""
        ack = self.ask("open", {"lab": "fake", **message})
        assert ack["ok"], ack
        self.wait_for("keyframe", lambda keyframe: keyframe["id"] == ack["id"])
        return ack

    def refused(self, event: str, payload: Any = None) -> Payload:
        """Send an event that must be refused; returns the error."""
        ack = self.ask(event, payload)
        assert ack["ok"] is False, ack
        error: Payload = ack["error"]
        assert error["code"]
        assert error["message"]
        return error

    def wait_for(self, event: str, fits: Callable[[Payload], bool] = lambda payload: True) -> Payload:
        """The next message of that name that fits, passing over all that come before it."""
        until = time.monotonic() + WAIT
        with self._news:
            while True:
                self.check()
                while self._read < len(self.messages):
                    name, payload = self.messages[self._read]
                    self._read += 1
                    if name == event and fits(payload):
                        return payload
                left = until - time.monotonic()
                assert left > 0, f"no {event} came, but {[name for name, _ in self.messages][-20:]}"
                self._news.wait(left)

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true that messages make true."""
        with self._news:
            assert self._news.wait_for(true, WAIT)
            self.check()

    def check(self) -> None:
        if self._wrong:
            raise self._wrong[0]

    def drop(self) -> None:
        """Lose the connection without a goodbye."""
        self._client.eio.ws.close()

    def close(self) -> None:
        self._client.disconnect()
        self._client.eio.wait()  # without the second that the client itself would add
        self.check()
