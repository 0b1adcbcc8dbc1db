"""The code you read is the code that runs: the lines sent are the file's, and events come from the lines marked."""

from __future__ import annotations

import html
import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import ROOT, create_app
from app.engine import VOCABULARY, AutojumpClock, Journal
from app.labs import LABS
from app.labs.connection_pool import ConnectionPoolLab
from app.pages.code import code_of
from app.source import code_listing
from app.source.running import functions_of
from tests.labs.test_the_browser_sees_what_happened import STARTS, rough_run
from tools.node import system_node, wheel_node

URL = "/api/labs/connection-pool/code"
TAG = re.compile(r"</?span[^>]*>")


@pytest.fixture
def real() -> FlaskClient:
    return create_app(live=False).test_client()


@pytest.fixture
def code(real: FlaskClient) -> dict[str, Any]:
    return json.loads(real.get(URL).text)


def text(lines: list[str]) -> list[str]:
    return [html.unescape(TAG.sub("", line)) for line in lines]


def test_the_lines_are_those_of_the_file_and_of_the_running_function(code: dict[str, Any]) -> None:
    assert len(code["places"]) > 20
    assert code["changed"] == []
    for name, place in code["places"].items():
        module, _, path = name.partition(":")
        running: Any = sys.modules[module]
        for part in path.split("."):
            running = inspect.getattr_static(running, part)
        running = inspect.unwrap(running)
        source, first = inspect.getsourcelines(running)
        sent = text(place["lines"])
        assert sent == [line.rstrip("\n") for line in source], name
        assert place["first"] == first == running.__code__.co_firstlineno
        file = (ROOT / place["file"]).read_text(encoding="utf-8").split("\n")
        assert sent == file[first - 1 : first - 1 + len(sent)]
        for mark in place["marks"]:
            assert first <= mark["from"] <= mark["to"] < first + len(sent)
            assert name in code["kinds"][mark["kind"]]


@pytest.mark.parametrize("slug", LABS)
def test_every_kind_of_a_lab_has_a_place(slug: str) -> None:
    code = code_of(LABS[slug])
    assert set(LABS[slug].describe()["events"]) == set(code["kinds"])
    for kind, places in code["kinds"].items():
        marks = [mark for name in places for mark in code["places"][name]["marks"] if mark["kind"] == kind]
        assert any(mark["role"] == "writes" for mark in marks), kind
        for mark in marks:
            assert set(mark["when"]) <= set(VOCABULARY[kind])


def test_a_waiting_caller_stands_on_a_line_that_waits(code: dict[str, Any]) -> None:
    (name,) = [name for name, place in code["places"].items() if any(m["role"] == "waits" for m in place["marks"])]
    place = code["places"][name]
    (mark,) = [mark for mark in place["marks"] if mark["role"] == "waits"]
    assert mark["kind"] == "waiter.enqueued"
    assert ".wait(" in text(place["lines"])[mark["from"] - place["first"]]


def fits(mark: dict[str, Any], event: dict[str, Any]) -> bool:
    return all(field in mark["else"] or event[field] in values for field, values in mark["when"].items())


class Witness:
    """Stands by while events are written, and remembers which lines were being executed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: dict[tuple[str, frozenset[tuple[str, int]]], dict[str, Any]] = {}
        append = Journal.append

        def watched(journal: Journal, kind: str, **fields: Any) -> float:
            lines = set()
            frame = inspect.currentframe()
            while (frame := frame.f_back if frame else None) is not None:
                name = f"{frame.f_globals.get('__name__')}:{frame.f_code.co_qualname}"
                lines.add((name, frame.f_lineno))
            self.seen[kind, frozenset(lines)] = {"kind": kind, **fields}
            return append(journal, kind, **fields)

        monkeypatch.setattr(Journal, "append", watched)


def test_events_come_from_the_lines_that_are_marked(
    code: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    witness = Witness(monkeypatch)
    for start in STARTS:
        params, _ = ConnectionPoolLab.parse({"seed": 1, **start})
        lab = ConnectionPoolLab(params, clock=AutojumpClock(1))
        rough_run(lab, 1, seconds=4.0)
        if lab.pool is not None:
            lab.clock.call_soon(lab.pool.drain).result(10)
        lab.close()

    cases = []
    for (kind, lines), event in witness.seen.items():
        marks = [
            (name, mark)
            for name in code["kinds"][kind]
            for mark in code["places"][name]["marks"]
            if mark["kind"] == kind and any(n == name and mark["from"] <= m <= mark["to"] for n, m in lines)
        ]
        there = [name for name, mark in marks if fits(mark, event)]
        # One line may hold two calls (`drop(…) if why else settle(…)`): then the other one has a place of its own.
        deciders = [name for name, mark in marks if mark["role"] == "decides"]
        assert not deciders or set(there) & set(deciders), (event, deciders)
        assert there, f"{kind} was written elsewhere: {sorted(lines)}"
        cases.append({"event": json.loads(json.dumps(event, default=str)), "places": there})

    kinds = {case["event"]["kind"] for case in cases}
    assert {"connection.leaked", "waiter.refused", "session.refused", "connection.checked", "lab.act"} <= kinds
    # And what the page would show for each of them, in the page's own words.
    (tmp_path / "cases.json").write_text(json.dumps({"code": code, "cases": cases}))
    found = system_node() or wheel_node()
    assert found is not None, "no Node.js: run the tests with ./ringside test, which sees to one"
    done = subprocess.run(
        [str(found.node), "tests/js/support/code-choices.mjs", str(tmp_path / "cases.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_it_is_sent_once_and_then_known_by_its_tag(real: FlaskClient) -> None:
    first = real.get(URL)
    assert first.headers["ETag"]
    again = real.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    missing = real.get("/api/labs/none/code")
    assert missing.status_code == 404
    assert missing.json is not None
    assert missing.json["error"]["code"] == "unknown_lab"


MODULE = '''"""A made-up engine."""


class Box:
    colour = "red"

    def __init__(self, note):
        self.note = note

    def put(self, what, why="free"):
        self.note("box.put", what=what, why=why)

    def paint(self):
        why = "asked" if self.note else "wished"
        self.put(self.colour, why)

    def fill(self, what):
        self.put(what)
'''


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "made_up_engine.py").write_text(MODULE)
    yield importlib.import_module("made_up_engine")  # type: ignore[misc]
    del sys.modules["made_up_engine"]


def test_what_calls_decide_is_read_from_the_source(made_up: ModuleType) -> None:
    code = code_listing([made_up], {"box.put": ("what", "why")})
    found = {
        (place["function"], mark["role"]): (mark["from"], mark["when"])
        for place in code["places"].values()
        for mark in place["marks"]
    }
    assert found == {
        ("Box.put", "writes"): (11, {}),
        ("Box.paint", "decides"): (15, {"what": ["red"], "why": ["asked", "wished"]}),
    }  # and `fill` only passes on what it is told


def test_a_file_that_no_longer_says_what_runs_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "edited_engine.py"
    file.write_text("def put(note):\n    note('box.put', what=1)\n")
    module = importlib.import_module("edited_engine")
    file.write_text("def put(note):\n    note('box.put', what=2)\n")
    inspect.linecache.clearcache()  # type: ignore[attr-defined]
    code = code_listing([module], {"box.put": ("what",)})
    assert code["places"] == {}
    assert len(code["changed"]) == 1
    assert len(list(functions_of(module))) == 1
    del sys.modules["edited_engine"]
