"""Three clocks with one face: the one place in the engine that waits."""

from app.engine.clock.autojump import AutojumpClock
from app.engine.clock.base import Clock, ClockThread, Handle, Waiter, elapsed
from app.engine.clock.errors import ClockClosed, ClockStalled
from app.engine.clock.scaled import ScaledClock
from app.engine.clock.seeded import SeededClock

__all__ = [
    "AutojumpClock",
    "Clock",
    "ClockClosed",
    "ClockStalled",
    "ClockThread",
    "Handle",
    "ScaledClock",
    "SeededClock",
    "Waiter",
    "elapsed",
]
