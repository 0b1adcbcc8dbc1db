"""Every page answers, reads in order, leads somewhere, and takes bad addresses calmly."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote, urldefrag

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app.lessons import Lesson
from app.lessons.curriculum import CURRICULUM
from tests.pages.conftest import ROUND
from tests.pages.html_outline import Outline

Write = Callable[..., Lesson]
PAGES = ["/", "/lessons/pool-architecture", "/lessons/summary", "/labs/fake-pool", "/labs/none", "/nowhere"]
SLUGS = [
    "why-pooling", "pool-architecture", "database-pools", "pool-sizing", "pool-health", "http-keep-alive",
    "load-balancing", "consistent-hashing", "thread-pools", "thread-pool-sizing", "anti-patterns", "architecture",
    "summary",
]  # fmt: skip
TWO = ROUND + ROUND.replace("First round", "Second *round*").replace("max_size: 4", "max_size: 2")


def test_the_map_lists_every_lesson_in_order(write: Write, client: FlaskClient) -> None:
    write()
    page = html.unescape(client.get("/").text)
    places = [page.index(entry.summary) if entry.slug != "pool-architecture" else page.index("Two rounds.")
              for entry in CURRICULUM]  # fmt: skip
    assert places == sorted(places)
    assert [entry.slug for entry in CURRICULUM] == SLUGS


def test_only_lessons_with_a_file_are_links(write: Write, client: FlaskClient) -> None:
    write()
    links = [link for link in Outline(client.get("/").text).links if link.startswith("/lessons/")]
    assert set(links) == {"/lessons/pool-architecture"}
    assert client.get("/").text.count(">coming<") == 12


def test_a_coming_lesson_says_so(client: FlaskClient) -> None:
    page = client.get("/lessons/load-balancing")
    assert page.status_code == 404
    assert "still being written" in page.text


@pytest.mark.parametrize("path", PAGES)
def test_headings_are_in_order_below_one_h1(write: Write, client: FlaskClient, path: str) -> None:
    write(TWO)
    headings = Outline(client.get(path).text).headings
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings)), headings


@pytest.mark.parametrize("path", PAGES)
def test_every_link_and_file_of_the_house_is_there(write: Write, client: FlaskClient, path: str) -> None:
    write(TWO)
    outline = Outline(client.get(path).text)
    for address in outline.links + [file for file in outline.files if not file.startswith("/vendor/")]:
        page, fragment = urldefrag(address)
        if page:
            assert client.get(page).status_code == 200, address
        if fragment:
            assert fragment in (Outline(client.get(page).text) if page else outline).ids, address


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_nothing_is_handled_inline(write: Write, client: FlaskClient, path: str) -> None:
    write(TWO)
    outline = Outline(client.get(path).text)
    assert sorted(outline.ids) == sorted(set(outline.ids))
    assert outline.handlers == []


def test_a_lesson_reads_without_javascript(write: Write, client: FlaskClient) -> None:
    write(TWO)
    page = client.get("/lessons/pool-architecture").text
    assert page.count("The pool has") == 2
    assert "Second <em>round</em>" in page
    assert "It only answers. This figure stands still" in page[page.index("<ring-lab") : page.index("</ring-lab>")]


def test_each_round_carries_its_preset(write: Write, client: FlaskClient) -> None:
    write(TWO)
    page = client.get("/lessons/pool-architecture").text
    settings = [json.loads(each) for each in re.findall(r'<script type="application/json">(.*?)</script>', page)]
    assert [each["params"] for each in settings] == [{"max_size": 4}, {"max_size": 2}]
    assert settings[0]["controls"] == ["max_size"]
    lab = Outline(page).attributes["ring-lab"]
    assert json.loads(lab["params"]) == {"max_size": 4}
    assert (lab["lab"], lab["controls"], lab["actions"]) == ("fake-pool", "max_size", "kill")


def test_the_address_sets_parameters_of_every_round(write: Write, client: FlaskClient) -> None:
    write(TWO)
    page = client.get("/lessons/pool-architecture?query_time=0.5").text
    settings = [json.loads(each) for each in re.findall(r'<script type="application/json">(.*?)</script>', page)]
    assert settings[0]["params"] == {"max_size": 4, "query_time": 0.5}
    assert settings[1]["params"] == {"max_size": 2, "query_time": 0.5}
    assert "<code>query_time</code> to <code>0.5</code>" in page


def test_a_lab_takes_its_parameters_from_the_address(client: FlaskClient) -> None:
    lab = Outline(client.get("/labs/fake-pool?max_size=2&pooling=off").text).attributes["ring-lab"]
    assert json.loads(lab["params"]) == {"max_size": 2, "pooling": False}


@pytest.mark.parametrize("path", ["/labs/fake-pool", "/lessons/pool-architecture"])
@pytest.mark.parametrize(
    "query", ["max_size=many", "max_size=0", "max_size=", "utm_source=mail", "max_size=1&max_size=x"]
)
def test_a_bad_parameter_is_named_and_not_used(write: Write, client: FlaskClient, path: str, query: str) -> None:
    write()
    page = client.get(f"{path}?{query}")
    assert page.status_code == 200
    assert query.partition("=")[0] in page.text[page.text.index('role="status"') :].partition("</ul>")[0]
    assert json.loads(Outline(page.text).attributes["ring-lab"]["params"]) in ({}, {"max_size": 4})


@pytest.mark.parametrize("nasty", ["'><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script>"])
def test_an_address_cannot_write_into_the_page(write: Write, client: FlaskClient, nasty: str) -> None:
    write()
    query = f"order={quote(nasty)}&{quote(nasty)}=1"
    paths = ["/labs/fake-pool?" + query, "/lessons/pool-architecture?" + query]
    for path in [*paths, f"/labs/{quote(nasty)}", f"/lessons/{quote(nasty)}"]:
        page = client.get(path)
        assert page.status_code in (200, 404)
        assert nasty not in page.text.replace("</script>\n", "")
        assert "img" not in Outline(page.text).attributes


def test_every_lab_is_listed_and_can_be_reached_from_everywhere(client: FlaskClient) -> None:
    page = client.get("/")
    assert "It only answers." in page.text[page.text.index('id="labs"') :]
    assert {"/labs/fake-pool", "/#labs"} <= set(Outline(page.text).links)
    lab = client.get("/labs/fake-pool").text
    assert "/labs/fake-pool?max_size=2" in Outline(lab).links


def test_an_unknown_lab_is_a_404_that_names_the_known_ones(client: FlaskClient) -> None:
    page = client.get("/labs/boxing")
    assert page.status_code == 404
    assert "fake-pool" in page.text


def test_the_api_describes_every_lab(client: FlaskClient) -> None:
    [described] = client.get("/api/labs").json
    assert client.get("/api/labs/fake-pool").json == described
    Draft202012Validator.check_schema(described["params"])
    assert list(described["params"]["properties"])[:2] == ["max_size", "query_time"]


@pytest.mark.parametrize("path", ["/api/labs/none", "/api/nothing"])
def test_the_api_says_what_is_wrong_as_json(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json["error"]["message"]


def test_the_api_lists_all_lessons(write: Write, client: FlaskClient) -> None:
    write(TWO)
    rows = client.get("/api/lessons").json
    assert [row["slug"] for row in rows] == SLUGS
    assert rows[1]["state"] == "ready"
    assert [each["title"] for each in rows[1]["rounds"]] == ["First round", "Second *round*"]
    assert rows[0]["state"] == "coming"


def test_healthz(write: Write, client: FlaskClient) -> None:
    write()
    assert client.get("/healthz").json == {"ok": True, "labs": ["fake-pool"], "lessons": {"coming": 12, "ready": 1}}
