"""The three clocks, a real time that tests turn by hand, and a check that no thread outlives its test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, ScaledClock, SeededClock
from tests.engine.clock.helpers import PATIENCE, RealByHand

FAST = 0.001  # real seconds for a model second
KINDS: dict[str, Callable[..., Clock]] = {"scaled": ScaledClock, "seeded": SeededClock, "autojump": AutojumpClock}


@pytest.fixture(autouse=True)
def _no_thread_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"{thread.name} still runs after the test"


@pytest.fixture
def make() -> Iterator[Callable[..., Any]]:
    """Makes a clock: make(SeededClock, seed=1, slow=0.01). Closed at the end of the test."""
    clocks: list[Clock] = []

    def make(kind: Callable[..., Clock], **options: Any) -> Clock:
        clocks.append(kind(**options))
        return clocks[-1]

    yield make
    for clock in clocks:
        clock.close()


@pytest.fixture(params=KINDS)
def clock(request: pytest.FixtureRequest, make: Callable[..., Any]) -> Clock:
    """Each of the three clocks in turn, fast."""
    return make(KINDS[request.param], **({} if request.param == "autojump" else {"slow": FAST}))


@pytest.fixture(params=["seeded", "autojump"])
def baton(request: pytest.FixtureRequest, make: Callable[..., Any]) -> Clock:
    """Each of the clocks that choose the order of threads by their seed."""
    return make(KINDS[request.param], **({} if request.param == "autojump" else {"slow": FAST}))


@pytest.fixture(params=["scaled", "seeded"])
def paced(request: pytest.FixtureRequest, make: Callable[..., Any], real: RealByHand) -> Any:
    """Each of the clocks that follow real time, which here stands still unless a test moves it on."""
    return make(KINDS[request.param], real=real)


@pytest.fixture
def real() -> RealByHand:
    return RealByHand()
