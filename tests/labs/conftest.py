"""Labs on the clock that never waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.engine import AutojumpClock
from app.labs.balancer import BalancerLab
from app.labs.connection_pool import ConnectionPoolLab
from app.labs.hash_ring import HashRingLab
from app.labs.thread_pool import ThreadPoolLab

MakeLab = Callable[..., ConnectionPoolLab]
MakeBalancer = Callable[..., BalancerLab]
MakeRing = Callable[..., HashRingLab]
MakeThreads = Callable[..., ThreadPoolLab]


@pytest.fixture
def make_lab() -> Iterator[MakeLab]:
    """Makes a pool lab with the given parameters; `lab.clock.run(until=…)` runs it. Closed at the end."""
    labs: list[ConnectionPoolLab] = []

    def make(**params: object) -> ConnectionPoolLab:
        parsed, _ = ConnectionPoolLab.parse(params)
        lab = ConnectionPoolLab(parsed, clock=AutojumpClock(parsed.seed))
        labs.append(lab)
        return lab

    yield make
    for lab in labs:
        lab.close()


@pytest.fixture
def make_ring() -> Iterator[MakeRing]:
    """Makes a ring lab with the given parameters, at model time 0 and ready to be asked. Closed at the end."""
    labs: list[HashRingLab] = []

    def make(**params: object) -> HashRingLab:
        parsed, _ = HashRingLab.parse(params)
        clock = AutojumpClock(parsed.seed)
        labs.append(HashRingLab(parsed, clock=clock))
        clock.run(until=0.0)
        return labs[-1]

    yield make
    for lab in labs:
        lab.close()


@pytest.fixture
def make_balancer() -> Iterator[MakeBalancer]:
    """Makes a balancer lab with the given parameters, at model time 0 and ready to be asked. Closed at the end."""
    labs: list[BalancerLab] = []

    def make(**params: object) -> BalancerLab:
        parsed, _ = BalancerLab.parse(params)
        clock = AutojumpClock(parsed.seed)
        labs.append(BalancerLab(parsed, clock=clock))
        clock.run(until=0.0)
        return labs[-1]

    yield make
    for lab in labs:
        lab.close()


@pytest.fixture
def make_threads() -> Iterator[MakeThreads]:
    """Makes a thread pool lab with the given parameters, which stands at model time 0. Closed at the end."""
    labs: list[ThreadPoolLab] = []

    def make(**params: object) -> ThreadPoolLab:
        parsed, _ = ThreadPoolLab.parse(params)
        labs.append(ThreadPoolLab(parsed, clock=AutojumpClock(parsed.seed)))
        return labs[-1]

    yield make
    for lab in labs:
        lab.close()
