"""The queue: one run at a time, everybody told their place, and nobody held up by one that fails."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from app.experiments.queue import QueueFull, RunQueue
from tests.experiments.support import WAIT


class Work:
    """Runs until it is let go, and notes who else runs."""

    def __init__(self, running: list[Work]) -> None:
        self.began, self.go, self.over = threading.Event(), threading.Event(), threading.Event()
        self.running = running
        self.places: list[int] = []

    def __call__(self) -> Callable[[], object]:
        self.running.append(self)
        assert self.running == [self], "two at once"
        self.began.set()
        assert self.go.wait(WAIT)
        self.running.remove(self)
        return self.over.set


def nothing(place: int) -> None:
    """Nobody wants to know."""


def test_one_runs_at_a_time_and_the_others_are_told_their_place() -> None:
    queue, running = RunQueue(), []
    works = [Work(running) for _ in range(3)]
    turns = [queue.join(work, work.places.append) for work in works]
    assert [place for _, place in turns] == [0, 1, 2]
    for (turn, _), work in zip(turns, works, strict=True):
        assert work.began.wait(WAIT)
        work.go.set()
        assert work.over.wait(WAIT)
        assert turn.ended.is_set(), "who is told that it is over can join again"
    assert [work.places for work in works] == [[], [], [1]]


def test_who_leaves_is_not_run_and_those_behind_move_up() -> None:
    queue, running = RunQueue(), []
    first, second, third = (Work(running) for _ in range(3))
    turns = [queue.join(work, work.places.append)[0] for work in (first, second, third)]
    assert first.began.wait(WAIT)
    assert not queue.leave(turns[0])
    assert queue.leave(turns[1])
    assert turns[1].ended.is_set()
    assert third.places == [1]
    for work in (first, third):
        work.go.set()
    assert turns[2].ended.wait(WAIT)
    assert not second.began.is_set()
    assert not queue.leave(turns[1])


def test_one_that_fails_costs_the_next_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Callable[[], object]:
        raise ValueError("by design")

    queue, done = RunQueue(), threading.Event()
    with caplog.at_level(logging.CRITICAL, "app.experiments.queue"):
        queue.join(fail, nothing)
        queue.join(lambda: done.set, nothing)
        assert done.wait(WAIT)


def test_a_full_queue_refuses() -> None:
    queue, work = RunQueue(most_waiting=1), Work([])
    turns = [queue.join(work, nothing)[0], queue.join(lambda: work.over.set, nothing)[0]]
    with pytest.raises(QueueFull):
        queue.join(lambda: work.over.set, nothing)
    work.go.set()
    assert all(turn.ended.wait(WAIT) for turn in turns)
