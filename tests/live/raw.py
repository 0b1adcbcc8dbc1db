"""A websocket client that speaks no Socket.IO by itself: for packets that no real client would send."""

from __future__ import annotations

import json
import socket
from typing import Any

import websocket

WAIT = 30


class Raw:
    """An Engine.IO connection by hand; it reads only when told to. `receive_buffer` in bytes, of the kernel."""

    def __init__(self, port: int, *, receive_buffer: int | None = None) -> None:
        options = [(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)] if receive_buffer else []
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.ws = websocket.create_connection(url, timeout=WAIT, sockopt=options)
        assert self.ws.recv().startswith("0{"), "the handshake of Engine.IO"

    def join(self) -> Raw:
        """Connect to the namespace."""
        self.ws.send("40/live,")
        assert self.ws.recv().startswith("40/live,")
        return self

    def open(self) -> dict[str, Any]:
        """Open a fake lab."""
        self.ws.send('42/live,1["open",{"lab":"fake"}]')
        (ack,) = json.loads(self.ws.recv().removeprefix("43/live,1"))
        assert ack["ok"]
        return dict(ack)

    def read_to_the_end(self) -> None:
        """Read until the server has closed the connection; fails if it does not."""
        try:
            while self.ws.recv():
                pass
        except (websocket.WebSocketConnectionClosedException, ConnectionError):
            pass  # closed without a goodbye, as after an oversized message
        finally:
            self.ws.shutdown()

    def next(self, event: str) -> dict[str, Any]:
        """Read on to the next message of that name."""
        while True:
            text = self.ws.recv()
            if text == "2":
                self.ws.send("3")
            elif text.startswith("42/live,"):
                name, payload = json.loads(text.removeprefix("42/live,"))
                if name == event:
                    return dict(payload)
