"""Calls from outside: when they are made, in which order, and what they must not do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any

import pytest

from app.engine import AutojumpClock, Clock, Journal, SeededClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, perform, rows, settle, start


def test_a_posted_call_answers_with_what_it_returns_or_raises(clock: Clock) -> None:
    assert clock.call_soon(lambda: 42).result(PATIENCE) == 42
    with pytest.raises(ZeroDivisionError):
        clock.call_soon(lambda: 1 // 0).result(PATIENCE)
    assert clock.failure is None, "whoever posted it has been told"


def test_posted_calls_are_made_in_posting_order(clock: Clock) -> None:
    made: list[int] = []
    futures = [clock.call_soon(lambda number=number: made.append(number)) for number in range(100)]
    for future in futures:
        future.result(PATIENCE)
    assert made == list(range(100))


def test_calls_posted_by_several_threads_keep_the_order_of_each(clock: Clock) -> None:
    made: list[tuple[int, int]] = []

    def post(poster: int) -> None:
        for number in range(100):
            last = clock.call_soon(lambda number=number: made.append((poster, number)))
        last.result(PATIENCE)

    posters = [threading.Thread(target=post, args=(poster,)) for poster in range(4)]
    for poster in posters:
        poster.start()
    for poster in posters:
        poster.join(PATIENCE)
    assert sorted(made) == [(poster, number) for poster in range(4) for number in range(100)]
    for poster in range(4):
        assert [number for who, number in made if who == poster] == list(range(100))


def test_a_posted_call_happens_at_the_paced_time(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(SeededClock, slow=2.0, real=real)
    start(clock, lambda: clock.sleep(100.0), daemon=True)
    settle(clock)
    real.pass_by(3.0)
    assert clock.call_soon(clock.now).result(PATIENCE) == 1.5
    assert clock.now() == 1.5


def test_a_posted_call_never_happens_before_the_last_event(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(SeededClock, slow=1.0, real=real)
    start(clock, lambda: clock.sleep(1.0), lambda: clock.sleep(100.0), daemon=True)
    clock.fast_forward(7.0)
    assert clock.call_soon(clock.now).result(PATIENCE) == 7.0


def test_a_posted_call_comes_after_everything_that_is_due_by_then(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(SeededClock, real=real)
    journal = Journal(clock)

    def body() -> None:
        for _ in range(5):
            clock.sleep(0.1)
            journal.append("woke")

    start(clock, body, body)
    settle(clock)
    for _ in range(2):
        real.pass_by(0.1)
        clock.call_soon(lambda: journal.append("posted")).result(PATIENCE)
    assert rows(journal) == [
        [0.1, "woke"],
        [0.1, "woke"],
        [0.1, "posted"],
        [0.2, "woke"],
        [0.2, "woke"],
        [0.2, "posted"],
    ]


def test_a_posted_call_is_not_put_off_for_ever_when_the_machine_is_too_slow_for_the_lab(
    make: Callable[..., Any],
) -> None:
    """Here real time runs away by a tenth of a second whenever it is looked at: something is always due."""

    class Racing(RealByHand):
        def __call__(self) -> int:
            self.pass_by(0.1)
            return self.ns

    clock = make(SeededClock, slow=1.0, real=Racing())
    stop: list[bool] = []

    def body() -> None:
        while not stop:
            clock.sleep(0.001)

    (busy,) = start(clock, body)
    for _ in range(20):
        clock.call_soon(lambda: None).result(PATIENCE)
    clock.call_soon(lambda: stop.append(True)).result(PATIENCE)
    busy.result(PATIENCE)


def test_a_call_posted_from_inside_is_part_of_the_program_and_happens_at_its_instant(
    make: Callable[..., Any], real: RealByHand
) -> None:
    clock = make(SeededClock, real=real)
    posted = []

    def body() -> None:
        clock.sleep(0.1)
        real.pass_by(0.2)  # the machine is slow, which must not be seen in the journal
        posted.append(clock.call_soon(clock.now))

    (ended,) = start(clock, body)
    settle(clock)
    real.pass_by(0.1)
    settle(clock)
    ended.result(PATIENCE)
    assert posted[0].result(PATIENCE) == 0.1


def test_posted_calls_run_while_the_clock_is_paused(clock: Clock) -> None:
    clock.pause()
    before = clock.call_soon(clock.now).result(PATIENCE)
    assert clock.call_soon(clock.now).result(PATIENCE) == before


def test_a_call_may_spawn_threads(clock: Clock) -> None:
    ran = threading.Event()
    clock.call_soon(lambda: clock.spawn(ran.set)).result(PATIENCE)
    if isinstance(clock, AutojumpClock):
        clock.run()
    assert ran.wait(PATIENCE)


def test_a_call_must_not_wait(clock: Clock) -> None:
    with pytest.raises(RuntimeError, match="must not wait"):
        clock.call_soon(lambda: clock.sleep(1.0)).result(PATIENCE)
    with pytest.raises(RuntimeError, match="must not wait"):
        clock.call_soon(lambda: clock.waiter().wait()).result(PATIENCE)


def test_a_call_must_not_wait_even_if_a_thread_of_the_clock_makes_it(baton: Clock) -> None:
    def body() -> Any:
        future = baton.call_soon(lambda: baton.sleep(1.0))
        baton.sleep(1.0)  # the thread that gives the baton up makes the call
        return future

    with pytest.raises(RuntimeError, match="must not wait"):
        perform(baton, body)[0].result(PATIENCE)


def test_nor_must_whoever_is_told_by_its_future(baton: Clock) -> None:
    refused: list[bool] = []

    def told(_: object) -> None:
        with pytest.raises(RuntimeError, match="must not wait"):
            baton.sleep(1.0)
        refused.append(True)

    def body() -> None:
        baton.call_soon(lambda: None).add_done_callback(told)
        baton.sleep(1.0)

    perform(baton, body)
    assert refused == [True]


def test_a_call_on_one_clock_may_set_up_another(clock: Clock, make: Callable[..., Any]) -> None:
    """A rebuild does: the new lab's threads must run although a call is being made, on another clock."""
    new = make(SeededClock, slow=0.001)
    ran = threading.Event()

    def rebuild() -> None:
        new.spawn(ran.set)

    clock.call_soon(rebuild).result(PATIENCE)
    assert ran.wait(PATIENCE)


def test_a_call_must_not_wait_after_it_had_another_clock_make_one_either(
    clock: Clock, make: Callable[..., Any]
) -> None:
    other = make(SeededClock, slow=0.001)

    def call() -> None:
        other.call_soon(lambda: None).result(PATIENCE)
        clock.sleep(1.0)

    with pytest.raises(RuntimeError, match="must not wait"):
        clock.call_soon(call).result(PATIENCE)


def test_a_posted_call_can_be_cancelled_until_it_begins(make: Callable[..., Any]) -> None:
    clock = make(AutojumpClock)
    start(clock, lambda: None)  # runnable: calls have to wait for it
    made: list[str] = []
    future = clock.call_soon(lambda: made.append("cancelled"))
    assert future.cancel()
    clock.call_soon(lambda: made.append("made"))
    clock.run()
    assert made == ["made"]
    with pytest.raises(CancelledError):
        future.result(PATIENCE)
