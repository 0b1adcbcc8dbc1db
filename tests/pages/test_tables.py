"""The tables of a lab over the API: one row at a time, kept once measured, never in the way of others."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.labs.tables import Cell, Column, TableSpec
from app.pages.tables import Measured
from tests.pages.conftest import Client
from tests.pages.fake_lab import FakeLab, FakeParams

TABLE = "/api/labs/fake-pool/tables/sizes"


class Measuring:
    """What was asked of the table, and what it answers."""

    asked: ClassVar[list[tuple[str, int]]] = []

    @classmethod
    def cells(cls, params: FakeParams, row: str) -> Mapping[str, Cell]:
        cls.asked.append((row, params.max_size))
        if row == "broken":
            raise RuntimeError("out of memory")
        wait = math.inf if row == "none" else params.query_time
        return {"wait": Cell("fair", wait, "s", f"waited {params.query_time:g} s; the document says: fair")}


SIZES = TableSpec(
    name="sizes",
    title="Sizes compared",
    note=lambda params: f"each over {params.max_size} slots",
    columns=(Column("wait", "Wait", "p95 of 100 requests", "s"), Column("cost", "Cost")),
    rows=lambda params: [("small", "Small"), ("none", "None at all"), ("broken", "Broken")],
    cells=Measuring.cells,
)


class TableLab(FakeLab):
    tables = (SIZES,)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    Measuring.asked.clear()
    monkeypatch.setattr("app.pages.tables.measured", Measured())
    labs: Any = {"fake-pool": TableLab}
    app = create_app(labs=labs, lessons=tmp_path, live=False)
    app.test_client_class = Client
    return app.test_client()


def test_a_table_tells_its_rows_and_columns_before_anything_is_measured(client: FlaskClient) -> None:
    table = client.get(TABLE).get_json()
    assert (table["name"], table["title"], table["note"]) == ("sizes", "Sizes compared", "each over 10 slots")
    assert table["columns"][0] == {"name": "wait", "label": "Wait", "help": "p95 of 100 requests", "unit": "s"}
    assert table["rows"][0] == {"name": "small", "label": "Small"}
    assert Measuring.asked == []


def test_a_row_is_measured_when_it_is_asked_for_and_kept(client: FlaskClient) -> None:
    row = client.get(f"{TABLE}/small").get_json()
    assert row["cells"]["wait"] == {
        "said": "fair",
        "value": 0.2,
        "unit": "s",
        "words": "waited 0.2 s; the document says: fair",
    }
    assert row["cells"]["cost"] == {"said": None, "value": None, "unit": "", "words": ""}
    assert client.get(f"{TABLE}/small").get_json() == row
    assert Measuring.asked == [("small", 10)]


def test_other_parameters_are_another_measurement(client: FlaskClient) -> None:
    client.get(f"{TABLE}/small")
    client.get(f"{TABLE}/small?max_size=3")
    client.get(f"{TABLE}/small?max_size=3&max_lifetime=")
    assert Measuring.asked == [("small", 10), ("small", 3)]
    assert client.get(f"{TABLE}?max_size=3").get_json()["note"] == "each over 3 slots"


def test_a_value_that_cannot_be_used_is_left_out_and_named(client: FlaskClient) -> None:
    answer = client.get(f"{TABLE}/small?max_size=9000&colour=red")
    assert answer.status_code == 200
    assert [notice.split(":")[0] for notice in answer.get_json()["notices"]] == ["max_size", "colour"]
    assert Measuring.asked == [("small", 10)]


def test_what_has_no_end_is_no_number(client: FlaskClient) -> None:
    assert client.get(f"{TABLE}/none").get_json()["cells"]["wait"]["value"] is None


@pytest.mark.parametrize(
    ("path", "code", "named"),
    [
        ("/api/labs/nowhere/tables/sizes", "unknown_lab", "fake-pool"),
        ("/api/labs/fake-pool/tables/nothing", "unknown_table", "sizes"),
        ("/api/labs/fake-pool/tables/nothing/small", "unknown_table", "sizes"),
        (f"{TABLE}/huge", "unknown_row", "small"),
    ],
)
def test_what_is_not_there_is_said_as_everywhere(client: FlaskClient, path: str, code: str, named: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == code
    assert named in answer.get_json()["error"]["message"]


def test_a_row_that_cannot_be_measured_leaves_the_others_alone(client: FlaskClient) -> None:
    broken = client.get(f"{TABLE}/broken")
    assert (broken.status_code, broken.get_json()["error"]["code"]) == (503, "not_measured")
    assert "out of memory" in broken.get_json()["error"]["message"]
    assert client.get(f"{TABLE}/small").status_code == 200
    client.get(f"{TABLE}/broken")
    assert [row for row, _ in Measuring.asked].count("broken") == 2


def test_rows_are_measured_one_at_a_time_and_the_same_one_only_once() -> None:
    entered, go, most = threading.Semaphore(0), threading.Event(), []
    inside: list[str] = []

    def cells(params: Any, row: str) -> Mapping[str, Cell]:
        inside.append(row)
        most.append(len(inside))
        entered.release()
        assert go.wait(30)
        inside.remove(row)
        return {}

    table = TableSpec("t", "T", "", (), lambda params: [], cells)
    measured = Measured()
    threads = [threading.Thread(target=measured.measure, args=(table, None, row, row)) for row in ("a", "a", "b")]
    for thread in threads:
        thread.start()
    assert entered.acquire(timeout=30)
    go.set()
    for thread in threads:
        thread.join(30)
    assert max(most) == 1
    assert len(most) == 2


def test_only_the_latest_rows_are_kept() -> None:
    asked: list[str] = []

    def cells(params: Any, row: str) -> Mapping[str, Cell]:
        asked.append(row)
        return {}

    table = TableSpec("t", "T", "", (), lambda params: [], cells)
    measured = Measured(most=2)
    for row in ("a", "b", "a", "c", "a", "b"):
        measured.measure(table, None, row, row)
    assert asked == ["a", "b", "c", "b"]
