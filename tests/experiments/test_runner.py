"""A child process says how far it is, is ended in time, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.experiments.runner import ChildRun, RunCancelled, RunFailed
from tests.experiments.support import WAIT, needs_proc, wait_until_gone

PROGRAM = "tests.experiments.program"


def nobody(progress: Mapping[str, Any]) -> None:
    """Listens to no progress."""


def run(do: str, progress: Callable[[Mapping[str, Any]], None] = nobody, limit: float = WAIT) -> dict[str, Any]:
    return ChildRun(PROGRAM, {"do": do}, limit).run(progress)


def test_it_returns_what_the_program_sends_and_tells_how_far_it_is() -> None:
    told: list[Mapping[str, Any]] = []
    message = run("work", told.append)
    assert message["result"]["n"] == 1
    assert [kind for _, kind, _ in message["events"]] == ["run.variant", "run.finished"]
    done = [each["done"] for each in told]
    assert done == sorted(done)
    assert told[-1]["done"] == told[-1]["total"] == 2
    assert told[0]["note"] == "to work"


def test_what_a_program_prints_does_not_get_between_its_messages() -> None:
    assert run("chat")["result"]["n"] == 1


@pytest.mark.parametrize(
    ("do", "why"),
    [
        ("fail", "It failed: ValueError: there is no such thing"),
        ("die", "It ended before it was done. Its last words: out of memory"),
        ("babble", "It said something that nobody understands: 'no JSON"),
    ],
)
def test_a_failure_says_why(do: str, why: str) -> None:
    with pytest.raises(RunFailed) as failure:
        run(do)
    assert str(failure.value).startswith(why)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(RunFailed, match="no_such_program"):
        ChildRun("tests.experiments.no_such_program", {}, WAIT).run(nobody)


class Hanging:
    """A run that hangs, with a process of its own that ignores the polite signal."""

    def __init__(self, limit: float = WAIT) -> None:
        self.child = ChildRun(PROGRAM, {"do": "hang"}, limit)
        self.hangs = threading.Event()
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.child.run(lambda progress: self.hangs.set() if progress.get("note") == "hanging" else None)
        except BaseException as error:
            self.error = error


@needs_proc
def test_a_cancelled_run_leaves_no_process() -> None:
    hanging = Hanging()
    assert hanging.hangs.wait(WAIT)
    hanging.child.cancel()
    hanging.thread.join(WAIT)
    assert isinstance(hanging.error, RunCancelled)
    assert hanging.child.pid is not None
    wait_until_gone(hanging.child.pid)


@needs_proc
def test_a_run_that_takes_too_long_is_ended_and_says_so() -> None:
    hanging = Hanging(limit=1.0)
    hanging.thread.join(WAIT)
    assert isinstance(hanging.error, RunFailed)
    assert str(hanging.error) == "It took longer than 1 s, and was ended."
    assert hanging.child.pid is not None
    wait_until_gone(hanging.child.pid)


def test_a_run_that_was_cancelled_before_does_not_begin() -> None:
    child = ChildRun(PROGRAM, {"do": "work"}, WAIT)
    child.cancel()
    with pytest.raises(RunCancelled):
        child.run(nobody)
    assert child.pid is None


SERVER = """
from app.experiments.runner import ChildRun
child = ChildRun("tests.experiments.program", {"do": "hang"}, 600)
child.run(lambda progress: print(child.pid, flush=True) if progress.get("note") == "hanging" else None)
"""


@needs_proc
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only where a process can be killed")
def test_a_server_that_is_killed_takes_its_run_with_it() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    server.stdout.close()
    began = time.monotonic()
    wait_until_gone(pid)
    assert time.monotonic() - began < WAIT
