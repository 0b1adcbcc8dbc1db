"""One point of a curve: so many threads of a real pool, kept busy for a while, and each of their tasks stamped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple

from app.experiments.tape import NANO, now

resource: Any
try:
    import resource
except ImportError:  # Windows does not count context switches for us
    resource = None


SPREAD = 0.6  # of the time before it counts: over so much of it the first tasks begin


class Load(NamedTuple):
    """What a point is told; plain data, for it may go to another process. Times in seconds, stamps in nanoseconds.

    `lead` is how long the threads get to begin, one after another, before anything counts, `length` how long it then
    counts; for `tail` they go on as before, so that what is under way then ends as if nothing had
    happened.
    """

    kind: str
    amount: int
    threads: int
    wait: float
    start: int
    lead: float
    length: float
    tail: float


class Span(NamedTuple):
    """One task: who did it, and when it was submitted, began to wait, began to compute, and was done."""

    who: int
    submitted: int
    began: int
    computing: int
    ended: int


class Usage(NamedTuple):
    """What the process used from the start of its threads to their end: of each so much in a second of real time."""

    cores: float
    involuntary: float  # context switches: the system took the core away
    voluntary: float  # it had to wait, be it for the GIL


class Crew:
    """A pool whose threads always find a task: each task that ends submits the next one."""

    def __init__(self, load: Load, compute: Callable[[], object]) -> None:
        self._load = load
        self._compute = compute
        self._end = load.start + round((load.lead + load.length + load.tail) * NANO)
        self._lock = threading.Lock()
        self._count = 0
        self._local = threading.local()
        self.spans: list[Span] = []
        self._pool = ThreadPoolExecutor(max_workers=load.threads, initializer=self._arrive)

    def run(self) -> Usage:
        """Have it done; returns when the last task has ended."""
        load = self._load
        _sleep_until(load.start)
        before, began = _used(), now()
        with self._pool:
            for number in range(load.threads):
                # Not all at once: in step they would compute all together and wait all together, for a long time.
                self._pool.submit(self._task, now(), SPREAD * load.lead * (number + 1) / load.threads)
            for _ in range(load.threads):
                self._pool.submit(self._task, now(), load.wait)
            _sleep_until(self._end)
            after, ended = _used(), now()  # this may be late: who waits for the GIL waits long among many
        seconds = max(ended - began, 1) / NANO
        return Usage(*((late - early) / seconds for early, late in zip(before, after, strict=True)))

    def _arrive(self) -> None:
        with self._lock:
            self._local.number = self._count
            self._count += 1

    def _task(self, submitted: int, wait: float) -> None:
        began = now()
        if began >= self._end:
            return
        if wait:
            time.sleep(wait)
        computing = now()
        self._compute()
        ended = now()
        self.spans.append(Span(self._local.number, submitted, began, computing, ended))
        if ended < self._end:
            with suppress(RuntimeError):  # the end has come meanwhile
                self._pool.submit(self._task, ended, self._load.wait)


def _used() -> tuple[float, float, float]:
    """Of this process since its start: processor seconds, involuntary and voluntary context switches."""
    if resource is None:
        return time.process_time(), 0.0, 0.0
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, float(used.ru_nivcsw), float(used.ru_nvcsw)


def _sleep_until(stamp: int) -> None:
    while (left := stamp - now()) > 0:
        time.sleep(left / NANO)
