"""The machinery: clocks, a journal, pools. Knows nothing of Flask, of Socket.IO, or of anybody who watches."""

from app.engine.clock import AutojumpClock, Clock, ClockClosed, ClockStalled, ScaledClock, SeededClock
from app.engine.events import VOCABULARY
from app.engine.journal import Event, Journal
from app.engine.pool import ConnectionPool, PoolClosed, PoolStats, PoolTimeout, TooManyWaiters

__all__ = [
    "VOCABULARY",
    "AutojumpClock",
    "Clock",
    "ClockClosed",
    "ClockStalled",
    "ConnectionPool",
    "Event",
    "Journal",
    "PoolClosed",
    "PoolStats",
    "PoolTimeout",
    "ScaledClock",
    "SeededClock",
    "TooManyWaiters",
]
