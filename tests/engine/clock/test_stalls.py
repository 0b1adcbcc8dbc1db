"""When the machine falls behind: shown, forgiven, and never caught up in a burst."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, Journal, ScaledClock, SeededClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, rows, settle, start
from tests.engine.clock.metronomes import Metronomes


def test_a_stall_of_five_seconds_does_not_come_out_as_a_burst(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    for beat in (0.1, 0.2):
        real.pass_by(0.1)
        settle(paced)
        assert threads.beat(beat)
    assert paced.slipped == 0.0
    real.pass_by(5.0)
    settle(paced)
    assert threads.beat(*caught_up(paced, 0.3))
    assert paced.horizon() + paced.slipped == pytest.approx(5.2)
    assert paced.slipped == pytest.approx(4.65 if isinstance(paced, ScaledClock) else 4.9)
    slipped = paced.slipped
    for _ in range(3):
        real.pass_by(0.1)
        settle(paced)
    assert threads.beat(*(max(caught_up(paced, 0.3)) + later for later in (0.1, 0.2, 0.3)))
    assert paced.slipped == slipped


@pytest.mark.parametrize("look", ["now", "horizon", "pause", "set_slow", "call_soon"])
def test_a_stall_is_noticed_whoever_looks_first(paced: Clock, real: RealByHand, look: str) -> None:
    threads = Metronomes(paced)
    real.pass_by(5.0)
    if look == "set_slow":
        paced.set_slow(2.0)
    elif look == "call_soon":
        paced.call_soon(lambda: None).result(PATIENCE)
    else:
        getattr(paced, look)()
    settle(paced)
    assert threads.beat(*caught_up(paced, 0.1))
    assert paced.horizon() + paced.slipped == pytest.approx(5.0)


def test_a_step_after_a_stall_goes_no_further_than_any_other_step(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(SeededClock, real=real)
    threads = Metronomes(clock)
    real.pass_by(5.0)
    assert clock.step() == 0.2
    assert threads.beat(0.1, 0.2), "what was due, and then the step"


def caught_up(clock: Clock, first: float) -> list[float]:
    """What may still happen at once after a stall. Where anybody may have read the time, it cannot go back to `first`,
    but only to where it would have been noticed at the earliest: a quarter of a second later."""
    return [first, first + 0.1, first + 0.2] if isinstance(clock, ScaledClock) else [first]


def test_a_stall_counts_once_however_often_the_time_is_read(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(ScaledClock, real=real)
    threads = Metronomes(clock, 1)
    real.pass_by(5.0)
    for _ in range(1000):
        clock.now()
    assert clock.slipped == pytest.approx(4.65)
    settle(clock)
    assert threads.beat(0.1, 0.2, 0.3)


def test_a_short_delay_is_caught_up(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    real.pass_by(0.3)
    settle(paced)
    assert threads.beat(0.1, 0.2, 0.3)
    assert paced.slipped == 0.0


def test_no_stall_is_seen_while_the_clock_is_paused(paced: Clock, real: RealByHand) -> None:
    threads = Metronomes(paced)
    paced.pause()
    real.pass_by(3600.0)
    paced.resume()
    real.pass_by(0.1)
    settle(paced)
    assert threads.beat(0.1)
    assert paced.slipped == 0.0


def test_the_stall_of_a_seeded_lab_is_not_seen_in_its_journal(make: Callable[..., Any], real: RealByHand) -> None:
    def lab(clock: Clock) -> Journal:
        journal = Journal(clock)

        def body() -> None:
            for _ in range(20):
                clock.sleep(0.05)
                journal.append("woke")

        start(clock, body, body)
        return journal

    quick = make(AutojumpClock, seed=3)
    expected = lab(quick)
    quick.run()
    stalled = make(SeededClock, seed=3, real=real)
    journal = lab(stalled)
    for _ in range(40):
        real.pass_by(5.0)
        settle(stalled)
    assert rows(journal) == rows(expected)
    assert stalled.slipped > 90
