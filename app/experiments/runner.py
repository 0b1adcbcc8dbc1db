"""A program in a child process, watched: what it says, how long it may take, and its end without a trace."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import IO, Any

from app import ROOT

GRACE = 1.0  # real seconds for a process to end after it was asked to
TAIL = 2000  # bytes of what it said on standard error that are worth showing

Progress = Callable[[Mapping[str, Any]], None]


class RunFailed(Exception):
    """The program came to nothing; the text says why, as a sentence for the page."""


class RunCancelled(Exception):
    """Somebody asked for its end."""


class ChildRun:
    """One run of one program. `run` is called once; `cancel` from any thread, also before."""

    def __init__(self, program: str, params: Mapping[str, Any], limit: float) -> None:
        self._order = json.dumps({"program": program, "params": dict(params)})
        self._limit = limit
        self._inbox: SimpleQueue[str | None] = SimpleQueue()  # lines of the child; None: look what has happened
        self._cancelled = threading.Event()
        self._said_all = threading.Event()  # the child's output has ended, which it does with the child
        self.pid: int | None = None

    def cancel(self) -> None:
        """End it, now or when it begins."""
        self._cancelled.set()
        self._inbox.put(None)

    def run(self, progress: Progress) -> dict[str, Any]:
        """Do it, and return what the program sent at its end. RunFailed, RunCancelled.

        `progress` gets done, total and, where it changes, note. When this returns or raises, the child and
        everything that it started has ended.
        """
        with tempfile.TemporaryFile() as errors:
            if self._cancelled.is_set():
                raise RunCancelled
            child = self._start(errors)
            self.pid = child.pid
            assert child.stdin is not None
            assert child.stdout is not None
            reader = threading.Thread(target=self._read, args=(child.stdout,), name="experiment-output", daemon=True)
            reader.start()
            try:
                result = self._follow(child, errors, progress)
                self._said_all.wait(GRACE)  # it is done, and may end in its own way
                return result
            finally:
                self._end(child)
                reader.join()
                child.stdin.close()
                child.stdout.close()

    def _start(self, errors: IO[bytes]) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "app.experiments.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # a group of its own, so that its end is the end of all in it
            )
        except OSError as error:
            raise RunFailed(f"No process could be started for it: {error.strerror or error}.") from None

    def _follow(self, child: subprocess.Popen[str], errors: IO[bytes], progress: Progress) -> dict[str, Any]:
        deadline = time.monotonic() + self._limit
        assert child.stdin is not None
        try:
            child.stdin.write(self._order + "\n")
            child.stdin.flush()
        except BrokenPipeError:
            pass  # it ended before it began: its output says so
        while True:
            line = self._next_line(deadline)
            if line is None:
                raise RunFailed(f"It ended before it was done. {self._last_words(errors)}".strip())
            message = self._parsed(line)
            if "progress" in message:
                progress(message["progress"])
            elif "error" in message:
                raise RunFailed(f"It failed: {message['error']}")
            elif "result" in message:
                return message

    def _next_line(self, deadline: float) -> str | None:
        """What the child says next; None at its end."""
        while True:
            try:
                line = self._inbox.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise RunFailed(f"It took longer than {self._limit:.0f} s, and was ended.") from None
            if self._cancelled.is_set():
                raise RunCancelled
            if line is not None or self._said_all.is_set():
                return line

    @staticmethod
    def _parsed(line: str) -> dict[str, Any]:
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise RunFailed(f"It said something that nobody understands: {line[:80]!r}.")
        return message

    def _read(self, output: IO[str]) -> None:
        for line in output:
            self._inbox.put(line)
        self._said_all.set()
        self._inbox.put(None)

    def _end(self, child: subprocess.Popen[str]) -> None:
        """Ask the child and what it started to end, and after a grace make them."""
        # The child is not waited for before this: until then nobody else can be given its number, which is also
        # that of its group.
        if not self._said_all.is_set():
            _signal(child, signal.SIGTERM)
            self._said_all.wait(GRACE)
        _signal(child, getattr(signal, "SIGKILL", signal.SIGTERM))
        child.wait()

    @staticmethod
    def _last_words(errors: IO[bytes]) -> str:
        """The last line that it wrote on standard error."""
        size = errors.seek(0, os.SEEK_END)
        errors.seek(max(0, size - TAIL))
        lines = [line.strip() for line in errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
        return f"Its last words: {lines[-1]}" if lines else "It said nothing about it."


def _signal(child: subprocess.Popen[str], number: int) -> None:
    """Send a signal to the child and all in its group."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)
    except (ProcessLookupError, PermissionError):  # all gone; the latter is what some systems say of the dead
        pass
