"""The browser's files without a bundler: import map, modulepreload list, addresses that may be cached for ever."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, send_from_directory, url_for
from flask_compress import Compress

from app import ROOT
from app.pages.comments import without_comments

blueprint = Blueprint("assets", __name__)

# Browser libraries keep the paths of their npm packages below static/vendor/ (tools/browser_libraries.py copies them).
_VENDOR = {
    "lit": "lit/index.js",
    "lit/": "lit/",
    "lit-html": "lit-html/lit-html.js",
    "lit-html/": "lit-html/",
    "lit-element/lit-element.js": "lit-element/lit-element.js",
    "@lit/reactive-element": "@lit/reactive-element/reactive-element.js",
    "socket.io-client": "socket.io-client/dist/socket.io.esm.min.js",
}
TEXT_TYPES = ("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml")
ON_OPENING = ("socket.io-client",)  # core/live.js imports it when a lab opens: every page with a lab needs it
OWN_TYPES = ("text/css", "text/javascript")
STYLES = ("tokens", "base", "layout", "parts", "stage", "lessons")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["']([^"']+)["']""")
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_YEAR = 365 * 24 * 3600
_WEEK = 7 * 24 * 3600


@lru_cache
def vendor_version() -> str:
    """Changes with package-lock.json: it is part of the path, because relative imports do not inherit a query."""
    lock = ROOT / "package-lock.json"
    return hashlib.sha256(lock.read_bytes()).hexdigest()[:12] if lock.is_file() else "unlocked"


@blueprint.get("/vendor/<version>/<path:name>")
def vendor(version: str, name: str) -> Response:
    answer = send_from_directory(ROOT / "static" / "vendor", name)
    if version == vendor_version():  # a page of yesterday may still ask for yesterday's
        answer.cache_control.no_cache = None
        answer.cache_control.public = True
        answer.cache_control.max_age = _YEAR
        answer.cache_control.immutable = True
    return answer


def vendor_present() -> bool:
    return (ROOT / "static" / "vendor" / _VENDOR["lit"]).is_file()


def import_map() -> dict[str, dict[str, str]]:
    """What bare module names mean, for `<script type="importmap">`."""
    imports = {name: url_for("assets.vendor", version=vendor_version(), name=path) for name, path in _VENDOR.items()}
    imports["ringside/"] = url_for("static", filename="js/")
    return {"imports": imports}


def modules(*entries: str) -> list[str]:
    """The addresses of `entries` (below static/js/) and of every module they import, for `modulepreload`."""
    found = (*_reachable(entries), *(f"vendor/{_VENDOR[name]}" for name in ON_OPENING))
    return [
        url_for("assets.vendor", version=vendor_version(), name=name.removeprefix("vendor/"))
        if name.startswith("vendor/")
        else url_for("static", filename=name)
        for name in found
    ]


@lru_cache
def _reachable(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Files below static/ reached from `entries` by static imports, breadth first, missing ones left out."""
    static = ROOT / "static"
    found: dict[str, None] = {}
    waiting = [f"js/{entry}" for entry in entries]
    while waiting:
        name = waiting.pop(0)
        file = static / name
        if name in found or not file.is_file():
            continue
        found[name] = None
        source = _COMMENT.sub("", file.read_text(encoding="utf-8"))
        waiting += [path for each in _IMPORT.findall(source) if (path := _resolve(each, name))]
    return tuple(found)


def _resolve(specifier: str, importer: str) -> str | None:
    """The file below static/ that `specifier` means in module `importer`, by the import map or relative to it."""
    if specifier.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier))
    if specifier.startswith("ringside/"):
        return "js/" + specifier.removeprefix("ringside/")
    if specifier in _VENDOR:
        return "vendor/" + _VENDOR[specifier]
    package, _, rest = specifier.partition("/")
    return f"vendor/{_VENDOR[package + '/']}{rest}" if package + "/" in _VENDOR else None


def has_style(lab: str) -> bool:
    """Whether the lab of that slug has a stylesheet of its own."""
    return (ROOT / "static" / "css" / f"{lab}.css").is_file()


def _keep(path: Path) -> int | None:
    return _WEEK if path.suffix == ".woff2" else None


def init_app(app: Flask) -> None:
    """Own files are revalidated each time (an ETag, 304 on localhost); fonts keep for a week. Text is compressed."""
    app.config["COMPRESS_MIMETYPES"] = list(TEXT_TYPES)
    Compress(app)
    app.get_send_file_max_age = lambda filename: _keep(Path(filename or ""))  # type: ignore[method-assign]
    app.context_processor(
        lambda: {
            "has_style": has_style,
            "import_map": import_map,
            "modules": modules,
            "styles": STYLES,
            "vendor_present": vendor_present,
        }
    )
    app.after_request(_finish)


def _finish(answer: Response) -> Response:
    """Pages are asked for anew each time; text files are read whole, so that they can be compressed with a length."""
    if answer.mimetype == "text/html" and "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-cache"
    if answer.direct_passthrough and answer.status_code == 200 and answer.mimetype in TEXT_TYPES:
        answer.direct_passthrough = False
        source = answer.get_data(as_text=True)
        if request.endpoint == "static" and answer.mimetype in OWN_TYPES and not current_app.debug:
            answer.set_data(without_comments(source, answer.mimetype))
            answer.set_etag(f"{answer.get_etag()[0]}-bare")
    return answer


__all__ = ["blueprint", "import_map", "init_app", "modules", "vendor_present", "vendor_version"]
