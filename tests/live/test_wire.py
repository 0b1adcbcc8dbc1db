"""Packets are what every Socket.IO client speaks, and nothing else is taken for one."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio import packet

from app.live.wire import FastPacket, MalformedPacket, OrjsonAdapter


class Packet(FastPacket):
    json = OrjsonAdapter  # what python-socketio sets from its `json=` argument


FRAME = {"id": "x", "seq": 3, "events": [[0.25, "thread.state", "T1", "querying", None, 1.5]], "name": "größe ✕"}


def test_a_frame_looks_on_the_wire_as_python_socketio_itself_would_write_it() -> None:
    theirs = packet.Packet(packet.EVENT, ["frame", FRAME], namespace="/live").encode()
    ours = Packet(packet.EVENT, ["frame", FRAME], namespace="/live").encode()
    assert ours.partition(",")[0] == theirs.partition(",")[0] == "2/live"
    assert json.loads(ours.partition(",")[2]) == json.loads(theirs.partition(",")[2])


def test_what_json_cannot_say_does_not_break_a_message() -> None:
    text = OrjsonAdapter.dumps({"wait": math.nan, 5: {1}, "error": ValueError("x")}, separators=(",", ":"))
    assert json.loads(text) == {"wait": None, "5": "{1}", "error": "x"}


@pytest.mark.parametrize(
    "text, data",
    [
        ('2/live,7["play",{"id":"a"}]', ["play", {"id": "a"}]),
        ("0/live,", None),
        ('0/live,{"token":1}', {"token": 1}),
        ("1/live,", None),
        ("3/live,1[]", []),
    ],
)
def test_packets_of_a_client_are_read(text: str, data: Any) -> None:
    assert Packet(encoded_packet=text).data == data


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "2",
        "2/live,",
        "2/live,{}",
        "2/live,[]",
        "2/live,[5]",
        '2/live,["disconnect","x"]',
        '2/live,["connect"]',
        '2/live,["play"',
        '2/live,"play"',
        "3/live,1",
        "4/live,",
        '51-/live,["open",{"_placeholder":true,"num":0}]',
        '5999999999-/live,["open"]',
        '23-/live,["open"]',
        "61-/live,1[]",
        "9",
        "²",
        "2" + "9" * 200 + '["x"]',
        "2/live," + "[" * 5000,
        b"2[1]",
        {"a": 1},
        [1],
        True,
    ],
)
def test_anything_else_is_malformed(text: Any) -> None:
    with pytest.raises(MalformedPacket):
        Packet(encoded_packet=text)


@given(st.text() | st.from_regex(r"[0-6]([0-9]+-)?(/live,)?[0-9]{0,3}[\[{\"a-z0-9,:}\]]*", fullmatch=True))
def test_reading_never_fails_in_another_way(text: str) -> None:
    if not text:
        return  # python-socketio reads nothing from nothing; the server looks before
    with contextlib.suppress(MalformedPacket):
        Packet(encoded_packet=text)
