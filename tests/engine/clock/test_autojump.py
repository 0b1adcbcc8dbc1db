"""A run of the clock that never waits: what ends it, and what it says when it cannot go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.engine import AutojumpClock, Journal
from tests.engine.clock.helpers import PATIENCE, perform, rows


@pytest.fixture
def clock(make: Callable[..., Any]) -> AutojumpClock:
    return make(AutojumpClock, seed=1)


def test_days_pass_in_a_moment(clock: AutojumpClock) -> None:
    perform(clock, lambda: clock.sleep(7 * 24 * 3600.0))
    assert clock.now() == 7 * 24 * 3600.0


def test_it_takes_no_real_time(clock: AutojumpClock) -> None:
    assert clock.slow == 0.0
    assert clock.slipped == 0.0


def test_a_run_ends_with_the_last_thread(clock: AutojumpClock) -> None:
    for seconds in (1.0, 3.0, 2.0):
        clock.spawn(clock.sleep, seconds)
    clock.run()
    assert clock.now() == 3.0


def test_a_run_ends_when_model_time_is_up_and_the_next_one_goes_on(clock: AutojumpClock) -> None:
    journal = Journal(clock)

    def body() -> None:
        for _ in range(5):
            clock.sleep(1.0)
            journal.append("woke")

    clock.spawn(body)
    clock.run(until=2.5)
    assert clock.now() == 2.5
    assert rows(journal) == [[1.0, "woke"], [2.0, "woke"]]
    clock.run(until=3.0)
    assert rows(journal)[2:] == [[3.0, "woke"]], "what is due at the very end still happens"
    clock.run()
    assert clock.now() == 5.0


def test_runs_in_pieces_are_the_same_as_one_run(make: Callable[..., Any]) -> None:
    def lab(*stops: float | None) -> list[list[Any]]:
        clock = make(AutojumpClock, seed=4)
        journal = Journal(clock)

        def body() -> None:
            for _ in range(30):
                clock.sleep(0.3)
                journal.append("woke", who=threading.current_thread().name)

        for _ in range(3):
            clock.spawn(body)
        for stop in stops:
            clock.run(until=stop)
        return rows(journal)

    assert lab(0.0, 0.1, 0.3, 4.0, 4.0, 8.9, None) == lab(None)


def test_daemons_do_not_keep_a_run_alive(clock: AutojumpClock) -> None:
    turns: list[float] = []

    def daemon() -> None:
        while True:
            clock.sleep(1.0)
            turns.append(clock.now())

    clock.spawn(daemon, daemon=True)
    clock.spawn(clock.sleep, 3.5)
    clock.run()
    assert clock.now() == 3.5
    assert turns == [1.0, 2.0, 3.0]


def test_daemons_alone_run_until_model_time_is_up(clock: AutojumpClock) -> None:
    turns: list[float] = []

    def daemon() -> None:
        while True:
            clock.sleep(1.0)
            turns.append(clock.now())

    clock.spawn(daemon, daemon=True)
    clock.run(until=2.0)
    assert (clock.now(), turns) == (2.0, [1.0, 2.0])


def test_a_thread_spawned_on_the_way_keeps_the_run_alive(clock: AutojumpClock) -> None:
    def body() -> None:
        clock.sleep(1.0)
        clock.spawn(clock.sleep, 5.0)

    clock.spawn(body)
    clock.run()
    assert clock.now() == 6.0


def test_without_threads_what_is_due_now_is_done(clock: AutojumpClock) -> None:
    made: list[str] = []
    clock.call_at(0.0, lambda: made.append("now"))
    clock.call_at(1.0, lambda: made.append("later"))
    clock.run()
    assert made == ["now"]
    clock.run(until=1.0)
    assert made == ["now", "later"]


def test_nothing_runs_before_the_run(clock: AutojumpClock) -> None:
    ran: list[int] = []
    clock.spawn(ran.append, 1, daemon=True)
    clock.call_at(0.0, lambda: ran.append(2))
    assert ran == []
    clock.run(until=0.0)
    assert ran == [1, 2]


def test_a_thread_of_the_clock_cannot_run_it(clock: AutojumpClock) -> None:
    def body() -> None:
        with pytest.raises(RuntimeError, match="cannot run it"):
            clock.run()

    assert perform(clock, body) == [None]


def test_nor_can_two_threads_at_once(clock: AutojumpClock) -> None:
    refused: list[str] = []

    def try_to_run() -> None:
        with pytest.raises(RuntimeError, match="already running"):
            clock.run()
        refused.append("yes")

    def body() -> None:
        outside = threading.Thread(target=try_to_run)
        outside.start()
        outside.join(PATIENCE)

    perform(clock, body)
    assert refused == ["yes"]


def test_a_call_posted_from_outside_during_a_run_is_made_in_it(clock: AutojumpClock) -> None:
    made: list[float] = []

    def body() -> None:
        clock.sleep(1.0)
        outside = threading.Thread(target=lambda: clock.call_soon(lambda: made.append(clock.now())))
        outside.start()
        outside.join(PATIENCE)
        clock.sleep(1.0)

    perform(clock, body)
    assert made == [1.0]
