"""A measured run may do things on its way, each with its arguments, and be asked about some of its events only."""

from __future__ import annotations

import pytest

from app.labs.connection_pool import ConnectionPoolLab
from app.labs.errors import LabError
from app.lessons.measure import Run
from app.lessons.script import Deed, Pick, ScriptError, read_pick, read_script

LAB = ConnectionPoolLab


def test_deeds_are_read_with_their_arguments() -> None:
    deeds = read_script("threads=2@burst,slow_query(seconds=0.5)@1,leak@3", LAB, {"burst": 2.0})
    assert deeds == (
        Deed(1.0, "slow_query", args=(("seconds", 0.5),)),
        Deed(2.0, "threads", 2, is_action=False),
        Deed(3.0, "leak"),
    )
    assert [str(deed) for deed in deeds] == [
        "slow_query 0.5 after 1 s",
        "threads 2 after 2 s",
        "leak after 3 s",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leak", "should read action@seconds"),
        ("leak@soon", "should read action@seconds"),
        ("explode@1", "no action `explode`"),
        ("explode(server=B)@1", "no action `explode`"),
        ("pooling=false@1", "no parameter that can be changed while it runs `pooling`"),
        ("slow_query(0.5)@1", "should read name=value"),
        ("slow_query(seconds=0.5@1", "should read action@seconds"),
    ],
)
def test_a_bad_deed_is_named(text: str, message: str) -> None:
    with pytest.raises(ScriptError) as raised:
        read_script(text, LAB, {})
    assert message in str(raised.value)


def test_arguments_are_the_labs_own() -> None:
    with pytest.raises(LabError, match="colour"):
        read_script("slow_query(colour=1)@1", LAB, {})


def test_an_argument_reaches_the_run() -> None:
    picks = (read_pick("request.served[who=app-1]#last.latency", LAB), read_pick("request.served#count", LAB))
    params = {"threads": 1, "query_spread": 0, "query_time": 0.1, "think_time": 0.1, "acquire_timeout": None}
    plain = Run(LAB, params, 2.0, picks=picks).values()
    slowed = Run(LAB, params, 2.0, read_script("slow_query(seconds=1)@0.1", LAB, {}), picks).values()
    assert float(slowed[picks[1]] or 0) < float(plain[picks[1]] or 0)


def test_only_the_events_asked_for_count() -> None:
    rows = [[1.0, "a.b", "x", 5], [2.0, "a.b", "y", 6], [3.0, "a.b", "x", 7], [4.0, "a.c", "x", 8]]
    fields = ["who", "size"]
    assert Pick("a.b", only=(("who", "x"),)).of(rows, fields) == 2
    assert Pick("a.b", -1, "size", (("who", "x"),)).of(rows, fields) == 7
    assert Pick("a.b", 0, "t", (("who", "x"), ("size", 7))).of(rows, fields) == 3.0
    assert Pick("a.b", 0, "t", (("who", "z"),)).of(rows, fields) is None


def test_a_condition_names_a_field_of_the_event() -> None:
    with pytest.raises(ScriptError, match="no field `colour`"):
        read_pick("request.served[colour=red]#count", LAB)
