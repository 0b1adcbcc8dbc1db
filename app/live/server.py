"""The live server: everything wired together on a Flask app, and the process that serves it."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .emitter import Emitter
from .guard import GuardedWebSocket, hang_up
from .interface import LabClass
from .namespace import LiveNamespace
from .options import LiveOptions
from .registry import Registry
from .transport import SocketTransport
from .wire import FastPacket, OrjsonAdapter

log = logging.getLogger(__name__)

EXTENSION = "ringside-live"  # in app.extensions


class LiveServer:
    """Socket.IO on a Flask app, the open labs, and the emitter."""

    def __init__(self, app: Flask, labs: Mapping[str, LabClass] | None, options: LiveOptions) -> None:
        self._labs = labs
        self.options = options
        self.socketio = SocketIO(
            app,
            async_mode="threading",
            async_handlers=False,  # commands must not overtake each other
            transports=["websocket"],
            namespaces=["/live"],
            json=OrjsonAdapter,
            serializer=FastPacket,
            max_http_buffer_size=options.max_message_bytes,
        )
        server = self.socketio.server
        transport = SocketTransport(server)
        self.registry = Registry(transport, options)
        self.emitter = Emitter(self.registry.all, self.registry.reap, every=options.frame_every)
        self.namespace = LiveNamespace(self.registry, transport, options, self._known_labs, self.emitter.wake)
        server.register_namespace(self.namespace)
        self._guard(server)

    def stats(self) -> dict[str, int]:
        """Numbers for a health page."""
        sessions = self.registry.all()
        return {
            "labs": len(sessions),
            "labs_away": sum(session.sid is None for session in sessions),
            "connections": len(self.socketio.server.eio.sockets),
        }

    def close(self, timeout: float = 5.0) -> None:
        """End all labs and all threads of our own. May be called twice."""
        closers = [session.end("shutdown") for session in self.registry.all()]
        self.emitter.stop()
        for closer in closers:
            if closer is not None:
                closer.join(timeout)
        if self.socketio.server.eio.service_task_handle is not None:  # engineio's own is not to be called twice
            self.socketio.server.shutdown()

    def _known_labs(self) -> Mapping[str, LabClass]:
        if self._labs is None:
            # Not before a lab is asked for: they import the whole engine.
            from app.experiments import EXPERIMENTS
            from app.labs import LABS

            self._labs = {**LABS, **EXPERIMENTS}
        return self._labs

    # -- what python-socketio leaves open: see guard.py

    def _guard(self, server: Any) -> None:
        eio = server.eio
        eio._async = {**eio._async, "websocket": partial(GuardedWebSocket, options=self.options)}
        eio.on("message", self._on_message)
        eio.on("disconnect", self._on_disconnect)

    def _on_message(self, eio_sid: str, data: Any) -> None:
        """In place of python-socketio's own, which logs a traceback for a malformed packet and carries on."""
        server = self.socketio.server
        socket = server.eio.sockets.get(eio_sid)
        if socket is None or socket.closed:
            return  # it came before the end, and is read after it
        if socket.queue.qsize() > self.options.max_unread:
            self._cut_off(socket, "it sends and does not read")
            return
        try:
            if not isinstance(data, str) or not data:
                raise ValueError("not a Socket.IO packet")
            server._handle_eio_message(eio_sid, data)
        except Exception as error:
            self._cut_off(socket, f"malformed packet ({error})")
        finally:
            self.namespace.run_after_ack()

    def _on_disconnect(self, eio_sid: str, reason: str) -> None:
        server = self.socketio.server
        socket = server.eio.sockets.get(eio_sid)
        try:
            server._handle_eio_disconnect(eio_sid, reason)
        finally:
            if reason == server.reason.PING_TIMEOUT:
                hang_up(socket)  # its writer may be blocked for good

    def _cut_off(self, socket: Any, why: str) -> None:
        log.warning("closed a socket: %s", why)
        socket.close(wait=False, abort=True, reason=self.socketio.server.reason.TRANSPORT_ERROR)
        if socket.queue.qsize() > self.options.max_queue:
            hang_up(socket)  # nobody reads: a goodbye would wait for ever


class _RequestHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # werkzeug leaves it on: a constant 20 ms behind a proxy

    def connection_dropped(self, error: BaseException, environ: dict[str, Any] | None = None) -> None:
        """A websocket has ended. Without this, werkzeug would read what else comes on it as HTTP requests."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the terminal is for what a trainer has to know."""


def tune_process() -> None:
    """Settings of the whole process, for hundreds of threads that mostly wait. Call before any thread starts."""
    sys.setswitchinterval(0.05)  # at the default 5 ms, 100 fast labs collapse: every waiter wakes 200 times a second
    threading.stack_size(256 * 1024)


def make_http_server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """A threaded server that is bound but does not serve yet; port 0 takes a free one (`server_port`)."""
    return make_server(host, port, app, threaded=True, request_handler=_RequestHandler)


def run(
    app: Flask, host: str = "127.0.0.1", port: int = 8000, *, ready: Callable[[str, int], object] | None = None
) -> None:
    """Serve until interrupted (Ctrl-C or SIGTERM), then close all labs.

    `ready(host, port)` is called once connections are accepted, with the real port. If the address is taken, werkzeug
    says so and ends the process (SystemExit).
    """
    tune_process()
    server = make_http_server(app, host, port)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        if ready is not None:
            ready(host, server.server_port)
        server.serve_forever()  # returns on KeyboardInterrupt
    finally:
        live_of(app).close()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def live_of(app: Flask) -> LiveServer:
    """The live server of an app."""
    live: LiveServer = app.extensions[EXTENSION]
    return live
