"""The stream: Socket.IO namespace ``/live``, one running lab per visitor, its events as frames.

What the rest of the app calls::

    from app.live import init_app, run

    socketio = init_app(app)                          # in create_app(): mounts Socket.IO on the Flask app
    run(app, host="127.0.0.1", port=8000, ready=...)  # in __main__: serves until Ctrl-C or SIGTERM

`init_app(app, *, labs=None, options=LiveOptions())` starts no thread and imports no lab: both happen when the first
lab is opened. Process-wide settings (switch interval, stack size, Nagle) are made by `run` alone. `ready(host, port)`
is called when connections are accepted, with the real port. If the address is taken, werkzeug says so on stderr and
ends the process: look before.
`live_of(app).stats()` has numbers for a health page.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_socketio import SocketIO

from .interface import LabClass
from .options import LiveOptions
from .server import EXTENSION, LiveServer, live_of, make_http_server, run, tune_process

__all__ = ["LiveOptions", "LiveServer", "init_app", "live_of", "make_http_server", "run", "tune_process"]


def init_app(app: Flask, *, labs: Mapping[str, LabClass] | None = None, options: LiveOptions | None = None) -> SocketIO:
    """Mount the stream on `app`. `labs` (slug -> class) defaults to all labs and experiments."""
    live = LiveServer(app, labs, options or LiveOptions())
    app.extensions[EXTENSION] = live
    return live.socketio
