"""A paced clock that hurries to a model time and then goes on as before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.engine import ClockClosed, ClockStalled, Journal, SeededClock
from app.engine.clock import baton
from tests.engine.clock.helpers import PATIENCE, RealByHand, perform, rows, settle, start
from tests.engine.clock.programs import Stage, long_program, on_autojump, text


@pytest.fixture
def clock(make: Callable[..., Any], real: RealByHand) -> SeededClock:
    return make(SeededClock, seed=1, real=real)


def ticking(clock: SeededClock) -> Journal:
    journal = Journal(clock)

    def body() -> None:
        while True:
            clock.sleep(1.0)
            journal.append("tick")

    start(clock, body, daemon=True)
    return journal


def test_it_runs_to_the_given_time_without_waiting(clock: SeededClock) -> None:
    journal = ticking(clock)
    clock.fast_forward(3.5)
    assert clock.now() == 3.5
    assert [event.t for event in journal] == [1.0, 2.0, 3.0]


def test_what_is_due_at_the_very_end_still_happens(clock: SeededClock) -> None:
    journal = ticking(clock)
    clock.fast_forward(2.0)
    assert [event.t for event in journal] == [1.0, 2.0]


def test_afterwards_the_clock_is_paced_again(clock: SeededClock, real: RealByHand) -> None:
    journal = ticking(clock)
    clock.fast_forward(3.5)
    real.pass_by(0.4)
    settle(clock)
    assert len(journal) == 3
    real.pass_by(0.1)
    settle(clock)
    assert rows(journal)[3:] == [[4.0, "tick"]]


def test_a_paused_clock_is_still_paused_afterwards(clock: SeededClock, real: RealByHand) -> None:
    clock.pause()
    journal = ticking(clock)
    clock.fast_forward(3.5)
    real.pass_by(100.0)
    settle(clock)
    assert clock.paused
    assert (clock.now(), len(journal)) == (3.5, 3)
    clock.resume()
    real.pass_by(0.5)
    settle(clock)
    assert len(journal) == 4


def test_it_is_the_same_run(make: Callable[..., Any]) -> None:
    program = long_program(3)
    clock = make(SeededClock, seed=3, slow=1000.0)
    stage = Stage(clock, program)
    clock.call_soon(stage.start).result(PATIENCE)
    for t in (0.001, 0.01, 0.02, 10.0):
        clock.fast_forward(t)
    assert text(stage.journal) == on_autojump(3, program)


def test_nothing_to_do_on_the_way_is_no_reason_not_to_arrive(clock: SeededClock) -> None:
    clock.fast_forward(5.0)
    assert clock.now() == 5.0


def test_it_never_goes_back(clock: SeededClock, real: RealByHand) -> None:
    ticking(clock)
    clock.fast_forward(5.0)
    clock.fast_forward(2.0)
    assert clock.now() == 5.0
    real.pass_by(0.7)
    clock.fast_forward(5.2)
    assert clock.now() == 5.7, "where paced time had come to by itself"


def test_calls_from_outside_wait_until_it_has_arrived(clock: SeededClock) -> None:
    made: list[float] = []

    def body() -> None:
        clock.sleep(1.0)
        outside = threading.Thread(target=lambda: clock.call_soon(lambda: made.append(clock.now())))
        outside.start()
        outside.join(PATIENCE)
        clock.sleep(100.0)

    start(clock, body, daemon=True)
    clock.fast_forward(3.0)
    settle(clock)
    assert made == [3.0]


def test_an_exception_on_the_way_is_raised(clock: SeededClock) -> None:
    def fail() -> None:
        clock.sleep(1.0)
        raise LookupError("no such thing")

    start_plainly(clock, fail)
    with pytest.raises(LookupError, match="no such thing"):
        clock.fast_forward(3.0)
    assert clock.now() == 1.0


def test_an_instant_that_never_ends_is_raised(clock: SeededClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baton, "MAX_TURNS", 1000)

    def spin() -> None:
        clock.sleep(1.0)
        while True:
            clock.sleep(0)

    start(clock, spin)
    with pytest.raises(ClockStalled, match="1,000 turns"):
        clock.fast_forward(3.0)


def test_a_clock_closed_on_the_way_says_so(clock: SeededClock) -> None:
    def close() -> None:
        clock.sleep(1.0)
        clock.close()

    start(clock, close)
    with pytest.raises(ClockClosed):
        clock.fast_forward(3.0)


def test_a_thread_of_the_clock_cannot_do_it(clock: SeededClock) -> None:
    def body() -> None:
        with pytest.raises(RuntimeError, match="cannot fast-forward"):
            clock.fast_forward(3.0)

    assert perform(clock, body) == [None]


def start_plainly(clock: SeededClock, body: Callable[[], None]) -> None:
    """Without a future that would catch what ends the thread."""
    clock.call_soon(lambda: clock.spawn(body)).result(PATIENCE)
