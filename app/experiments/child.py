"""The process in which an experiment does its work: a program on standard input, JSON lines on standard output.

One line in: ``{"program": module, "params": {…}}``. Lines out: ``{"progress": {…}}``, and at the end
``{"result": {…}, "events": […]}`` or ``{"error": sentence}``. The interpreter is as it comes, with its own switch
interval and stacks, and nothing else of the server is in it. Standard input stays open as long as the server lives:
when it ends, so does this process, with everything that it started.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
import traceback
from typing import IO, Any

from app.experiments.report import Report


def main() -> int:
    """The exit status is 1 if the program failed; why has then been said on standard output."""
    out = _own_output()
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_server, name="server-watch", daemon=True).start()
    report = Report(out)
    try:
        program: Any = importlib.import_module(order["program"])
        report.send(program.run(order["params"], report))
    except Exception as error:
        traceback.print_exc()
        report.send({"error": f"{type(error).__name__}: {error}"})
        return 1
    return 0


def _own_output() -> IO[str]:
    """Standard output for our lines alone: what anybody else prints goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")  # a copy that processes started from here do not inherit
    os.dup2(2, 1)
    return own


def _end_with_the_server() -> None:
    """Wait for the end of standard input, which nobody but a server that ends brings about."""
    # os.read and not sys.stdin: a thread that is inside a buffered reader keeps the interpreter from ending in peace.
    while os.read(0, 4096):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():  # the group is ours: the server made us its leader
        os.killpg(0, signal.SIGKILL)
    os._exit(2)


if __name__ == "__main__":
    sys.exit(main())
