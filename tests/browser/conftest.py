"""The browser tests' surroundings: a real Chromium, and the real server on a free port."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tools import chromium

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE = 15_000  # ms to wait for a thing that is not there yet: the machine may be busy with other tests
START_LIMIT = 60  # seconds until a server that prints no address is given up

# A browser that talks to nobody but our server. Playwright itself adds --headless and --no-sandbox.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start the Chromium that `./ringside test` found, or one found now, or else Playwright's own."""
    path = chromium.find()
    return {**browser_type_launch_args, "args": FLAGS} | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """A laptop's window."""
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}}


class LiveServer:
    """`python -m app --port 0` as a process of its own, and what it prints."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.url: str | None = None
        self._answered = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, name="server output", daemon=True)
        self._reader.start()

    @property
    def output(self) -> str:
        """Everything the server has printed so far."""
        return "".join(self.lines)

    def wait_for_address(self) -> str:
        """The address the server prints; raises with its output if it never does."""
        self._answered.wait(START_LIMIT)
        if self.url is None:
            self.stop()
            raise RuntimeError(f"The server did not print its address:\n{self.output}")
        return self.url

    def stop(self) -> None:
        """Ask it to end, insist if it does not, and read its last words."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(timeout=10)

    def _read(self) -> None:
        """Collect the output for ever: a server whose pipe is full would stand still."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append(line)
                if self.url is None and (found := ADDRESS.search(line)):
                    self.url = found.group()
                    self._answered.set()
        self._answered.set()


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The real server, for the whole session; `live_server.output` is what it printed."""
    server = LiveServer()
    try:
        server.wait_for_address()
        yield server
    finally:
        server.stop()
    # Whatever the pages showed, a server that printed one of these has failed.
    assert "Traceback" not in server.output, server.output


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str | None:
    """Lets tests say `page.goto("/lessons/pool-architecture")`."""
    return live_server.url


def stand_still(page: Page) -> None:
    """Press Pause, and wait until all that the lab did has arrived: from then on the recording grows no more.

    A last frame may still be on its way when the lab has paused. It would lengthen the scrubber's range, so that a
    position on it would be another moment than a moment ago. The step is answered only when that frame was sent.
    """
    page.get_by_role("button", name="Pause", exact=True).first.click()
    expect(page.get_by_role("button", name="Play", exact=True).first).to_be_visible()
    stepped = page.evaluate("document.querySelector('ring-lab').session.step().then(({ t }) => t)")
    page.wait_for_function("t => document.querySelector('ring-lab').session.recording.to >= t", arg=stepped)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Wait until the picture is that of the moment the session shows: it is drawn with the next frame, not at once."""
    page.wait_for_function("""() => {
      const { session, stage } = document.querySelector('ring-lab');
      const view = stage?.view;
      const isIt = view?.state === session.state && view.live === session.live;
      return isIt && (session.live || view.time === session.viewTime) && !stage.isUpdatePending;
    }""")
