"""What a caller of `acquire` may have to hear."""

from __future__ import annotations


class PoolTimeout(TimeoutError):
    """No connection came free, or could be opened, before the caller's deadline."""


class PoolClosed(RuntimeError):
    """The pool is closed: nothing is lent any more."""


class TooManyWaiters(RuntimeError):
    """`max_waiting` callers wait already; this one was not queued."""
