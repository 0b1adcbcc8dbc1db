"""The thread that submits tasks as they arrive, and does some of them itself if the pool sends them back."""

from __future__ import annotations

import threading
from collections import deque

from app.engine import TaskRejected, ThreadPool
from app.engine.clock import Clock
from app.engine.rng import stream
from app.engine.traffic import PATTERNS, Arrivals
from app.labs.thread_pool.floor import PRODUCER, Floor
from app.labs.thread_pool.params import MOST_QUEUED, Params
from app.labs.thread_pool.tasks import LONG_TASK, POISON, Task, Tasks


class Producer:
    """While it does a task itself, it submits nothing, and nothing arrives: that is how "caller_runs" slows it."""

    def __init__(self, clock: Clock, params: Params, pool: ThreadPool, floor: Floor) -> None:
        self.tasks = Tasks(params)
        self.held_back = 0  # tasks that were not submitted, for want of memory
        self._pool = pool
        self._floor = floor
        self._lock = threading.Lock()
        self._wanted: deque[str] = deque()  # what the next tasks are to be, if that is not left to chance
        self._arrivals = Arrivals(
            clock, stream(params.seed, "arrivals"), params.arrival_rate, self._arrive, PATTERNS[params.pattern]
        )
        floor.free()
        self._arrivals.start(PRODUCER)

    def set_rate(self, rate: float) -> None:
        self._arrivals.set_rate(rate)

    def burst(self, count: int, long: int = 0) -> None:
        """Submit so many more, now; the first `long` of them are long."""
        with self._lock:
            self._wanted.extend([LONG_TASK] * long)
        self._arrivals.at_once(count)

    def poison(self) -> None:
        """Submit a task that never ends, next."""
        with self._lock:
            self._wanted.append(POISON)
        self._arrivals.at_once(1)

    def stop(self) -> None:
        """Submit no more."""
        self._arrivals.stop()
        self._floor.dismiss()

    def _arrive(self) -> float | None:
        """A task arrives. How long the producer was kept busy with it, if it had to do it itself."""
        task = self._next()
        stats = self._pool.stats()
        if stats.queued >= MOST_QUEUED:
            self.held_back += 1
            self._floor.free("out_of_memory")
            return None
        task.number = stats.submitted + 1  # nobody else submits
        try:
            self._pool.submit(self._floor.work, task)
        except TaskRejected:
            pass  # a real producer would now tell whoever it works for
        except RuntimeError:
            if not self._pool.is_shut_down:  # just now, in the middle of a burst
                raise
        self._floor.free()
        return task.ran_for

    def _next(self) -> Task:
        with self._lock:
            kind = self._wanted.popleft() if self._wanted else None
        return Task(POISON) if kind == POISON else self.tasks.draw(long=kind == LONG_TASK)
