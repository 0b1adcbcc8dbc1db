"""The lab `connection-pool`: application threads, a pool, and an in-process database."""

from app.labs.connection_pool.lab import ConnectionPoolLab

__all__ = ["ConnectionPoolLab"]
