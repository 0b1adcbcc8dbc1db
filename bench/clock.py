"""What the clocks cost and how well they keep time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from app.engine import AutojumpClock, Clock, ScaledClock, SeededClock
from app.engine.rng import stream
from app.labs.connection_pool import ConnectionPoolLab
from bench.report import Figure, median

SLEEPERS = 1000
SLOW = 10.0


def run() -> Iterator[Figure]:
    """1,000 sleepers' lateness, autojump against real time, SeededClock's CPU against ScaledClock's"""
    for name, clock in (("ScaledClock", ScaledClock(SLOW)), ("SeededClock", SeededClock(1, SLOW))):
        late = sorted(lateness(clock))
        yield Figure(f"{name}: {SLEEPERS} sleepers at ×{SLOW:g}, late p50", late[len(late) // 2] * 1e3, " ms")
        yield Figure(f"{name}: {SLEEPERS} sleepers at ×{SLOW:g}, late p99", late[int(len(late) * 0.99)] * 1e3, " ms", 1)
    params, _ = ConnectionPoolLab.parse({"threads": 10, "max_size": 6})
    begin = time.perf_counter()
    ConnectionPoolLab.measure(params, 100.0)
    yield Figure(
        "autojump: the pool lab with 10 threads", 100.0 / (time.perf_counter() - begin), "× real time", 50, True
    )
    ratios = []
    for _ in range(3):
        scaled, seeded = lab_cpu("os"), lab_cpu("seeded")
        ratios.append(seeded / scaled)
    yield Figure("the pool lab at full speed: CPU of SeededClock / ScaledClock", median(ratios), "×", 2.0)


def lateness(clock: Clock, each: int = 5) -> list[float]:
    """Real seconds by which sleepers wake after their time, sleeping 0.1 … 0.3 model seconds `each` times."""
    late: list[float] = []
    done = threading.Semaphore(0)

    def sleeper(n: int) -> None:
        rng = stream(n, "bench")
        for _ in range(each):
            nap = 0.1 + 0.2 * rng.random()
            begin = time.perf_counter()
            due = begin + nap * SLOW if isinstance(clock, ScaledClock) else real_due(clock, nap)
            clock.sleep(nap)
            late.append(time.perf_counter() - due)
        done.release()

    def real_due(clock: Clock, nap: float) -> float:
        # A baton clock counts from the instant that it says it is, which real time may have passed a little.
        return time.perf_counter() + (clock.now() + nap - paced(clock)) * SLOW

    clock.call_soon(lambda: [clock.spawn(sleeper, n, name=f"S{n}") for n in range(SLEEPERS)])
    for _ in range(SLEEPERS):
        done.acquire()
    clock.close()
    return late


def paced(clock: Clock) -> float:
    """Where real time says that model time should be."""
    assert isinstance(clock, SeededClock)
    return clock._pace.now() / 1e9


def lab_cpu(order: str, seconds: float = 2.0) -> float:
    """CPU seconds for each thousand events of the pool lab at real speed."""
    params, _ = ConnectionPoolLab.parse(
        {"thread_order": order, "slow": 1.0, "threads": 10, "max_size": 6, "query_time": 0.035, "think_time": 0.001}
    )
    with ConnectionPoolLab(params) as lab:
        begin, position = time.process_time(), lab.journal.position
        time.sleep(seconds)
        return (time.process_time() - begin) / (lab.journal.position - position) * 1000


__all__ = ["AutojumpClock", "run"]
