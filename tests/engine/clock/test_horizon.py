"""The promise of `horizon()`: what is still to come is stamped no earlier than the model time it told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import AutojumpClock, Clock, Journal, ScaledClock, SeededClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, settle, start
from tests.engine.clock.programs import PROGRAMS, Program, Stage

THOUSANDTHS = st.integers(0, 400)
OUTSIDE = st.lists(
    st.tuples(
        st.sampled_from(
            ["pass_by", "horizon", "call_soon", "call_at", "spawn", "wake", "speed", "pause", "resume", "step", "hurry"]
        ),
        THOUSANDTHS,
    ),
    max_size=25,
)


class Watcher:
    """Does to a clock what threads outside may do, in any order, and holds every horizon it told against it."""

    def __init__(self, clock: Clock, real: RealByHand) -> None:
        self.clock = clock
        self.journal = Journal(clock)
        self._real = real
        self._told: list[tuple[float, int]] = []  # a horizon, and the journal's position after it was told
        self._waiters: list[Any] = []

    def body(self, thousandths: int = 50) -> None:
        for _ in range(20):
            waiter = self.clock.waiter()
            self._waiters.append(waiter)
            waiter.wait(self.clock.now() + thousandths / 1000)
            self.journal.append("woke")

    def do(self, what: str, thousandths: int) -> None:
        getattr(self, f"_{what}")(thousandths)
        self._horizon(0)

    def check(self) -> None:
        events = list(self.journal)
        for horizon, position in self._told:
            for event in events[position:]:
                assert event.t >= horizon
        horizons = [horizon for horizon, _ in self._told]
        assert horizons == sorted(horizons)

    def _horizon(self, _: int) -> None:
        horizon = self.clock.horizon()
        self._told.append((horizon, self.journal.position))

    def _pass_by(self, thousandths: int) -> None:
        self._real.pass_by(thousandths / 1000)

    def _call_soon(self, _: int) -> None:
        self.clock.call_soon(lambda: self.journal.append("posted")).result(PATIENCE)

    def _call_at(self, thousandths: int) -> None:
        self.clock.call_at(thousandths / 100, lambda: self.journal.append("timed"))

    def _spawn(self, thousandths: int) -> None:
        self.clock.spawn(self.body, max(thousandths, 1))

    def _wake(self, _: int) -> None:
        if self._waiters:
            self._waiters.pop().wake()

    def _speed(self, thousandths: int) -> None:
        self.clock.set_slow((thousandths + 1) / 100)

    def _pause(self, _: int) -> None:
        self.clock.pause()

    def _resume(self, _: int) -> None:
        self.clock.resume()

    def _step(self, _: int) -> None:
        self.clock.step()

    def _hurry(self, thousandths: int) -> None:
        if isinstance(self.clock, SeededClock):
            self.clock.fast_forward(thousandths / 100)


@pytest.mark.parametrize("kind", [SeededClock, ScaledClock])
@settings(max_examples=60)
@given(OUTSIDE, st.integers(0, 3))
def test_no_event_comes_before_a_horizon_already_told_whatever_is_done_from_outside(
    kind: Callable[..., Clock], actions: list[tuple[str, int]], threads: int
) -> None:
    real = RealByHand()
    with kind(real=real) as clock:
        watcher = Watcher(clock, real)
        start(clock, *[watcher.body] * threads)
        for what, thousandths in actions:
            watcher.do(what, thousandths)
        clock.resume()
        for _ in range(3):
            real.pass_by(0.2)
            settle(clock)
            watcher.do("horizon", 0)
        watcher.journal.close()
        watcher.check()


@settings(max_examples=30)
@given(PROGRAMS, st.integers(0, 3), st.sampled_from([0.01, 0.3]))
def test_no_event_comes_before_a_horizon_already_told_while_any_program_runs(
    program: Program, seed: int, slow: float
) -> None:
    with SeededClock(seed, slow) as clock:
        stage = Stage(clock, program)
        told: list[tuple[float, int]] = []
        clock.call_soon(stage.start)
        while not stage.ended.is_set():
            horizon = clock.horizon()
            told.append((horizon, stage.journal.position))
            stage.ended.wait(0.0003)
        events = list(stage.journal)
    assert all(event.t >= horizon for horizon, position in told for event in events[position:])
    assert [horizon for horizon, _ in told] == sorted(horizon for horizon, _ in told)


def test_a_call_for_a_time_that_is_over_already_comes_after_the_horizon(
    make: Callable[..., Any], real: RealByHand
) -> None:
    clock = make(SeededClock, real=real)
    start(clock, lambda: clock.sleep(100.0))
    settle(clock)
    real.pass_by(10.0)
    assert clock.horizon() == 10.0
    made: list[float] = []
    clock.call_at(5.0, lambda: made.append(clock.now()))
    settle(clock)
    assert made == [10.0]


def test_a_thread_woken_from_outside_goes_on_after_the_horizon(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(SeededClock, real=real)
    waiter = clock.waiter()

    def body() -> float:
        waiter.wait(100.0)
        return clock.now()

    (woken,) = start(clock, body)
    settle(clock)
    real.pass_by(10.0)
    assert clock.horizon() == 10.0
    waiter.wake()
    assert woken.result(PATIENCE) == 10.0


def test_a_horizon_lies_before_what_is_next_due(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(SeededClock, real=real)
    start(clock, lambda: clock.sleep(1.0))
    settle(clock)
    real.pass_by(0.4)
    assert clock.horizon() == 0.4
    clock.pause()
    real.pass_by(5.0)
    assert clock.horizon() == 0.4


def test_a_horizon_does_not_go_back_when_the_clock_is_closed(paced: Clock, real: RealByHand) -> None:
    start(paced, lambda: paced.sleep(100.0))
    settle(paced)
    real.pass_by(10.0)
    before = paced.horizon()
    assert before == 10.0
    paced.close()
    assert paced.horizon() >= before


def test_autojump_tells_the_present_for_it_may_always_be_called_upon(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    told: list[float] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            told.append(clock.horizon())

    journal = Journal(clock)

    def body() -> None:
        for _ in range(200):
            clock.call_soon(lambda: journal.append("posted"))
            clock.sleep(1.0)
            journal.append("woke")

    watcher = threading.Thread(target=watch)
    watcher.start()
    start(clock, body)
    clock.run()
    stop.set()
    watcher.join(PATIENCE)
    assert told == sorted(told)
    assert [event.t for event in journal if event.kind == "posted"] == [float(t) for t in range(200)]
