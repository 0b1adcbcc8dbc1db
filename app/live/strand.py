"""Calls made one after another, on a thread that lives only while there are any."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Strand:
    """A queue of calls with one thread at most.

    Everything that may have to wait for a lab (a command, a snapshot, a pause) goes through its lab's strand:
    commands cannot overtake each other, and a lab that hangs holds up nobody but its own client. The thread is a
    daemon, so that not even a lab that hangs for ever keeps the process from ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._calls: deque[tuple[Future[Any], Callable[[], Any]]] = deque()  # guarded by _lock
        self._running = False  # guarded by _lock

    def submit(self, fn: Callable[[], T]) -> Future[T]:
        """Have `fn` called after everything submitted before it. Never waits."""
        future: Future[T] = Future()
        with self._lock:
            self._calls.append((future, fn))
            if self._running:
                return future
            self._running = True
        threading.Thread(target=self._run, name=self._name, daemon=True).start()
        return future

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._calls:
                    self._running = False
                    return
                future, fn = self._calls.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = fn()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
