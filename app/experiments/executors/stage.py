"""One run of one variant, written down as it happens: who works, on which task, since when."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from app.experiments.tape import NANO, Tape, now


class Trial(NamedTuple):
    """One run of a variant: how long it took, in seconds, what was written down, and processor seconds of its tasks."""

    took: float
    tape: Tape
    cpu: float
    extra: dict[str, Any]


class Workers:
    """Names the threads of one run in the order in which they first breathe, and writes down what they do."""

    def __init__(self, tape: Tape, kind: str = "thread") -> None:
        self.tape = tape
        self.kind = kind
        self.names: list[str] = []
        self.cpu: list[float] = []
        self._lock = threading.Lock()
        self._local = threading.local()

    def arrive(self) -> str:
        """This thread is one of them from now on."""
        with self._lock:
            name = "main" if self.kind == "main" else f"W{len(self.names) + 1}"
            self.names.append(name)
        self._local.name = name
        first = self.tape.at(now())
        first.append("worker.started", who=name, reason=self.kind)
        first.append("thread.state", who=name, state="idle", request=None, until=None)
        return name

    def submitted(self, task: int, name: str) -> int:
        """A task is about to be handed in; returns the stamp."""
        return self.tape.append("task.submitted", task=task, name=name, who="main")

    def work(self, task: int, submitted: int, state: str, fn: Callable[[], Any]) -> Any:
        """Do a task on this thread; `state` is what it does: waiting or computing."""
        who = self._local.name
        cpu, began = time.thread_time(), now()
        first = self.tape.at(began)
        first.append("task.started", task=task, who=who, wait_time=(began - submitted) / NANO)
        first.append("thread.state", who=who, state=state, request=task, until=None)
        error: str | None = None
        try:
            return fn()
        except Exception as failure:
            error = type(failure).__name__
            raise
        finally:
            ended = now()
            last = self.tape.at(ended)
            last.append("task.finished", task=task, who=who, run_time=(ended - began) / NANO, error=error)
            last.append("thread.state", who=who, state="idle", request=None, until=None)
            self.cpu.append(time.thread_time() - cpu)

    def leave(self) -> None:
        """This thread ends."""
        self.tape.append("worker.ended", who=self._local.name, reason="done")

    def dismiss(self) -> None:
        """All of them have ended."""
        last = self.tape.at(now())
        for name in self.names:
            last.append("worker.ended", who=name, reason="shutdown")
