"""The tasks of the document's two programs, as they stand there, and what a process says of itself.

A worker process imports this module and nothing else of ours: what it takes to start is to be the interpreter's.
"""

from __future__ import annotations

import os
import time
from typing import NamedTuple

breath: int = 0  # when this process was first ready to work: a stamp of time.perf_counter_ns


def fetch_url(url: str, seconds: float) -> str:
    """Simulate an I/O-bound task."""
    time.sleep(seconds)
    return f"Response from {url}"


def compute_heavy(n: int) -> int:
    return sum(i**2 for i in range(n))


class Done(NamedTuple):
    """A task as a worker process saw it. Stamps in nanoseconds; `cpu` in seconds of processor time."""

    pid: int
    breath: int
    began: int
    ended: int
    cpu: float
    result: int


def first_breath() -> None:
    """What a worker process does before anything else."""
    global breath
    breath = time.perf_counter_ns()


def compute_elsewhere(n: int) -> Done:
    """`compute_heavy` in a worker process."""
    began, cpu = time.perf_counter_ns(), time.thread_time()
    result = compute_heavy(n)
    return Done(os.getpid(), breath, began, time.perf_counter_ns(), time.thread_time() - cpu, result)


def nothing() -> None:
    """The smallest task there is."""


def hello(seconds: float) -> int:
    """Which process this is; it takes a moment, so that another one has to answer the next call."""
    time.sleep(seconds)
    return os.getpid()
