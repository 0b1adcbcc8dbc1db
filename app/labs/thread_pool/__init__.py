"""The lab `thread-pool`: a producer, a queue of tasks, and workers that wait and compute."""

from app.labs.thread_pool.lab import ThreadPoolLab

__all__ = ["ThreadPoolLab"]
