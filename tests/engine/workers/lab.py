"""A thread pool under test: a clock that never waits, tasks that take model time, and things done at set times."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from app.engine import AutojumpClock, Event, Journal, ThreadPool


class Lab:
    """Makes a pool on an AutojumpClock with `seed`, submits tasks to it, and runs."""

    def __init__(self, seed: int = 0, clock: Any = None) -> None:
        self.clock: Any = clock or AutojumpClock(seed)
        self.journal = Journal(self.clock, strict=True)
        self.ran: list[Any] = []  # what tasks were begun, in order
        self._names = itertools.count(1)
        self.pool: ThreadPool

    def make_pool(self, core_size: int = 1, **options: Any) -> ThreadPool:
        self.pool = ThreadPool(core_size, clock=self.clock, journal=self.journal, **options)
        return self.pool

    def task(self, label: Any, seconds: float = 1.0, error: BaseException | None = None) -> Any:
        """What a task of these tests does: says that it was begun, takes its time, and returns its label."""
        self.ran.append(label)
        self.clock.sleep(seconds)
        if error is not None:
            raise error
        return label

    def submit(self, label: Any, seconds: float = 1.0, error: BaseException | None = None) -> Future[Any]:
        return self.pool.submit(self.task, label, seconds, error)

    def at(self, t: float, do: Callable[..., object], *args: Any, **named: Any) -> None:
        """Have a thread of its own do something at a model time; it may wait."""

        def run() -> None:
            self.sleep_until(t)
            do(*args, **named)

        self.clock.spawn(run, name=f"doer-{next(self._names)}")

    def run(self, until: float | None = None) -> None:
        """Run until every thread but workers is done; with `until`, up to that model time, whoever is there."""
        if until is not None:
            self.clock.spawn(self.sleep_until, until, name="until")
        self.clock.run(until)

    def do(self, action: Callable[[], Any]) -> Any:
        """Have a thread of the clock do something now, and return what it returned."""
        results: list[Any] = []
        self.clock.spawn(lambda: results.append(action()), name="main")
        self.run()
        return results[0]

    def sleep_until(self, t: float) -> None:
        if t > self.clock.now():
            self.clock.waiter().wait(t)

    def events(self, *kinds: str) -> list[Event]:
        return [event for event in self.journal if event.kind in kinds]

    def told(self, *kinds: str) -> list[tuple[Any, ...]]:
        """The events of these kinds without their stamps and their kind."""
        return [event.values for event in self.events(*kinds)]
