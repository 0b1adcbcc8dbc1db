"""The order of threads comes from the seed, and from nothing else."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import AutojumpClock, Clock, SeededClock
from tests.engine.clock.helpers import PATIENCE, perform
from tests.engine.clock.programs import PROGRAMS, Program, Stage, long_program, on_autojump, on_seeded, text

ROOT = Path(__file__).parents[3]
SLOW_FACTORS = [0.0001, 0.02, 0.5]


def test_the_same_seed_gives_the_same_journal_in_twenty_runs() -> None:
    program = long_program(7)
    journals = {on_autojump(7, program) for _ in range(20)}
    assert len(journals) == 1
    assert len(journals.pop().splitlines()) > 300


def test_the_same_seed_gives_the_same_journal_in_twenty_paced_runs() -> None:
    program = long_program(8)
    journals = {on_seeded(8, program, slow) for slow in [0.0001, 0.001, 0.01, 0.1] * 5}
    assert journals == {on_autojump(8, program)}


@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_the_same_seed_gives_the_same_journal_in_another_process(hash_seed: str) -> None:
    there = subprocess.run(
        [sys.executable, "-m", "tests.engine.clock.programs", "9"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout == on_autojump(9, long_program(9))


def test_another_seed_gives_another_order() -> None:
    program = long_program(10)
    assert len({on_autojump(seed, program) for seed in range(5)}) == 5


@settings(max_examples=60)
@given(PROGRAMS, st.integers(0, 3))
def test_any_program_runs_the_same_way_at_any_speed(program: Program, seed: int) -> None:
    expected = on_autojump(seed, program)
    for slow in SLOW_FACTORS:
        assert on_seeded(seed, program, slow) == expected


def test_many_labs_side_by_side_run_as_each_would_alone() -> None:
    """Their clocks share the machine, and nothing else."""
    program = long_program(11)

    with ThreadPoolExecutor(6) as executor:
        journals = set(executor.map(lambda _: on_autojump(11, program), range(6)))
    assert journals == {on_autojump(11, program)}


def test_every_order_of_three_threads_is_drawn_by_some_seed() -> None:
    def order(seed: int) -> str:
        names: list[str] = []
        with AutojumpClock(seed) as clock:
            perform(clock, *(lambda name=name: names.append(name) for name in "abc"))
        return "".join(names)

    assert {order(seed) for seed in range(60)} == {"abc", "acb", "bac", "bca", "cab", "cba"}


def test_only_one_thread_runs_at_a_time(baton: Clock) -> None:
    running: list[int] = []

    def body() -> None:
        for _ in range(50):
            running.append(1)
            assert len(running) == 1
            sum(range(500))  # time for others to come in, if they could
            running.pop()
            baton.sleep(0.001)

    assert perform(baton, *[body] * 8) == [None] * 8


def test_a_thread_runs_on_until_it_waits(baton: Clock) -> None:
    steps: list[str] = []

    def body(name: str) -> Callable[[], None]:
        def run() -> None:
            for _ in range(100):
                steps.append(name)

        return run

    perform(baton, *map(body, "abcd"))
    assert [len(list(together)) for _, together in itertools.groupby(steps)] == [100] * 4


def test_threads_due_at_one_instant_are_all_runnable_before_the_first_runs(baton: Clock) -> None:
    """Else the first to come would always be the first to be served, and the seed would choose among one."""
    order: dict[int, list[int]] = {}

    def body(number: int) -> Callable[[], None]:
        def sleep_often() -> None:
            for turn in range(1, 31):
                baton.sleep(turn * 0.1 - baton.now())
                order.setdefault(turn, []).append(number)

        return sleep_often

    perform(baton, *map(body, range(3)))
    assert {len(numbers) for numbers in order.values()} == {3}
    assert len({tuple(numbers) for numbers in order.values()}) > 1


def test_outside_calls_do_not_change_what_the_seed_draws(make: Callable[..., Any]) -> None:
    program = long_program(12)
    expected = on_autojump(12, program)
    clock = make(SeededClock, seed=12, slow=1.0)
    stage = Stage(clock, program)
    clock.call_soon(stage.start)
    while not stage.ended.is_set():
        clock.call_soon(lambda: None).result(PATIENCE)
    assert text(stage.journal) == expected


def test_names_are_numbered_in_the_order_of_spawning(baton: Clock) -> None:
    names: list[str] = []

    def spawn_two() -> None:
        names.extend(baton.spawn(lambda: None).name for _ in range(2))

    baton.call_soon(spawn_two).result(PATIENCE)
    assert names == ["thread-1", "thread-2"]
