"""A change of speed, with sleepers waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.engine import Clock, ScaledClock, SeededClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, settle, start
from tests.engine.clock.metronomes import Metronomes


def test_a_change_of_speed_re_times_every_sleeper(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    real.pass_by(0.05)
    paced.set_slow(10.0)
    assert paced.slow == 10.0
    real.pass_by(0.4)
    settle(paced)
    assert threads.silent()
    assert paced.horizon() == pytest.approx(0.09)
    real.pass_by(0.1)
    settle(paced)
    assert threads.beat(0.1)


@pytest.mark.parametrize("kind", [ScaledClock, SeededClock])
def test_a_sleeper_of_hours_is_woken_when_the_clock_is_made_fast(make: Callable[..., Any], kind: type) -> None:
    clock = make(kind, slow=1.0)
    sleepers = start(clock, *[lambda: clock.sleep(36000.0)] * 5)
    clock.set_slow(1e-6)
    for sleeper in sleepers:
        sleeper.result(PATIENCE)


def test_a_change_of_speed_while_paused_holds_afterwards(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    paced.pause()
    paced.set_slow(0.5)
    real.pass_by(9.0)
    paced.resume()
    real.pass_by(0.05)
    settle(paced)
    assert threads.beat(0.1)


@pytest.mark.parametrize("slow", [0, -1, float("nan"), float("inf")])
def test_a_speed_that_makes_no_sense_is_refused_and_changes_nothing(clock: Clock, slow: float) -> None:
    before = clock.slow
    with pytest.raises(ValueError, match="slow"):
        clock.set_slow(slow)
    assert clock.slow == before


@pytest.mark.parametrize("kind", [ScaledClock, SeededClock])
def test_a_clock_cannot_be_made_with_a_speed_that_makes_no_sense(kind: type) -> None:
    with pytest.raises(ValueError, match="slow"):
        kind(slow=0)


@pytest.mark.parametrize("kind", [ScaledClock, SeededClock])
def test_a_sleep_of_many_human_lives_is_no_error(make: Callable[..., Any], kind: type) -> None:
    clock = make(kind, slow=1e6)
    (sleeper,) = start(clock, lambda: clock.waiter().wait(8e6))
    clock.set_slow(1e-9)
    assert sleeper.result(PATIENCE) is False
