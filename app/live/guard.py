"""The server's side of one websocket, made to end cleanly whatever comes in.

What python-engineio 4.15 and simple-websocket 1.1 do by themselves, found by reading and trying:

- A message of any size is read into memory before its length is looked at. simple-websocket has a limit, but
  python-engineio does not set it, and when it strikes, the reader may miss the wake-up and wait for ever.
- A packet that is no Engine.IO packet raises outside the reader's `try`: a traceback in the log, and the socket
  stays registered, with its queue growing, until the ping timeout 45 s later.
- A writer blocked on a client that does not read stays blocked after the ping timeout has struck.
- A handshake without the websocket headers leaves a registered socket behind, too.
- permessage-deflate is accepted whenever it is offered, and costs a fifth of the capacity on messages this small.
"""

from __future__ import annotations

import contextlib
import logging
import socket as sockets
from collections.abc import Callable, Iterable
from typing import Any

import simple_websocket
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.base_server import BaseServer

from .options import LiveOptions

log = logging.getLogger(__name__)

PACKET_TYPES = frozenset("0123456")  # OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP


class _Server(simple_websocket.Server):  # type: ignore[misc]  # simple-websocket has no types
    def _handle_events(self) -> bool:
        keep_going: bool = super()._handle_events()
        if not keep_going:  # wake the reader again, now that `connected` tells it why
            self.connected = False
            self.event.set()
        return keep_going


class GuardedWebSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    """Takes the place of python-engineio's wrapper around a simple-websocket server."""

    ws: _Server | None = None

    def __init__(self, handler: Callable[[Any], Any], server: BaseServer, *, options: LiveOptions) -> None:
        super().__init__(handler, server)
        self._options = options
        self._engineio_socket = handler.__self__  # type: ignore[attr-defined]  # the handler is its method

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # nothing offered, nothing accepted
        try:
            self.ws = _Server(environ, max_message_size=self._options.max_message_bytes)
        except Exception as error:
            log.warning("closed a socket: bad websocket handshake (%s)", error)
            self._engineio_socket.close(wait=False, abort=True)
            start_response("400 BAD REQUEST", [("Content-Type", "text/plain"), ("Connection", "close")])
            return [b"bad websocket handshake"]
        self._engineio_socket.hang_up = self.hang_up
        # A full buffer of the system's own size (megabytes) would show a slow reader what was half a minute ago.
        with contextlib.suppress(OSError):
            self.ws.sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, self._options.send_buffer_bytes)
        try:
            self.app(self)
        finally:
            self.hang_up()
        if self.ws.mode == "gunicorn":
            raise StopIteration
        raise ConnectionError  # werkzeug's way to be told that there is no response to send

    def wait(self) -> str | None:
        """The next message; None ends the connection."""
        assert self.ws is not None
        data = super().wait()
        if data is None:
            if self.ws.incoming_message_len > self._options.max_message_bytes:
                self._log_oversized()
            return None
        if not isinstance(data, str):
            log.warning("closed a socket: binary message")
        elif data[:1] not in PACKET_TYPES:
            log.warning("closed a socket: no Engine.IO packet: %.40r", data)
        elif len(data.encode()) > self._options.max_message_bytes:
            self._log_oversized()
        else:
            return data
        return None

    def close(self) -> None:
        """Say goodbye and hang up: a peer that never answers must not keep our threads."""
        with contextlib.suppress(OSError, simple_websocket.ConnectionClosed):
            super().close()
        self.hang_up()

    def hang_up(self) -> None:
        """End the TCP connection, whoever is blocked on it."""
        if self.ws is not None:
            with contextlib.suppress(OSError):
                self.ws.sock.shutdown(sockets.SHUT_RDWR)

    def _log_oversized(self) -> None:
        log.warning("closed a socket: a message of more than %d bytes", self._options.max_message_bytes)


def hang_up(engineio_socket: Any) -> None:
    """End the TCP connection under an Engine.IO socket."""
    getattr(engineio_socket, "hang_up", lambda: None)()
