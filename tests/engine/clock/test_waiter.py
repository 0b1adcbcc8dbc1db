"""One wait, used once: what `wait` and `wake` promise each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, ScaledClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, perform, settle, start, until


def test_a_wait_ends_with_the_wake(clock: Clock) -> None:
    waiter = clock.waiter()

    def wake_soon() -> bool:
        clock.sleep(1.0)
        return waiter.wake()

    assert perform(clock, waiter.wait, wake_soon) == [True, True]


def test_a_wait_ends_with_its_deadline(clock: Clock) -> None:
    def wait() -> tuple[bool, bool]:
        deadline = clock.now() + 2.0
        return clock.waiter().wait(deadline), clock.now() >= deadline

    assert perform(clock, wait) == [(False, True)]


def test_a_deadline_in_the_past_ends_the_wait_at_once(clock: Clock) -> None:
    def wait() -> bool:
        clock.sleep(1.0)
        return clock.waiter().wait(0.5)

    assert perform(clock, wait) == [False]


@pytest.mark.parametrize("deadline", [None, 0.0, 5.0])
def test_a_wake_before_the_wait_is_not_lost(clock: Clock, deadline: float | None) -> None:
    def wake_then_wait() -> tuple[bool, bool]:
        waiter = clock.waiter()
        return waiter.wake(), waiter.wait(deadline)

    assert perform(clock, wake_then_wait) == [(True, True)]


def test_a_second_wake_is_told_that_it_came_too_late(clock: Clock) -> None:
    waiter = clock.waiter()

    def wake_twice() -> tuple[bool, bool]:
        clock.sleep(1.0)
        return waiter.wake(), waiter.wake()

    assert perform(clock, waiter.wait, wake_twice) == [True, (True, False)]


def test_a_second_wake_before_the_wait_is_told_so_too(clock: Clock) -> None:
    waiter = clock.waiter()
    assert (waiter.wake(), waiter.wake()) == (True, False)


def test_a_wake_after_the_deadline_is_told_that_it_came_too_late(clock: Clock) -> None:
    def wait_and_be_woken_late() -> tuple[bool, bool]:
        waiter = clock.waiter()
        return waiter.wait(clock.now() + 1.0), waiter.wake()

    assert perform(clock, wait_and_be_woken_late) == [(False, False)]


def test_a_wake_after_the_deadline_loses_even_if_the_sleeper_has_not_noticed_yet(
    make: Callable[..., Any], real: RealByHand
) -> None:
    clock = make(ScaledClock, real=real)
    waiter = clock.waiter()
    (waiting,) = start(clock, lambda: waiter.wait(0.2))
    until(lambda: waiter.state == "waiting")
    real.pass_by(0.2)  # nobody tells the sleeper
    assert waiter.wake() is False
    assert waiting.result(PATIENCE) is False


def test_exactly_one_of_many_wakers_wins_and_only_against_the_deadline(make: Callable[..., Any]) -> None:
    """On the clock where threads really race. Deadlines are so short that both sides win often."""
    clock = make(ScaledClock, slow=1.0)
    rounds, wakers = 400, 3
    waiters = [clock.waiter() for _ in range(rounds)]
    answers: list[list[bool]] = [[] for _ in range(rounds)]
    outcomes: list[bool] = []
    line = threading.Barrier(wakers + 1)

    def wait() -> None:
        for number, waiter in enumerate(waiters):
            line.wait(PATIENCE)
            outcomes.append(waiter.wait(clock.now() + number % 8 * 20e-6))

    def wake() -> None:
        for number, waiter in enumerate(waiters):
            line.wait(PATIENCE)
            answers[number].append(waiter.wake())

    threads = [threading.Thread(target=body) for body in (wait, *[wake] * wakers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert [sum(answer) for answer in answers] == [int(outcome) for outcome in outcomes]
    assert len(outcomes) == rounds


def test_hand_overs_are_neither_lost_nor_doubled_when_deadlines_race_with_them(make: Callable[..., Any]) -> None:
    """Every token is either with the one who was woken for it, or still with the one who tried to give it."""
    clock = make(ScaledClock, slow=1.0)
    lock, queue = threading.Lock(), []
    taken: list[int] = []
    kept: list[int] = []
    stop = threading.Event()

    def taker() -> None:
        while not stop.is_set():
            slot: dict[str, int] = {}
            waiter = clock.waiter()
            with lock:
                queue.append((waiter, slot))
            if waiter.wait(clock.now() + 50e-6):
                taken.append(slot["token"])

    def giver() -> None:
        for token in range(2000):
            with lock:
                waiter, slot = queue.pop(0) if queue else (None, {})
            slot["token"] = token
            if waiter is None or not waiter.wake():
                kept.append(token)

    takers = start(clock, taker, taker, taker)
    start(clock, giver)[0].result(PATIENCE)
    stop.set()
    for future in takers:
        future.result(PATIENCE)
    assert sorted(taken + kept) == list(range(2000))


def test_a_thread_outside_cannot_wait_on_a_clock_that_orders_threads(baton: Clock) -> None:
    with pytest.raises(RuntimeError, match="use call_soon"):
        baton.waiter().wait(1.0)
    with pytest.raises(RuntimeError, match="use call_soon"):
        baton.sleep(1.0)


def test_a_thread_of_another_clock_is_outside_too(baton: Clock, make: Callable[..., Any]) -> None:
    other = make(AutojumpClock)

    def wait_elsewhere() -> None:
        with pytest.raises(RuntimeError, match="use call_soon"):
            baton.sleep(1.0)

    assert perform(other, wait_elsewhere) == [None]


def test_a_thread_outside_may_wait_on_the_scaled_clock(make: Callable[..., Any]) -> None:
    clock = make(ScaledClock, slow=0.001)
    before = clock.now()
    clock.sleep(1.0)
    assert clock.now() >= before + 1.0
    waiter = clock.waiter()
    outside = threading.Thread(target=waiter.wake)
    outside.start()
    assert waiter.wait() is True
    outside.join(PATIENCE)


def test_a_wake_from_outside_reaches_a_thread_of_any_paced_clock(paced: Clock) -> None:
    waiter = paced.waiter()
    (waiting,) = start(paced, waiter.wait)
    settle(paced)
    assert waiter.wake() is True
    assert waiting.result(PATIENCE) is True


def test_a_negative_sleep_is_refused(clock: Clock) -> None:
    with pytest.raises(ValueError, match="-1"):
        clock.sleep(-1)


def test_a_sleep_of_zero_lets_others_run_first(baton: Clock) -> None:
    order: list[str] = []

    def first() -> None:
        waiter.wake()
        baton.sleep(0)
        order.append("first")

    def second() -> None:
        waiter.wait()
        order.append("second")

    waiter = baton.waiter()
    perform(baton, first, second)
    assert order == ["second", "first"]
