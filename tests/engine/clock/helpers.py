"""What the tests of the clocks share: running bodies on any clock, and a real time turned by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from app.engine import AutojumpClock, Clock, Journal

PATIENCE = 60.0  # real seconds after which a test gives up; none should ever take that long


class RealByHand:
    """Real time in nanoseconds that stands still until the test moves it on."""

    def __init__(self) -> None:
        self.ns = 10**12

    def __call__(self) -> int:
        return self.ns

    def pass_by(self, seconds: float) -> None:
        self.ns += round(seconds * 1e9)


def start(clock: Clock, *bodies: Callable[[], Any], daemon: bool = False) -> list[Future[Any]]:
    """Spawn one thread for each body, all in one call and so at one instant; their futures get what they return."""
    futures: list[Future[Any]] = [Future() for _ in bodies]

    def spawn_all() -> None:
        for number, (body, future) in enumerate(zip(bodies, futures, strict=True), 1):
            clock.spawn(_keep, body, future, name=f"T{number}", daemon=daemon)

    clock.call_soon(spawn_all).result(PATIENCE)
    return futures


def perform(clock: Clock, *bodies: Callable[[], Any]) -> list[Any]:
    """Run the bodies as threads of the clock until all have ended; returns what they returned."""
    futures = start(clock, *bodies)
    if isinstance(clock, AutojumpClock):
        clock.run()
    return [future.result(PATIENCE) for future in futures]


def settle(clock: Clock) -> None:
    """Have everything done that is due by now, on a clock whose real time stands still, and look at the new time."""
    clock.set_slow(clock.slow)
    clock.call_soon(lambda: None).result(PATIENCE)


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so of which no clock gives a sign, such as that a thread has begun to wait."""
    give_up, pause = time.monotonic() + PATIENCE, threading.Event()
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        pause.wait(0.001)


def rows(journal: Journal) -> list[list[Any]]:
    return [event.row() for event in journal]


def _keep(body: Callable[[], Any], future: Future[Any]) -> None:
    try:
        result = body()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
