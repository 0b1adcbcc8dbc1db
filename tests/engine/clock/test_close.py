"""The end of a clock: everybody who waits is told, and nobody can begin anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, ClockClosed, ScaledClock, SeededClock
from tests.engine.clock.helpers import PATIENCE, start, until


def run_a_little(clock: Clock) -> None:
    """So that threads have begun, and wait."""
    if isinstance(clock, AutojumpClock):
        clock.run(until=1.0)
    else:
        clock.call_soon(lambda: None).result(PATIENCE)


def test_everybody_who_waits_is_told(clock: Clock) -> None:
    def wait() -> None:
        clock.waiter().wait()

    def wait_with_deadline() -> None:
        clock.waiter().wait(1e6)

    def sleep() -> None:
        clock.sleep(1e6)

    futures = start(clock, *[wait, wait_with_deadline, sleep] * 3)
    run_a_little(clock)
    clock.close()
    for future in futures:
        assert isinstance(future.exception(PATIENCE), ClockClosed)
    assert clock.failure is None, "to be told that it is over is no failure"


def test_nobody_is_told_twice_if_it_is_closed_twice(clock: Clock) -> None:
    told: list[str] = []

    def wait() -> None:
        try:
            clock.waiter().wait()
        except ClockClosed:
            told.append("yes")
            raise

    (future,) = start(clock, wait, daemon=True)
    run_a_little(clock)
    clock.close()
    clock.close()
    assert isinstance(future.exception(PATIENCE), ClockClosed)
    assert told == ["yes"]


def test_a_paused_clock_can_be_closed(clock: Clock) -> None:
    futures = start(clock, lambda: clock.sleep(1e6), lambda: clock.waiter().wait())
    run_a_little(clock)
    clock.pause()
    clock.close()
    for future in futures:
        assert isinstance(future.exception(PATIENCE), ClockClosed)


def test_a_thread_that_goes_on_is_told_where_it_waits_next(clock: Clock) -> None:
    closed, told = threading.Event(), threading.Event()

    def body() -> None:
        clock.close()
        closed.set()
        with pytest.raises(ClockClosed):
            clock.sleep(1.0)
        told.set()

    clock.call_soon(lambda: clock.spawn(body)).result(PATIENCE)
    if isinstance(clock, AutojumpClock):
        with pytest.raises(ClockClosed):
            clock.run()
    assert closed.wait(PATIENCE)
    assert told.wait(PATIENCE)


def test_a_closed_clock_begins_nothing(clock: Clock) -> None:
    clock.close()
    for begin in (
        lambda: clock.spawn(lambda: None),
        lambda: clock.call_soon(lambda: None),
        lambda: clock.call_at(1.0, lambda: None),
        lambda: clock.sleep(1.0),
        lambda: clock.waiter().wait(),
    ):
        with pytest.raises(ClockClosed):
            begin()


def test_a_closed_clock_can_still_be_read(clock: Clock) -> None:
    clock.close()
    assert clock.now() >= 0.0
    assert clock.horizon() >= 0.0
    clock.pause()
    clock.resume()


def test_nobody_is_woken_on_a_closed_clock(clock: Clock) -> None:
    waiter = clock.waiter()
    (future,) = start(clock, waiter.wait, daemon=True)
    run_a_little(clock)
    clock.close()
    assert waiter.wake() is False
    assert isinstance(future.exception(PATIENCE), ClockClosed)


def test_a_hand_over_that_beat_the_close_is_kept(make: Callable[..., Any]) -> None:
    """On a clock of real threads whoever was woken holds what was handed over, though the clock was closed since."""
    clock = make(ScaledClock)
    waiter = clock.waiter()
    (future,) = start(clock, waiter.wait)
    until(lambda: waiter.state == "waiting")
    assert waiter.wake() is True
    clock.close()
    assert future.result(PATIENCE) is True


def test_calls_that_can_no_longer_be_made_say_so(baton: Clock) -> None:
    """Whoever waits for the answer must not wait for ever."""
    running, go = threading.Event(), threading.Event()

    def busy() -> None:
        running.set()
        go.wait(PATIENCE)

    (ended,) = start(baton, busy)
    runner = threading.Thread(target=_run, args=(baton,))
    runner.start()
    assert running.wait(PATIENCE)
    posted = baton.call_soon(lambda: None)
    asked: list[bool] = []
    posted.add_done_callback(lambda _: asked.append(baton.paused))
    timed = baton.call_at(1.0, lambda: None)
    baton.close()
    assert isinstance(posted.exception(PATIENCE), ClockClosed)
    assert asked == [False], "who hears of it may ask the clock"
    assert timed.cancel() is False
    go.set()
    ended.result(PATIENCE)
    runner.join(PATIENCE)


def test_calls_of_a_scaled_clock_that_can_no_longer_be_made_say_so_too(make: Callable[..., Any]) -> None:
    clock = make(ScaledClock)
    running, go = threading.Event(), threading.Event()

    def busy() -> None:
        running.set()
        go.wait(PATIENCE)

    first = clock.call_soon(busy)
    assert running.wait(PATIENCE)
    posted = clock.call_soon(lambda: None)
    asked: list[float] = []
    posted.add_done_callback(lambda _: asked.append(clock.now()))
    clock.close()
    assert isinstance(posted.exception(PATIENCE), ClockClosed)
    assert len(asked) == 1, "who hears of it may ask the clock"
    go.set()
    first.result(PATIENCE)


def test_a_step_that_the_close_interrupts_says_so(make: Callable[..., Any]) -> None:
    clock = make(SeededClock)
    running, go = threading.Event(), threading.Event()

    def busy() -> None:
        running.set()
        go.wait(PATIENCE)

    start(clock, busy)
    assert running.wait(PATIENCE)
    said: list[BaseException] = []

    def step() -> None:
        try:
            clock.step()
        except ClockClosed as closed:
            said.append(closed)

    stepper = threading.Thread(target=step)
    stepper.start()
    until(lambda: bool(clock._agenda.posted))
    clock.close()
    stepper.join(PATIENCE)
    go.set()
    assert len(said) == 1


def test_a_thread_that_was_never_given_the_baton_never_begins(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    ran: list[int] = []
    clock.spawn(ran.append, 1)
    clock.close()
    assert ran == []


def test_a_run_that_the_close_interrupts_says_so(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    running, go = threading.Event(), threading.Event()

    def busy() -> None:
        running.set()
        go.wait(PATIENCE)

    clock.spawn(busy)
    said: list[BaseException] = []

    def run() -> None:
        try:
            clock.run()
        except ClockClosed as closed:
            said.append(closed)

    runner = threading.Thread(target=run)
    runner.start()
    assert running.wait(PATIENCE)
    clock.close()
    runner.join(PATIENCE)
    go.set()
    assert len(said) == 1


def test_a_with_block_closes(clock: Clock) -> None:
    with clock as same:
        assert same is clock
        (future,) = start(clock, lambda: clock.waiter().wait(), daemon=True)
        run_a_little(clock)
    assert isinstance(future.exception(PATIENCE), ClockClosed)


def _run(clock: Clock) -> None:
    if isinstance(clock, AutojumpClock):
        with pytest.raises(ClockClosed):
            clock.run()
