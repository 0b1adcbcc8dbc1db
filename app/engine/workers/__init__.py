"""A pool of threads for tasks: how it grows, where tasks wait, whom it turns away, and what its Futures promise."""

from app.engine.workers.futures import TaskFuture
from app.engine.workers.options import ThreadPoolOptions
from app.engine.workers.rejection import TaskRejected
from app.engine.workers.stats import ThreadPoolStats
from app.engine.workers.thread_pool import ThreadPool
from app.engine.workers.waiting import as_completed, wait
from app.engine.workers.worker import Worker

__all__ = [
    "TaskFuture",
    "TaskRejected",
    "ThreadPool",
    "ThreadPoolOptions",
    "ThreadPoolStats",
    "Worker",
    "as_completed",
    "wait",
]
