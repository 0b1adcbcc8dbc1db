"""What only the clock of real concurrency has to promise: for any thread, and with many of them at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

from app.engine import Journal, ScaledClock
from tests.engine.clock.helpers import PATIENCE, RealByHand, start


def test_time_never_goes_back_however_the_pace_is_changed_meanwhile(make: Callable[..., Any]) -> None:
    clock = make(ScaledClock, slow=0.01)
    stop = threading.Event()
    going_back: list[tuple[float, float]] = []
    latest = [0.0]  # the latest reading of anybody, written after it was taken

    def read() -> None:
        while not stop.is_set():
            before = latest[0]
            now = clock.now()
            if now < before:
                going_back.append((before, now))
            latest[0] = max(latest[0], now)

    def sleep() -> None:
        while not stop.is_set():
            clock.sleep(0.01)

    readers = [threading.Thread(target=read) for _ in range(3)]
    sleepers = start(clock, sleep, sleep)
    for reader in readers:
        reader.start()
    for turn in range(300):
        clock.set_slow((0.001, 0.1, 10.0)[turn % 3])
        clock.pause()
        clock.step() if turn % 4 == 0 else None
        clock.resume()
    clock.set_slow(0.001)
    stop.set()
    for reader in readers:
        reader.join(PATIENCE)
    for sleeper in sleepers:
        sleeper.result(PATIENCE)
    assert going_back == []


def test_a_reader_that_was_held_up_while_the_clock_was_paused_reads_the_time_of_the_pause(
    make: Callable[..., Any],
) -> None:
    """The worst moment to lose the processor: between reading the pace and reading real time."""
    real = RealByHand()

    class HeldUp(RealByHand):
        def __call__(self) -> int:
            if hold.is_set() and threading.current_thread() is reader:
                hold.clear()
                reached.set()
                assert go_on.wait(PATIENCE)
            return real.ns

    hold, reached, go_on = threading.Event(), threading.Event(), threading.Event()
    readings: list[float] = []
    clock: ScaledClock
    reader = threading.Thread(target=lambda: readings.append(clock.now()))
    clock = make(ScaledClock, real=HeldUp())
    clock.now()
    hold.set()
    reader.start()
    assert reached.wait(PATIENCE)
    real.pass_by(1.0)
    clock.pause()
    real.pass_by(9.0)
    go_on.set()
    reader.join(PATIENCE)
    assert readings == [1.0]


def test_a_reader_may_be_held_up_while_a_sleep_begins(make: Callable[..., Any]) -> None:
    """What it then reads is not taken back, although by the new sleep's reckoning the machine would have stalled."""
    real = RealByHand()
    clock = make(ScaledClock, real=real)
    clock.now()
    real.pass_by(100.0)
    before = clock.now()
    (sleeper,) = start(clock, lambda: clock.waiter().wait(50.0))
    assert sleeper.result(PATIENCE) is False
    assert clock.now() >= before == 100.0
    assert clock.slipped == 0.0


def test_a_pool_of_foreign_threads_can_use_it(make: Callable[..., Any]) -> None:
    clock = make(ScaledClock, slow=0.001)
    lock, free, waiting = threading.Lock(), [1, 2], []
    served: list[int] = []

    def use() -> None:
        for _ in range(30):
            with lock:
                token = free.pop() if free else None
                if token is None:
                    waiter, box = clock.waiter(), []
                    waiting.append((waiter, box))
            if token is None:
                assert waiter.wait(clock.now() + 1e6)
                token = box[0]
            clock.sleep(0.01)
            served.append(token)
            with lock:
                if waiting:
                    other, box_of_other = waiting.pop(0)
                    box_of_other.append(token)
                    assert other.wake()
                else:
                    free.append(token)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(served) == 180
    assert sorted(free) == [1, 2]


def test_the_journal_is_sorted_although_threads_race(make: Callable[..., Any]) -> None:
    clock = make(ScaledClock, slow=0.01)
    journal = Journal(clock)

    def body() -> None:
        for _ in range(300):
            journal.append("happened")

    for future in start(clock, *[body] * 6):
        future.result(PATIENCE)
    stamps = [event.t for event in journal]
    assert len(stamps) == 1800
    assert stamps == sorted(stamps)


def test_a_thread_goes_on_after_a_step_without_anybody_resuming(make: Callable[..., Any], real: RealByHand) -> None:
    clock = make(ScaledClock, real=real)
    (sleeper,) = start(clock, lambda: (clock.sleep(3.0), clock.now())[1])
    clock.pause()
    for t in itertools.count():
        if clock.step() == 3.0:  # as soon as the thread sleeps
            break
        assert t < 1e6
    assert sleeper.result(PATIENCE) == 3.0


def test_a_waiter_that_is_woken_soon_costs_the_agenda_nothing_for_long(make: Callable[..., Any]) -> None:
    clock = make(ScaledClock)

    def body() -> None:
        for _ in range(100):
            waiter = clock.waiter()
            waiter.wake()
            waiter.wait(clock.now() + 30.0)

    start(clock, body)[0].result(PATIENCE)
    assert clock._agenda.next_deadline() is None
