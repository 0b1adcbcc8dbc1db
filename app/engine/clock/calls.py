"""Calls that a clock makes for threads outside it: soon, or at a model time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from app.engine.clock.errors import ClockClosed

_this_thread = threading.local()


class Call:
    """One function to be called once by a clock; `future` gets what it returns or raises.

    `answered`: somebody has its future and so will hear of a failure; `spawns`: all it does is start a thread;
    `posted_at`: the paced model time (ns) at which it was posted.
    """

    __slots__ = ("answered", "fn", "future", "posted_at", "spawns")

    def __init__(self, fn: Callable[[], Any], *, answered: bool = True, spawns: bool = False) -> None:
        self.fn = fn
        self.answered = answered
        self.spawns = spawns
        self.posted_at = 0
        self.future: Future[Any] = Future()

    def cancel(self) -> bool:
        """Forget it; False if it has already begun."""
        return self.future.cancel()

    def run(self) -> BaseException | None:
        """Make the call in this thread; returns what it raised."""
        if not self.future.set_running_or_notify_cancel():
            return None
        outer = getattr(_this_thread, "makes_a_call", False)  # a call on one clock may have another make one
        _this_thread.makes_a_call = True
        try:
            result = self.fn()
        except BaseException as error:
            self.future.set_exception(error)
            return error
        else:
            self.future.set_result(result)  # whoever this calls back must not wait either
            return None
        finally:
            _this_thread.makes_a_call = outer

    def refuse(self) -> None:
        """The clock was closed before it could be made."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(ClockClosed("the clock was closed before it made this call"))


def refuse_to_wait_in_a_call() -> None:
    """Raise RuntimeError if this thread is making a clock's call: while it waits, nobody could run."""
    if getattr(_this_thread, "makes_a_call", False):
        raise RuntimeError("a call given to call_soon or call_at must not wait; let it spawn a thread that does")
