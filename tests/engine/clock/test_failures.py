"""What a clock says when a thread fails, and when it cannot go on: nobody can wake, or an instant never ends."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, ClockClosed, ClockStalled, ScaledClock, SeededClock
from app.engine.clock import baton
from tests.engine.clock.helpers import PATIENCE, start, until


@pytest.fixture
def clock(make: Callable[..., Any]) -> AutojumpClock:
    return make(AutojumpClock, seed=1)


def test_an_exception_in_a_thread_ends_the_run_and_closes_the_clock(clock: AutojumpClock) -> None:
    def fail() -> None:
        clock.sleep(1.0)
        raise LookupError("no such thing")

    closed: list[bool] = []

    def wait_for_ever() -> None:
        with pytest.raises(ClockClosed):
            clock.waiter().wait()
        closed.append(True)

    clock.spawn(wait_for_ever)
    clock.spawn(fail)
    with pytest.raises(LookupError, match="no such thing"):
        clock.run()
    assert clock.now() == 1.0
    assert isinstance(clock.failure, LookupError)
    until(lambda: closed == [True])
    with pytest.raises(ClockClosed):
        clock.run()


def test_an_exception_in_a_daemon_is_not_passed_over(clock: AutojumpClock) -> None:
    clock.spawn(lambda: 1 // 0, daemon=True)
    clock.spawn(clock.sleep, 1.0)
    with pytest.raises(ZeroDivisionError):
        clock.run()


def test_a_run_in_which_nobody_can_wake_any_more_names_who_waits(clock: AutojumpClock) -> None:
    clock.spawn(lambda: clock.waiter().wait(), name="alice")
    clock.spawn(lambda: clock.waiter().wait(), name="bob")
    clock.spawn(clock.sleep, 2.0, name="carol")
    with pytest.raises(ClockStalled, match=r"2 s: nothing can wake any more; waiting: alice, bob$"):
        clock.run()


def test_a_stalled_clock_can_go_on_when_somebody_is_woken_from_outside(clock: AutojumpClock) -> None:
    waiter = clock.waiter()
    (waiting,) = start(clock, waiter.wait)
    with pytest.raises(ClockStalled):
        clock.run()
    assert waiter.wake() is True
    clock.run()
    assert waiting.result(PATIENCE) is True


def test_an_instant_of_a_hundred_thousand_turns_is_a_stall(clock: AutojumpClock) -> None:
    def spin() -> None:
        clock.sleep(1.0)
        while True:
            clock.sleep(0)

    clock.spawn(spin, name="spinner")
    with pytest.raises(ClockStalled, match=r"1 s: 100,000 turns at one instant.*spinner"):
        clock.run()


def test_many_turns_at_many_instants_are_no_stall(clock: AutojumpClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baton, "MAX_TURNS", 10)

    def body() -> None:
        for _ in range(20):
            for _ in range(8):
                clock.sleep(0)
            clock.sleep(0.001)

    clock.spawn(body)
    clock.run()


@pytest.mark.parametrize("again", ["call_at", "call_soon"])
def test_calls_that_plan_themselves_for_the_same_instant_are_a_stall_too(
    clock: AutojumpClock, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    monkeypatch.setattr(baton, "MAX_TURNS", 1000)

    def call() -> None:
        if again == "call_at":
            clock.call_at(clock.now(), call)
        else:
            clock.call_soon(call)

    clock.call_at(1.0, call)
    with pytest.raises(ClockStalled, match="1,000 turns"):
        clock.run(until=2.0)


def test_an_endless_instant_of_a_paced_clock_is_its_failure_and_calls_are_still_answered(
    make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baton, "MAX_TURNS", 1000)
    clock = make(SeededClock, slow=0.001)

    def spin() -> None:
        while True:
            clock.sleep(0)

    start(clock, spin)
    until(lambda: clock.failure is not None)
    assert isinstance(clock.failure, ClockStalled)
    assert "T1" in str(clock.failure)
    assert clock.call_soon(lambda: 42).result(PATIENCE) == 42
    clock.step()


def test_a_thread_whose_instant_never_ended_stands_still_and_costs_nothing(
    make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baton, "MAX_TURNS", 1000)
    looks = itertools.count()
    clock = make(SeededClock, real=lambda: next(looks))

    def spin() -> None:
        while True:
            clock.sleep(0)

    start(clock, spin)
    until(lambda: clock.failure is not None)
    before, chance = next(looks), threading.Event()
    for _ in range(50):
        clock.call_soon(lambda: None).result(PATIENCE)
        chance.wait(0.001)  # for the thread to look at the time over and over, as it must not
    assert next(looks) - before < 50 * 20


def test_a_stall_of_threads_says_who_they_are_even_without_names(clock: Clock) -> None:
    assert isinstance(clock, AutojumpClock)
    clock.spawn(lambda: clock.waiter().wait())
    with pytest.raises(ClockStalled, match="thread-1"):
        clock.run()


def test_an_exception_in_a_thread_is_the_failure_of_a_paced_clock(make: Callable[..., Any]) -> None:
    for kind in (SeededClock, ScaledClock):
        clock = make(kind, slow=0.001)

        def fail(clock: Clock = clock) -> None:
            clock.sleep(1.0)
            raise LookupError("the first")

        def fail_later(clock: Clock = clock) -> None:
            while clock.failure is None:
                clock.sleep(1.0)
            raise LookupError("the second")

        (healthy,) = start(clock, lambda clock=clock: clock.sleep(100.0))
        clock.spawn(fail)
        clock.spawn(fail_later)
        healthy.result(PATIENCE)
        assert str(clock.failure) == "the first", "the others go on, and the first failure counts"


def test_that_another_clock_is_closed_is_a_failure_like_any_other(make: Callable[..., Any]) -> None:
    for kind in (SeededClock, ScaledClock):
        clock, other = make(kind, slow=0.001), make(ScaledClock)
        other.close()
        clock.spawn(other.sleep, 1.0)
        until(lambda clock=clock: clock.failure is not None)
        assert isinstance(clock.failure, ClockClosed)


def test_a_thread_that_the_system_cannot_start_is_not_waited_for(
    make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = make(AutojumpClock)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_more_threads)
        with pytest.raises(RuntimeError, match="can't start new thread"):
            clock.spawn(lambda: None)
    clock.spawn(clock.sleep, 1.0)
    clock.run()
    assert clock.now() == 1.0


def _no_more_threads(thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")
