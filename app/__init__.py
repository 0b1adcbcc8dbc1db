"""Ringside: a front-row seat to connection pools, load balancers and thread pools at work. `create_app` builds it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.labs import Lab

ROOT = Path(__file__).resolve().parent.parent


def create_app(*, labs: Mapping[str, type[Lab]] | None = None, lessons: Path | None = None, live: bool = True) -> Flask:
    """The Flask application: pages, API and, with `live`, the stream on Socket.IO.

    Tests hand in their own `labs`, a folder of `lessons`, or do without the stream.
    """
    # Imported here, so that `from app.engine import ConnectionPool` loads no web server.
    from flask import Flask

    from app import pages

    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.json.sort_keys = False  # type: ignore[attr-defined]  # parameters come in the order they are declared
    app.jinja_env.policies["json.dumps_kwargs"] = {}
    if labs is None:
        from app.experiments import EXPERIMENTS
        from app.labs import LABS

        labs = {**LABS, **EXPERIMENTS}
    pages.init_app(app, labs, lessons)
    if live:
        from app.live import init_app

        init_app(app, labs=labs)
    return app
