"""The document's own ring stands in the lesson as written: it runs, and what it prints stands beside its comments."""

from __future__ import annotations

import contextlib
import html
import io
import re
from typing import Any

import pytest

from app.engine.balancer.hash_ring import HashRing
from app.labs import LABS
from app.lessons import LESSONS, Library

TEXT = (LESSONS / "consistent-hashing.md").read_text(encoding="utf-8")
PROMISE = re.compile(r"print\(ring\.get_node\(\"(?P<key>[^\"]+)\"\)\)  # (?P<comment>.+)")
SERVER = re.compile(r"server-[a-z]")


def the_code() -> str:
    [code] = [each for each in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if "ConsistentHashRing" in each]
    return str(code)


@pytest.fixture(scope="module")
def ran() -> tuple[dict[str, Any], list[str]]:
    """What the code defines, and the lines that it prints."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(the_code(), names)
    return names, printed.getvalue().split()


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """The table of calls, comments and answers, as the page shows it."""
    lesson = Library(LABS).get("consistent-hashing")
    assert lesson is not None
    [body] = [each.body for each in lesson.words.rounds if "<table>" in each.body]
    found = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in body.split("<tr>")]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in found if row]


def test_it_prints_what_the_lesson_says(ran: tuple[dict[str, Any], list[str]], rows: list[list[str]]) -> None:
    _, printed = ran
    promised = [(found["key"], found["comment"]) for found in PROMISE.finditer(the_code())]
    assert len(printed) == len(promised) == 3
    told = [row for row in rows if row[1] not in ("", "none")]
    for (key, comment), answer, row in zip(promised, printed, told, strict=True):
        assert row == [key, row[1], answer]
        assert row[1].strip("“”") == comment


def test_no_comment_tells_what_is_printed(ran: tuple[dict[str, Any], list[str]]) -> None:
    _, printed = ran
    comments = [found["comment"] for found in PROMISE.finditer(the_code())]
    assert [SERVER.findall(comment) for comment in comments] == [["server-b"], ["server-a"], ["server-b"]]
    assert printed == ["server-a", "server-c", "server-d"]


def test_our_ring_gives_the_same_answers(ran: tuple[dict[str, Any], list[str]]) -> None:
    theirs = ran[0]["ConsistentHashRing"](["server-a", "server-b", "server-c"])
    ours = HashRing(["server-a", "server-b", "server-c"])
    for name in (None, "server-d"):
        if name is not None:
            theirs.add_node(name)
            ours.add_node(name)
        keys = [f"user:{number}" for number in range(500)]
        assert [theirs.get_node(key) for key in keys] == [ours.get_node(key) for key in keys]


def test_what_is_said_of_it_is_true(ran: tuple[dict[str, Any], list[str]]) -> None:
    """Two labels on one point: the later one takes it, and removing either leaves the point without an owner."""
    ring = ran[0]["ConsistentHashRing"]

    class Clash(ring):  # type: ignore[misc, valid-type]
        def _hash(self, key: str) -> int:
            return {"a:vn0": 5, "b:vn0": 5, "c:vn0": 9, "x": 3}[key]

    both = Clash(["a", "b", "c"], replicas=1)
    assert both.get_node("x") == "b"
    both.remove_node("b")
    with pytest.raises(KeyError):
        both.get_node("x")
    assert ring().get_node("x") is None
