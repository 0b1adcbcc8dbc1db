"""The task of which threads are counted: it waits, and then computes for a time that is calibrated beforehand.

Computing is pure Python, which holds the GIL, or a hash over a large buffer, which lets it go.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

TRIES = 5  # the best of so many: what disturbs a calibration makes it slower, never faster
SAMPLE = 50_000  # loops
SAMPLE_BYTES = 1 << 20


def loops(count: int) -> int:
    """Pure Python."""
    total = 0
    for i in range(count):
        total += i * i
    return total


def calibrated_loops(seconds: float) -> int:
    """How many loops take `seconds` of one core that nobody else wants."""
    return max(1, round(SAMPLE * seconds / _best(lambda: loops(SAMPLE))))


def calibrated_bytes(seconds: float) -> int:
    """The size of the buffer for which a hash takes `seconds` of one core."""
    sample = bytes(SAMPLE_BYTES)
    size = round(SAMPLE_BYTES * seconds / _best(lambda: hashlib.sha256(sample).digest()))
    return max(4096, size)  # below 2 KiB the GIL is not let go


def _best(once: Callable[[], object]) -> float:
    """Processor seconds of this thread."""
    times = []
    for _ in range(TRIES):
        began = time.thread_time()
        once()
        times.append(time.thread_time() - began)
    return max(min(times), 1e-7)


def computing(kind: str, amount: int) -> Callable[[], object]:
    """The computing part of a task: `amount` loops, or a hash over so many bytes if `kind` is native."""
    if kind == "native":
        buffer = bytes(amount)
        return lambda: hashlib.sha256(buffer).digest()
    return lambda: loops(amount)
