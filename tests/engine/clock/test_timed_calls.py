"""Calls for a model time: their order, and that they can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, Journal, ScaledClock, SeededClock
from tests.engine.clock.helpers import PATIENCE, perform, rows, start, until


def test_a_timed_call_happens_at_its_time_after_the_threads_that_are_due_then(baton: Clock) -> None:
    journal = Journal(baton)
    baton.pause()
    baton.call_at(1.0, lambda: journal.append("timed", name="first"))

    def body() -> None:
        baton.sleep(1.0)
        journal.append("woke")
        baton.sleep(0)
        journal.append("went on")
        baton.sleep(1.0)

    baton.call_at(1.0, lambda: journal.append("timed", name="second"))
    futures = start(baton, body)
    baton.resume()
    if isinstance(baton, AutojumpClock):
        baton.run()
    futures[0].result(PATIENCE)
    assert rows(journal) == [[1.0, "woke"], [1.0, "went on"], [1.0, "timed", "first"], [1.0, "timed", "second"]]


def test_timed_calls_happen_in_the_order_of_their_times(clock: Clock) -> None:
    made: list[float] = []
    done = threading.Event()
    clock.pause()
    now = clock.now()
    for t in (3.0, 1.0, 2.0, 1.0):
        clock.call_at(now + t, lambda t=t: made.append(t))
    clock.call_at(now + 4.0, done.set)
    clock.resume()
    if isinstance(clock, AutojumpClock):
        clock.run(until=5.0)
    assert done.wait(PATIENCE)
    assert made == [1.0, 1.0, 2.0, 3.0]


def test_a_timed_call_that_is_late_already_is_made_at_once(clock: Clock) -> None:
    made: Future[float] = Future()

    def body() -> None:
        clock.sleep(2.0)
        clock.call_at(1.0, lambda: made.set_result(clock.now()))
        clock.sleep(1.0)

    perform(clock, body)
    assert made.result(PATIENCE) >= 2.0


def test_a_timed_call_can_be_cancelled_until_it_begins(clock: Clock) -> None:
    made: list[str] = []
    done = threading.Event()
    clock.pause()
    now = clock.now()
    handle = clock.call_at(now + 1.0, lambda: made.append("cancelled"))
    kept = clock.call_at(now + 2.0, lambda: made.append("made"))
    clock.call_at(now + 3.0, done.set)
    assert handle.cancel() is True
    clock.resume()
    if isinstance(clock, AutojumpClock):
        clock.run(until=4.0)
    assert done.wait(PATIENCE)
    assert made == ["made"]
    assert kept.cancel() is False


def test_a_timed_call_that_fails_is_the_failure_of_the_clock_for_nobody_else_would_hear_of_it(paced: Clock) -> None:
    paced.call_at(0.0, lambda: 1 // 0)
    until(lambda: paced.failure is not None)
    assert isinstance(paced.failure, ZeroDivisionError)


def test_a_timed_call_that_fails_ends_the_run(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    clock.call_at(1.0, lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        clock.run(until=2.0)


def test_a_timed_call_wakes_a_clock_on_which_nothing_else_is_due(make: Callable[..., Any]) -> None:
    for kind in (SeededClock, ScaledClock):
        done = threading.Event()
        make(kind, slow=0.001).call_at(5.0, done.set)
        assert done.wait(PATIENCE)
