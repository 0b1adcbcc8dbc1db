"""When a pool starts another worker: Java's order, and CPython's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.engine.workers.shape import Shape


def java(pool: Shape) -> str | None:
    """Up to the core whatever the others do, then only when the queue is full (java.util.concurrent, execute).

    So a queue without a bound never lets the pool grow beyond its core.
    """
    workers, options = len(pool.workers), pool.options
    if workers < options.core_size:
        return "core"
    if pool.idle or len(pool.queue) < options.room or workers >= options.limit:
        return None
    return "queue_full"


def cpython(pool: Shape) -> str | None:
    """Only if none is idle, up to the maximum; whatever comes then is queued (concurrent/futures/thread.py)."""
    return None if pool.idle or len(pool.workers) >= pool.options.limit else "none_idle"


# What a new task may be a reason for: the word for it, or None. Called with the pool's lock held.
GROWTH: Mapping[str, Callable[[Shape], str | None]] = MappingProxyType({"java": java, "cpython": cpython})
