"""The one thread per process that sends frames. What costs is wake-ups, so all labs share one every 50 ms."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

log = logging.getLogger(__name__)


class Ticks(Protocol):
    def tick(self, now: float) -> None: ...


class Emitter:
    """Ticks every session; sleeps without waking while there is none. Started by the first `wake()`."""

    def __init__(
        self,
        sessions: Callable[[], Iterable[Ticks]],
        reap: Callable[[float], None],
        *,
        every: float,
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._reap = reap
        self._every = every
        self._real = real
        self._wanted = threading.Event()  # there are sessions, or it should stop
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None  # guarded by _lock

    def tick(self) -> int:
        """Send everything that is due now; returns the number of sessions. One that fails costs the others nothing."""
        now = self._real()
        count = 0
        for session in self._sessions():
            count += 1
            try:
                session.tick(now)
            except Exception:
                log.exception("a lab's frame could not be sent")
        self._reap(now)
        return count

    def wake(self) -> None:
        """There is a session now."""
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="live-emitter", daemon=True)
                self._thread.start()
        self._wanted.set()

    def stop(self) -> None:
        """End the thread, and wait until it has."""
        self._stop.set()
        self._wanted.set()
        with self._lock:
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        due = self._real()
        while not self._stop.is_set():
            self._wanted.clear()
            if self.tick() == 0:
                self._wanted.wait()
                due = self._real()
                continue
            due += self._every
            delay = due - self._real()
            if delay > 0:
                self._stop.wait(delay)
            else:
                due = self._real()  # late: leave out the ticks that were missed, do not catch up in a burst
