"""The lessons that are there: sound, honest about their numbers, runnable, quick, and light enough."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app import create_app
from app.engine import ConnectionPool
from app.labs import LABS
from app.lessons import LESSONS, Lesson, Library
from app.pages.assets import vendor_present
from tests.pages.conftest import Client
from tests.pages.html_outline import Outline

FILES = sorted(set(LESSONS.glob("*.md")) - {LESSONS / "README.md"})
LIBRARY = Library(LABS)
READY = [lesson for lesson in LIBRARY.lessons() if lesson.state == "ready"]
PATIENCE = 10  # real seconds within which whatever a round promises can happen
LONG = (  # parameters that somebody waits for
    "acquire_timeout", "leak_detection_threshold", "query_time", "think_time",
    "work_time", "request_timeout", "eject_time", "check_interval", "hold_time",
)  # fmt: skip
LIMIT = 100_000  # bytes of a page, gzipped, without fonts

PAGES = ["/", *(f"/lessons/{lesson.slug}" for lesson in READY), *(f"/labs/{slug}" for slug in LABS)]

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
every_lesson = pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.slug)


@pytest.fixture(scope="module")
def house() -> FlaskClient:
    app = create_app(live=False)
    app.test_client_class = Client
    return app.test_client()


def test_no_lesson_is_broken() -> None:
    assert [str(fault) for fault in LIBRARY.faults()] == []
    assert {lesson.slug for lesson in READY} == {path.stem for path in FILES}


@every_file
def test_no_number_with_a_unit_is_typed_by_hand(path: Path) -> None:
    text = re.sub(r"\{\{.*?\}\}", "", path.read_text(encoding="utf-8"))
    assert re.findall(r".*\b[0-9]+(?:\.[0-9]+)? ?(?:ms|µs|s\b|%|/s|req/s|×).*", text) == []


@every_lesson
def test_every_number_is_computed(lesson: Lesson) -> None:
    words = lesson.words
    for text in (words.lede, words.opening, words.ending, *(each.body + each.summary for each in words.rounds)):
        assert "missing" not in text
        assert "{{" not in text


@every_lesson
def test_every_promise_comes_true_while_one_watches(lesson: Lesson) -> None:
    assert lesson.front is not None
    lab: Any = LABS[lesson.front.lab]
    for each in lesson.words.rounds:
        params = lab.parse(each.preset)[0]
        for name in LONG:
            seconds = getattr(params, name, None)
            assert seconds is None or seconds * params.slow <= PATIENCE, (each.title, name)


@every_lesson
def test_every_round_can_be_touched(lesson: Lesson) -> None:
    assert 3 <= len(lesson.words.rounds) <= 8
    for each in lesson.words.rounds:
        assert each.controls, each.title
        assert '<div class="try">' in each.body, each.title
        assert '<details class="why">' in each.body, each.title


def snippets() -> Iterator[Any]:
    for path in FILES:
        for index, code in enumerate(
            re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL), 1
        ):
            yield pytest.param(code, id=f"{path.stem}-{index}")


class Session:
    """What a pool in a snippet lends."""

    def query(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("code", list(snippets()))
def test_every_snippet_runs(code: str) -> None:
    pool = ConnectionPool(Session)
    try:
        exec(code, {"pool": pool})
        assert pool.stats().active == 0
    finally:
        pool.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_in_order(house: FlaskClient, path: str) -> None:
    page = house.get(path)
    outline = Outline(page.text)
    assert page.status_code == 200
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert sorted(outline.ids) == sorted(set(outline.ids))
    for address in (*outline.links, *outline.files):
        if not address.startswith(("#", "/vendor/")):
            assert house.get(address).status_code == 200, address


@pytest.mark.skipif(not vendor_present(), reason="the browser libraries are not installed")
@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_light(house: FlaskClient, path: str) -> None:
    page = house.get(path)
    files = {file for file in Outline(page.text).files if not file.endswith(".woff2")}
    weights = {file: len(gzip.compress(house.get(file).data)) for file in files}
    weights[path] = len(gzip.compress(page.data))
    assert any("socket.io" in file for file in weights)
    assert sum(weights.values()) <= LIMIT, sorted(weights.items(), key=lambda each: -each[1])


@pytest.mark.parametrize("slug", LABS)
def test_a_page_brings_what_shows_its_lab_and_nothing_of_the_others(house: FlaskClient, slug: str) -> None:
    files = Outline(house.get(f"/labs/{slug}").text).files
    known = {each for each in LABS for file in files if f"/js/labs/{each}.js" in file or f"/css/{each}.css" in file}
    assert known == {slug}
    assert not [file for file in files if "-more.js" in file or "/panels/" in file]


def test_a_pool_can_be_seen_without_javascript(house: FlaskClient) -> None:
    page = house.get("/labs/connection-pool?max_size=3").text
    still = page[page.index("<ring-lab") : page.index("</ring-lab>")]
    assert 'aria-label="A connection pool with 3 slots' in still


@pytest.mark.parametrize("slug", LABS)
def test_what_the_api_says_of_a_lab_is_json_schema_that_its_defaults_keep_to(house: FlaskClient, slug: str) -> None:
    described = house.get(f"/api/labs/{slug}").get_json()
    assert described in house.get("/api/labs").get_json()
    schema = described["params"]
    Draft202012Validator.check_schema(schema)
    properties = schema["properties"]
    defaults = {name: declared["default"] for name, declared in properties.items()}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(defaults)] == []
    for declared in properties.values():
        notches = declared.get("notches", [])
        assert notches == sorted(set(notches))
        assert all(declared["minimum"] <= notch <= declared["maximum"] for notch in notches)
