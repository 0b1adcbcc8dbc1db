"""A program for the child process of the tests: it does what it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

from app.experiments.report import Report

# Ignores the polite signal, as a process that hangs in a system call would.
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"
)


def run(params: dict[str, Any], report: Report) -> dict[str, Any]:
    report.begin(2)
    report.step(f"to {params['do']}")
    match params["do"]:
        case "fail":
            raise ValueError("there is no such thing")
        case "die":
            print("out of memory", file=sys.stderr, flush=True)
            os._exit(3)
        case "hang":
            _start_a_stubborn_one()
            report.step("hanging")
            time.sleep(600)
        case "chat":
            print("this is not for the server")
            os.write(1, b"nor is this\n")
        case "babble":
            report.send({})
            assert report._out is not None
            report._out.write("no JSON\n")
            report._out.flush()
            time.sleep(600)
    report.done()
    report.done()
    return {"result": RESULT, "events": EVENTS}


def _start_a_stubborn_one() -> None:
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    other = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()  # it ignores from now on


RESULT = {
    "started": "2026-01-01T00:00:00+00:00",
    "took": 0.1,
    "n": 1,
    "machine": {"cores": 2, "gil": True, "load": 0.0},
    "versions": {},
    "rows": [],
    "marks": [],
    "recorded": {"variants": 1, "events": 2, "seconds": 0.01},
}
EVENTS = [
    [0.01, "run.variant", {"variant": "one", "label": "one", "workers": 1, "mode": "threads"}],
    [0.02, "run.finished", {"variant": "one", "took": 0.01}],
]
