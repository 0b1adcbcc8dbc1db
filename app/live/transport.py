"""The way to a browser: emit to one client, and see how much it has not taken yet.

The only file that reaches into python-socketio and python-engineio for the state of a connection. Frames written
straight to the websocket would come in here.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

from socketio import Server

log = logging.getLogger(__name__)

NAMESPACE = "/live"


class Transport(Protocol):
    """What a session needs to know of the network."""

    def emit(self, sid: str, event: str, payload: dict[str, Any]) -> None:
        """Queue a message for a client; never waits, and does nothing for a client that has gone."""

    def depth(self, sid: str) -> int | None:
        """Packets queued for the client and not yet on their way; None if it has gone."""


class SocketTransport:
    """Transport over a python-socketio server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def emit(self, sid: str, event: str, payload: dict[str, Any]) -> None:
        try:
            self._server.emit(event, payload, namespace=NAMESPACE, to=sid)
        except Exception as error:  # engineio raises if the socket closes at this very moment
            log.info("%s not sent: %s", event, type(error).__name__)

    def depth(self, sid: str) -> int | None:
        try:
            eio_sid = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        except KeyError:  # the last client of the namespace is just leaving
            return None
        socket = self._server.eio.sockets.get(eio_sid)
        if socket is None or socket.closing or socket.closed:
            return None
        depth: int = socket.queue.qsize()
        return depth
