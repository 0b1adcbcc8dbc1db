"""Where work comes from: draws for one thread that asks again and again, and arrivals that ask nobody."""

from __future__ import annotations

import itertools
import math
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from app.engine.clock import Clock, Waiter


def exponential(rng: random.Random, mean: float) -> float:
    """A memoryless time, in seconds, rounded to whole nanoseconds so that no platform's last digit matters."""
    return round(-math.log(1.0 - rng.random()) * mean, 9)


def spread(rng: random.Random, mean: float, width: float) -> float:
    """Uniform from mean·(1 − width) to mean·(1 + width), rounded to whole nanoseconds."""
    return round(mean * (1.0 + width * (2.0 * rng.random() - 1.0)), 9)


BURST = 10  # arrivals that come together


def poisson(rng: random.Random) -> Iterator[float]:
    """Gaps of a Poisson process, in mean gaps: any moment is as likely as any other."""
    while True:
        yield exponential(rng, 1.0)


def even(rng: random.Random) -> Iterator[float]:
    """Gaps that are all alike."""
    return itertools.repeat(1.0)


def bursts(rng: random.Random) -> Iterator[float]:
    """Gaps of BURST arrivals at one moment, and then a long one; as many in the long run as of the others."""
    while True:
        yield BURST * exponential(rng, 1.0)
        yield from itertools.repeat(0.0, BURST - 1)


PATTERNS: Mapping[str, Callable[[random.Random], Iterator[float]]] = MappingProxyType(
    {"poisson": poisson, "even": even, "burst": bursts}
)


class Arrivals:
    """An open loop: calls `arrive` at `rate` a model second, whatever becomes of the work.

    `pattern` makes the gaps between arrivals, in mean gaps: a Poisson process unless something else is said. A change
    of rate stretches or shortens the gap that is running, so the draws stay the same: request 17 of a seed is request
    17 at any rate. `arrive` may return how many model seconds it kept the thread from its arrivals: these do not count,
    nothing arrives meanwhile.
    """

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        rate: float,
        arrive: Callable[[], float | None],
        pattern: Callable[[random.Random], Iterator[float]] = poisson,
    ) -> None:
        self._clock = clock
        self._gaps = pattern(rng)
        self._arrive = arrive
        self._lock = threading.Lock()
        self._rate = _checked(rate)
        self._waiter: Waiter | None = None
        self._extra = 0  # that are to arrive now, whatever the gaps say
        self._stopped = False

    def start(self, name: str = "arrivals") -> None:
        self._clock.spawn(self._run, name=name, daemon=True)

    def set_rate(self, rate: float) -> None:
        """Arrivals a model second, from now on. ValueError unless above 0."""
        with self._lock:
            self._rate = _checked(rate)
            self._look_again()

    def at_once(self, count: int) -> None:
        """Let so many more arrive now, by the same thread; the gap that is running goes on."""
        with self._lock:
            self._extra += count
            self._look_again()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            self._look_again()

    def _look_again(self) -> None:
        if self._waiter is not None:
            self._waiter.wake()

    def _run(self) -> None:
        begin = self._clock.now()
        while (end := self._wait(begin, next(self._gaps))) is not None:
            begin = end + (self._arrive() or 0.0)

    def _wait(self, since: float, gap: float) -> float | None:
        """Wait `gap` mean gaps from `since` on, at the rate of the moment; returns when it ended, None if stopped.

        The next gap begins when this one was due, not when the thread got to run: else every delay of the machine
        would lower the rate.
        """
        while True:
            with self._lock:
                if self._stopped:
                    return None
                rate = self._rate
                due = since + gap / rate
                extra, self._extra = self._extra, 0
                self._waiter = self._clock.waiter()
            if extra:
                since += sum(self._arrive() or 0.0 for _ in range(extra))
                continue
            if not self._waiter.wait(due):
                return due
            now = self._clock.now()
            gap = max(0.0, gap - (now - since) * rate)
            since = now


def _checked(rate: float) -> float:
    if not rate > 0:
        raise ValueError(f"the rate of arrivals must be above 0 a second, not {rate}")
    return rate
