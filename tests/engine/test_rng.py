"""Named streams of chance, the same in every process and independent of each other."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.rng import choose, stream

ROOT = Path(__file__).parents[2]
RECORDED = [0.98301992214, 0.710878082048, 0.073875288858]  # stream(7, "arrivals")
PURPOSES = ["scheduler", "arrivals", "demand", "policy", "faults"]


def draws(seed: int | str, purpose: str, count: int = 20) -> list[float]:
    rng = stream(seed, purpose)
    return [rng.random() for _ in range(count)]


@given(st.integers(), st.sampled_from(PURPOSES))
def test_the_same_seed_and_purpose_give_the_same_draws(seed: int, purpose: str) -> None:
    assert draws(seed, purpose) == draws(seed, purpose)


def test_another_purpose_or_seed_gives_other_draws() -> None:
    streams = [draws(seed, purpose) for seed in range(20) for purpose in PURPOSES]
    assert len({tuple(numbers) for numbers in streams}) == len(streams)


def test_what_one_stream_draws_does_not_change_another() -> None:
    arrivals, faults = stream(1, "arrivals"), stream(1, "faults")
    mixed = []
    for number in range(20):
        mixed.append(arrivals.random())
        for _ in range(number):
            faults.random()
    assert mixed == draws(1, "arrivals")


def test_streams_of_one_seed_are_not_correlated() -> None:
    """Which purposes could be if their seeds were neighbours: of two streams, either is above the other as often."""
    for one in PURPOSES:
        for other in PURPOSES:
            if one < other:
                above = sum(a > b for a, b in zip(draws(1, one, 4000), draws(1, other, 4000), strict=True))
                assert abs(above - 2000) < 200


def test_a_seed_may_be_a_word() -> None:
    assert draws("monday", "arrivals") == draws("monday", "arrivals") != draws("tuesday", "arrivals")


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_draws_are_the_same_in_another_process(hash_seed: str) -> None:
    there = subprocess.run(
        [sys.executable, "-c", "from app.engine.rng import stream; print(stream(7, 'arrivals').random())"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(there.stdout) == draws(7, "arrivals", 1)[0]


def test_draws_are_the_same_in_every_version() -> None:
    """Share links and lessons' numbers rest on it."""
    assert [round(number, 12) for number in draws(7, "arrivals", 3)] == RECORDED


def test_every_index_is_chosen_as_often() -> None:
    rng = stream(3, "policy")
    counts = Counter(choose(rng, 7) for _ in range(7000))
    assert sorted(counts) == list(range(7))
    assert all(abs(count - 1000) < 150 for count in counts.values())


@given(st.integers(1, 10**9), st.integers())
def test_a_choice_is_below_the_count(count: int, seed: int) -> None:
    assert 0 <= choose(random.Random(seed), count) < count


def test_the_greatest_draw_is_still_below_the_count() -> None:
    class Greatest(random.Random):
        def random(self) -> float:
            return 1.0 - 2.0**-53

    assert [choose(Greatest(), count) for count in (1, 2, 3, 10, 1000)] == [0, 1, 2, 9, 999]


def test_a_choice_takes_one_draw() -> None:
    one, other = stream(1, "policy"), stream(1, "policy")
    choose(one, 5)
    other.random()
    assert one.random() == other.random()
