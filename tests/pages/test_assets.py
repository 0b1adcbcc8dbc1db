"""The browser's files: what may be cached how long, what is loaded ahead, and how much it weighs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app import ROOT
from app.lessons import Lesson
from app.pages.assets import vendor_present, vendor_version
from app.pages.comments import without_comments
from tests.pages.html_outline import Outline


def test_own_files_are_revalidated(client: FlaskClient) -> None:
    first = client.get("/static/js/theme.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Content-Encoding"] == "gzip"
    known = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    again = client.get("/static/js/theme.js", headers=known)
    assert again.status_code == 304


def test_pages_are_compressed_and_revalidated(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert page.headers["Cache-Control"] == "no-cache"


@pytest.mark.skipif(not vendor_present(), reason="the browser libraries are not installed")
def test_libraries_are_kept_for_ever_under_the_lock_files_hash(client: FlaskClient) -> None:
    answer = client.get(f"/vendor/{vendor_version()}/lit/index.js")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "no-cache" not in answer.headers["Cache-Control"]
    assert "immutable" not in client.get("/vendor/yesterday/lit/index.js").headers["Cache-Control"]
    assert client.get(f"/vendor/{vendor_version()}/../../app/__init__.py").status_code == 404


@pytest.mark.skipif(not vendor_present(), reason="the browser libraries are not installed")
def test_what_is_loaded_ahead_is_there(write: Callable[..., Lesson], client: FlaskClient) -> None:
    write()
    for path in ("/", "/lessons/pool-architecture", "/labs/fake-pool"):
        for address in Outline(client.get(path).text).files:
            assert client.get(address).status_code == 200, address


def test_the_import_map_names_the_libraries(client: FlaskClient) -> None:
    page = client.get("/").text
    found = re.search(r'<script type="importmap">(.*?)</script>', page)
    # The map on this page stands only where a lab does.
    if found is not None:
        imports = json.loads(found[1])["imports"]
        assert imports["ringside/"] == "/static/js/"
        assert vendor_version() in imports["lit"]


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("/** Why. */\nlet a = 1;\n", "\nlet a = 1;\n"),
        ("/**\n * Why.\n * @param {number} a\n */\nf(1);\n", "\n\n\n\nf(1);\n"),
        ("  // why\n  f(2); // stays\n", "\nf(2); // stays\n"),
        ("/** @type {A} */ (a).b();\n/* gone */\n", "/** @type {A} */ (a).b();\n\n"),
        ("const url = 'http://x';\nconst r = /\\/\\*/;\n", "const url = 'http://x';\nconst r = /\\/\\*/;\n"),
    ],
)
def test_whole_line_comments_stay_at_home_and_lines_keep_their_numbers(source: str, served: str) -> None:
    assert without_comments(source, "text/javascript") == served
    assert served.count("\n") == source.count("\n")


def test_own_scripts_travel_without_comments_except_in_debug_mode(client: FlaskClient) -> None:
    source = (ROOT / "static" / "js" / "theme.js").read_text()
    served = client.get("/static/js/theme.js").text
    assert "The theme button" not in served
    assert served.count("\n") == source.count("\n")
    client.application.debug = True
    assert client.get("/static/js/theme.js").text == source
