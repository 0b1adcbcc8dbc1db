"""Calls that a clock makes for threads outside it: soon, or at a model time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

_this_thread = threading.local()


class Call:
    """One function to be called once by a clock; `future` gets what it returns or raises.

    `timed`: it is due at a model time; `spawns`: all it does is start a thread.
    """

    __slots__ = ("fn", "future", "spawns", "timed")

    def __init__(self, fn: Callable[[], Any], *, timed: bool = False, spawns: bool = False) -> None:
        self.fn = fn
        self.timed = timed
        self.spawns = spawns
        self.future: Future[Any] = Future()

    def cancel(self) -> bool:
        """Forget it; False if it has already begun."""
        return self.future.cancel()

    def run(self) -> BaseException | None:
        """Make the call in this thread; returns what it raised."""
        if not self.future.set_running_or_notify_cancel():
            return None
        _this_thread.makes_a_call = True
        try:
            result = self.fn()
        except BaseException as error:
            self.future.set_exception(error)
            return error
        finally:
            _this_thread.makes_a_call = False
        self.future.set_result(result)
        return None


def is_making_a_call() -> bool:
    """Whether this thread is just making a clock's call."""
    return getattr(_this_thread, "makes_a_call", False)


def refuse_to_wait_in_a_call() -> None:
    """Raise RuntimeError if this thread is making a clock's call: while it waits, nobody could run."""
    if is_making_a_call():
        raise RuntimeError("a call given to call_soon or call_at must not wait; let it spawn a thread that does")
