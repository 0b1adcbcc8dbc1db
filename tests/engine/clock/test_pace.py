"""The arithmetic of model time: how it follows real time, and in which units it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.clock.base import NANO, elapsed, to_ns
from app.engine.clock.pace import BEHIND_NS, Pace
from tests.engine.clock.helpers import RealByHand


def test_more_than_a_quarter_of_a_second_is_a_stall() -> None:
    real = RealByHand()
    pace = Pace(2.0, real)
    real.ns += BEHIND_NS
    pace.forgive(0)
    assert (pace.now(), pace.slipped_ns) == (BEHIND_NS // 2, 0)
    real.ns += 2
    pace.forgive(0)
    assert (pace.now(), pace.slipped_ns) == (0, BEHIND_NS + 2)


@given(
    st.floats(1e-6, 1e4),
    st.integers(0, 10**15),
    st.lists(st.tuples(st.integers(0, 10**12), st.floats(1e-6, 1e4)), max_size=5),
)
def test_whoever_sleeps_as_long_as_pace_says_is_due_and_not_before(
    slow: float, deadline: int, changes: list[tuple[int, float]]
) -> None:
    """Rounding must not make a sleeper wake for nothing, over and over."""
    real = RealByHand()
    pace = Pace(slow, real)
    for passed, slower in changes:
        real.ns += passed
        pace.set_slow(slower)
    left = pace.real_left(deadline)
    assert (left == 0) == (pace.now() >= deadline)
    real.ns += int(left * NANO) + int(1000 + left)  # a float of seconds is exact to a billionth or so
    assert pace.real_left(deadline) == 0
    assert pace.now() >= deadline


@given(st.lists(st.tuples(st.sampled_from(["set_slow", "pause", "resume"]), st.integers(0, 10**10)), max_size=20))
def test_paced_time_never_goes_back(changes: list[tuple[str, int]]) -> None:
    real = RealByHand()
    pace = Pace(1.0, real)
    latest = 0
    for change, passed in changes:
        real.ns += passed
        if change == "set_slow":
            pace.set_slow((passed % 7 + 1) / 3)
        else:
            getattr(pace, change)()
        assert pace.now() >= latest
        latest = pace.now()


@given(st.integers(0, 90 * 24 * 3600 * NANO))
def test_nanoseconds_survive_being_told_in_seconds(t: int) -> None:
    assert to_ns(t / NANO) == t


def test_elapsed_leaves_no_dust() -> None:
    assert elapsed(0.1, 0.3) == 0.2


@pytest.mark.parametrize("slow", [0.001, 1.0, 1000.0])
def test_model_time_is_real_time_divided_by_slow(slow: float) -> None:
    real = RealByHand()
    pace = Pace(slow, real)
    real.pass_by(2.0)
    assert pace.now() == pytest.approx(2e9 / slow, abs=1)
