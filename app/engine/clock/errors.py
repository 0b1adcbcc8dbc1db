"""What a clock can say when it cannot go on."""

from __future__ import annotations


class ClockClosed(RuntimeError):
    """The clock was closed; raised in every thread that waits, or tries to wait, on it."""


class ClockStalled(RuntimeError):
    """Model time cannot move: nothing can wake any more, or one instant never ends. Says who waits."""
