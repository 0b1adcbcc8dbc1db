"""A connection pool for threads, in rooms: the pool, its state, those who wait, its opener, its keeper, its health."""

from app.engine.pool.connection_pool import ConnectionPool
from app.engine.pool.entry import Entry
from app.engine.pool.errors import PoolClosed, PoolTimeout, TooManyWaiters
from app.engine.pool.options import PoolOptions
from app.engine.pool.stats import PoolStats, Timing
from app.engine.pool.waiter import PoolWaiter

__all__ = [
    "ConnectionPool",
    "Entry",
    "PoolClosed",
    "PoolOptions",
    "PoolStats",
    "PoolTimeout",
    "PoolWaiter",
    "Timing",
    "TooManyWaiters",
]
