"""Pause and step, with sleepers waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, Journal, SeededClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, perform, rows, settle, start, until
from tests.engine.clock.metronomes import Metronomes

# -- pause ---------------------------------------------------------------------------------------------------


def test_nobody_wakes_while_the_clock_is_paused(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    paced.pause()
    assert paced.paused
    real.pass_by(1000.0)
    settle(paced)
    assert threads.silent()
    assert paced.horizon() == 0.0


def test_after_a_pause_model_time_goes_on_from_where_it_stood(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    real.pass_by(0.06)
    paced.pause()
    real.pass_by(1000.0)
    paced.resume()
    assert not paced.paused
    real.pass_by(0.03)
    settle(paced)
    assert threads.silent()
    assert paced.horizon() == pytest.approx(0.09)
    real.pass_by(0.01)
    settle(paced)
    assert threads.beat(0.1)
    assert paced.slipped == 0.0


def test_pausing_or_resuming_twice_changes_nothing(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    for _ in range(2):
        paced.pause()
        real.pass_by(5.0)
    for _ in range(2):
        paced.resume()
        real.pass_by(0.05)
    settle(paced)
    assert threads.beat(0.1)


def test_what_was_due_when_the_clock_was_paused_still_happens(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    real.pass_by(0.1)
    paced.pause()
    assert threads.beat(0.1)


def test_a_lab_paused_before_it_is_set_up_stands_at_zero(paced: Clock, real: RealByHand) -> None:
    paced.pause()
    real.pass_by(5.0)
    threads = Metronomes(paced)
    real.pass_by(5.0)
    settle(paced)
    assert threads.silent()
    paced.resume()
    real.pass_by(0.1)
    settle(paced)
    assert threads.beat(0.1)


# -- step ----------------------------------------------------------------------------------------------------


def test_a_step_goes_to_the_next_instant_at_which_anything_happens(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    for instant in (0.1, 0.2, 0.3):
        assert paced.step() == instant
        assert threads.beat(instant)
        assert paced.horizon() == instant
        real.pass_by(10.0)
    assert paced.paused
    assert threads.silent()


def test_a_step_goes_to_a_timed_call_too(clock: Clock) -> None:
    clock.pause()
    clock.call_at(1e6, lambda: None)
    assert clock.step() == 1e6


def test_a_step_when_nothing_is_due_stays_where_it_is(clock: Clock) -> None:
    clock.pause()
    now = clock.now()
    assert clock.step() == now


def test_a_step_of_a_seeded_clock_returns_when_everything_at_that_instant_has_happened(
    make: Callable[..., Any],
) -> None:
    clock = make(SeededClock, slow=1000.0)
    journal = Journal(clock)

    def body() -> None:
        clock.sleep(1.0)
        for _ in range(50):
            clock.sleep(0)
        journal.append("done")
        clock.call_at(1.0, lambda: journal.append("called"))
        clock.sleep(1.0)

    start(clock, *[body] * 3, daemon=True)
    assert clock.step() == 1.0
    assert [event.kind for event in journal] == ["done"] * 3 + ["called"] * 3


def test_autojump_steps_from_instant_to_instant(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    journal = Journal(clock)

    def body() -> None:
        for _ in range(3):
            clock.sleep(0.5)
            journal.append("woke")

    clock.spawn(body)
    steps = [clock.step() for _ in range(4)]
    assert steps == [0.0, 0.5, 1.0, 1.5]
    assert rows(journal) == [[0.5, "woke"], [1.0, "woke"], [1.5, "woke"]]


def test_autojump_steps_while_it_is_paused(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    clock.pause()
    start(clock, lambda: clock.sleep(0.5), daemon=True)
    assert [clock.step(), clock.step()] == [0.0, 0.5]
    assert clock.paused


def test_a_paused_autojump_run_goes_on_when_it_is_resumed(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    journal = Journal(clock)

    def body() -> None:
        for _ in range(3):
            clock.sleep(0.5)
            journal.append("woke")
            clock.pause()

    def resume_when_paused() -> None:
        for count in (1, 2, 3):
            until(lambda count=count: len(journal) == count and clock.paused)
            clock.resume()

    outside = threading.Thread(target=resume_when_paused)
    outside.start()
    perform(clock, body)
    outside.join(PATIENCE)
    assert rows(journal) == [[0.5, "woke"], [1.0, "woke"], [1.5, "woke"]]


def test_a_thread_of_the_clock_cannot_step_it(make: Callable[..., Any]) -> None:
    clock = make(SeededClock, slow=0.001)

    def body() -> None:
        with pytest.raises(RuntimeError, match="cannot step"):
            clock.step()

    assert perform(clock, body) == [None]
