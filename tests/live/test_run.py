"""The server as a process of its own: with its small stacks, and ended from outside."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.live.browser import WAIT, Browser
from tests.live.raw import Raw

SERVE = """
from flask import Flask
from app.live import init_app, run

app = Flask("test")
init_app(app)
run(app, port=0, ready=lambda host, port: print(port, flush=True))
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
        process.kill()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_with_labs_running(server: tuple[subprocess.Popen[str], int], sign: signal.Signals) -> None:
    process, port = server
    browser = Browser(f"http://127.0.0.1:{port}")
    assert browser.ask("open", {"lab": "connection-pool"})["ok"]
    browser.wait_for("frame", lambda frame: frame["events"])
    process.send_signal(sign)
    assert browser.wait_for("closed")["reason"] == "shutdown"
    _, errors = process.communicate(timeout=WAIT)
    assert (process.returncode, errors) == (0, "")
    browser.close()


def test_deep_messages_fit_small_stacks(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    browser = Browser(f"http://127.0.0.1:{port}")
    assert browser.ask("open", {"lab": "connection-pool"})["ok"]
    for depth in (100, 500, 900, 1020, 1030, 2000, 7000):
        for left, right in (("[", "]"), ('{"a":', "}")):
            if len(left + right) * depth > 16_000:
                continue
            raw = Raw(port).join()
            raw.ws.send(
                '42/live,1["open",{"lab":"connection-pool","params":' + left * depth + "1" + right * depth + "}]"
            )
            with suppress(Exception):  # an answer, or the end: both are well
                raw.ws.recv()
            raw.ws.shutdown()
    assert browser.ask("keyframe")["ok"]
    assert process.poll() is None
    browser.close()
