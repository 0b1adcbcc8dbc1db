"""Where a caller stands in its code, as short text that is the same in every run."""

from __future__ import annotations

import sys
from types import FrameType

DEPTH = 6
OURS = ("app.engine.pool", "contextlib")  # frames between the borrower and the pool's own bookkeeping
BELOW = ("app.engine.clock", "threading")  # where every thread begins


def borrower_stack() -> str:
    """The frames of the calling thread outside the pool, innermost first: ``module:function:line < …``."""
    parts: list[str] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and len(parts) < DEPTH:
        module = frame.f_globals.get("__name__", "?")
        if module.startswith(BELOW):
            break
        if not module.startswith(OURS):
            parts.append(f"{module}:{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(parts)
