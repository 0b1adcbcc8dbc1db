"""Threads that beat time on a clock, and tell the test when they have."""

from __future__ import annotations

import itertools
import queue

from app.engine import Clock
from app.engine.clock.base import to_ns
from tests.engine.clock.helpers import PATIENCE, start, until


class Metronomes:
    """Threads that each sleep a tenth of a model second, again and again, and say when they woke."""

    def __init__(self, clock: Clock, count: int = 10) -> None:
        self.clock = clock
        self._beats: queue.Queue[float] = queue.Queue()
        self._count = count
        start(clock, *[self._run] * count, daemon=True)
        self._until_asleep(0.1)

    def _run(self) -> None:
        for beat in itertools.count(1):
            self.clock.waiter().wait(beat / 10)
            self._beats.put(round(beat / 10, 9))

    def beat(self, *beats: float) -> bool:
        """Whether each of them wakes for these beats; they are asleep again, and it is still, when this returns."""
        heard = sorted(self._beats.get(timeout=PATIENCE) for _ in range(self._count * len(beats)))
        self._until_asleep(max(heard) + 0.1)
        return heard == sorted([round(beat, 9) for beat in beats] * self._count) and self.silent()

    def silent(self) -> bool:
        return self._beats.empty()

    def _until_asleep(self, deadline: float) -> None:
        agenda = self.clock._agenda  # type: ignore[attr-defined]
        until(lambda: [waiter.deadline for waiter in agenda.waiting()] == [to_ns(deadline)] * self._count)
