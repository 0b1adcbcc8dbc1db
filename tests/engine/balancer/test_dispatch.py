"""Threads that wait for their answer, and hear what became of the request instead."""

from __future__ import annotations

from typing import Any

from app.engine.balancer import (
    NoServerAvailable,
    Request,
    RequestFailed,
    RequestRefused,
    RequestTimeout,
)
from tests.engine.balancer.conftest import MakeHouse


class Caller:
    """A thread that dispatches one request and remembers what it heard, and when."""

    def __init__(self, house: Any, at: float = 0.0, demand: float = 1.0, luck: tuple[float, ...] = ()) -> None:
        self.heard: Any = None
        self.when: float | None = None
        self._house = house
        house.at(at, self._call, Request("k", "10.0.0.1", demand, luck))

    def _call(self, request: Request) -> None:
        try:
            self.heard = self._house.balancer.dispatch(request).outcome
        except (LookupError, RuntimeError, OSError) as error:
            self.heard = error
        self.when = self._house.clock.now()


def test_dispatch_waits_for_the_answer(make_house: MakeHouse) -> None:
    house = make_house()
    house.add("A", speed=0.5)
    callers = [Caller(house), Caller(house)]
    house.run(until=10.0)

    assert sorted((it.heard, it.when) for it in callers) == [("served", 2.0), ("served", 4.0)]


def test_dispatch_raises_what_became_of_the_request(make_house: MakeHouse) -> None:
    house = make_house(request_timeout=3.0)
    nobody = Caller(house)
    house.at(1.0, house.add, "A", queue_capacity=0, failure_rate=0.5)
    bad = Caller(house, at=2.0, luck=(0.1,))
    full = Caller(house, at=2.5)
    slow = Caller(house, at=4.0, demand=10.0)
    house.at(20.0, lambda: house.machine("A").crash())
    down = Caller(house, at=21.0)
    house.run(until=30.0)

    assert isinstance(nobody.heard, NoServerAvailable)
    assert isinstance(nobody.heard, LookupError)
    assert isinstance(bad.heard, RequestFailed)
    assert "ServerError" in str(bad.heard)
    assert isinstance(full.heard, RequestRefused)
    assert "queue_full" in str(full.heard)
    assert isinstance(slow.heard, RequestTimeout)
    assert isinstance(slow.heard, TimeoutError)
    assert isinstance(down.heard, RequestFailed)
    assert "ConnectionRefused" in str(down.heard)
    assert [it.when for it in (nobody, bad, full, slow, down)] == [0.0, 3.0, 2.5, 7.0, 21.0]


def test_a_request_that_was_crashed_under_hears_of_a_reset(make_house: MakeHouse) -> None:
    house = make_house()
    house.add("A")
    working, queued = Caller(house), Caller(house)
    house.at(0.5, lambda: house.machine("A").crash())
    house.run(until=5.0)

    for caller in (working, queued):
        assert "ConnectionReset" in str(caller.heard)
        assert caller.when == 0.5
