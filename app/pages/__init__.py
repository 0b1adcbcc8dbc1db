"""The pages: small blueprints over the lessons, the labs and the static files; nothing here runs a lab."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from app.lessons import LESSONS, Library
from app.pages import api, assets, code, errors, health, labs, lessons, tables, tasks
from app.pages.site import SITE, Site

if TYPE_CHECKING:
    from app.labs import Lab


def init_app(app: Flask, known_labs: Mapping[str, type[Lab]], folder: Path | None = None) -> None:
    """Registers every blueprint; `known_labs` and the lessons of `folder` are what the pages speak of."""
    app.extensions[SITE] = Site(known_labs, Library(known_labs, folder or LESSONS))
    for part in (assets, health, lessons, labs, api, code, tables, tasks):
        app.register_blueprint(part.blueprint)
    app.context_processor(lambda: {"known_labs": known_labs})
    assets.init_app(app)
    errors.init_app(app)
