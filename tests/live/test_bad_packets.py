"""Malformed and oversized messages close that one socket: not the server, not another's lab, and no thread is left."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import websocket

from tests.live.browser import Browser
from tests.live.raw import WAIT, Raw

LIMIT = 16_384


@pytest.fixture
def neighbour(site: Any) -> Iterator[Browser]:
    """Somebody else, whose lab must go on whatever the test does."""
    browser = site.browser()
    browser.open()
    yield browser
    site.labs[0].happen(1, text="alive")
    browser.wait_for("frame", lambda frame: [row[3] for row in frame["events"]] == ["alive"])
    assert browser.ask("keyframe")["ok"]


def threads() -> set[threading.Thread]:
    return set(threading.enumerate())


def wait_for_end(before: set[threading.Thread]) -> None:
    """Wait until every thread that was not there before has ended.

    Except engineio's ping, which sleeps for 25 s whatever happens to its socket, and then ends.
    """
    until = time.monotonic() + WAIT
    while left := [thread for thread in threads() - before if "_send_ping" not in thread.name]:
        for thread in left:
            if thread.ident is not None:  # else it is just being started
                thread.join(WAIT)
        assert time.monotonic() < until, f"left over: {left}"


MALFORMED = {
    "not engine.io": "hello",
    "empty": "",
    "unknown engine.io type": "9",
    "another alphabet's digit": "²",
    "base64 packet": "b!!!!",
    "engine.io message without socket.io": "4",
    "json instead of a packet": '4{"a":1}',
    "json list": "4[1]",
    "json true": "4true",
    "json null": "4null",
    "unknown socket.io type": "49",
    "no json": '42/live,["play"',
    "no array": '42/live,{"a":1}',
    "no arguments": "42/live,",
    "no name": "42/live,[5]",
    "empty array": "42/live,[]",
    "server's own event": '42/live,["disconnect","x","y"]',
    "binary announced": '4599999-/live,["open"]',
    "endless number": "42" + "9" * 200 + '["x"]',
    "very deep": "42/live," + "[" * 16_000,
    "deep enough to be allowed": '42/live,["play",' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "]",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_message_closes_that_socket_only(
    site: Any, neighbour: Browser, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = threads()
    raw = Raw(site.port).join()
    raw.open()
    raw.ws.send(text)
    raw.read_to_the_end()
    assert site.labs[1].standing.wait(WAIT), "its lab waits for a better client"
    wait_for_end(before)
    (record,) = [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert record.getMessage().startswith("closed a socket: ")
    assert record.exc_info is None
    assert len(record.getMessage()) < 300


def test_a_binary_message_closes_that_socket_only(site: Any, neighbour: Browser) -> None:
    before = threads()
    raw = Raw(site.port).join()
    raw.ws.send_binary(b"\x00\xff")
    raw.read_to_the_end()
    wait_for_end(before)


@pytest.mark.parametrize(
    "text",
    ["4" + "x" * LIMIT, '42/live,["play",{"id":"' + "x" * 1_000_000 + '"}]', "42/live," + "ü" * (LIMIT // 2)],
    ids=["by a little", "by far", "in bytes"],
)
def test_an_oversized_message_closes_that_socket_only(
    site: Any, neighbour: Browser, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = threads()
    raw = Raw(site.port).join()
    raw.open()
    with contextlib.suppress(ConnectionError):  # it may hang up before it has read everything
        raw.ws.send(text)
    raw.read_to_the_end()
    assert site.labs[1].standing.wait(WAIT)
    wait_for_end(before)
    assert [r.getMessage() for r in caplog.records] == ["closed a socket: a message of more than 16384 bytes"]


def test_an_oversized_message_in_fragments_is_not_collected(site: Any, neighbour: Browser) -> None:
    before = threads()
    raw = Raw(site.port).join()
    part = "x" * 8_000
    opcode = websocket.ABNF.OPCODE_TEXT
    try:
        for number in range(1000):
            raw.ws.send_frame(websocket.ABNF.create_frame(part, 0 if number else opcode, fin=0))
    except (ConnectionError, websocket.WebSocketException):
        pass  # closed by the server, as it should be
    else:
        pytest.fail("8 MB were taken in")
    raw.read_to_the_end()
    wait_for_end(before)


def test_a_message_of_just_the_allowed_size_is_answered(site: Any) -> None:
    raw = Raw(site.port).join()
    raw.open()
    head, tail = '42/live,2["play",{"id":"', '"}]'
    raw.ws.send(head + "x" * (LIMIT - len(head) - len(tail)) + tail)
    while not (text := raw.ws.recv()).startswith("43/live,2"):
        pass
    assert "unknown_id" in text
    raw.ws.close()


@pytest.mark.parametrize("frame", [b"\xff\xff\xff", b"\x81\x05hello", b"\x81\x82\0\0\0\0\xff\xfe"])
def test_what_is_no_websocket_frame_closes_that_socket_only(site: Any, neighbour: Browser, frame: bytes) -> None:
    before = threads()
    raw = Raw(site.port).join()
    raw.open()
    raw.ws.sock.sendall(frame)
    raw.read_to_the_end()
    assert site.labs[1].standing.wait(WAIT)
    wait_for_end(before)


@pytest.mark.parametrize("headers", ["Upgrade: websocket\r\nConnection: Upgrade\r\n", ""])
def test_a_bad_handshake_is_turned_away(
    site: Any, neighbour: Browser, headers: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = threads()
    with socket.create_connection(("127.0.0.1", site.port), timeout=WAIT) as plain:
        request = f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n{headers}\r\n"
        plain.sendall(request.encode())
        while plain.recv(4096):
            pass
    wait_for_end(before)
    assert "Traceback" not in caplog.text


def test_a_page_from_elsewhere_is_turned_away(site: Any) -> None:
    url = f"ws://127.0.0.1:{site.port}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(url, timeout=WAIT, origin="http://elsewhere.example")
