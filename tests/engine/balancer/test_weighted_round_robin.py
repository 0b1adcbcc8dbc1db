"""Naive weights: runs, as long as each server weighs (facts.md, 2.8)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.weighted_round_robin import WeightedRoundRobin
from tests.engine.balancer.crowd import ANY, crowd, picks


def test_it_sends_runs() -> None:
    assert picks(WeightedRoundRobin(), crowd("abc", [5, 1, 1]), 9) == "aaaaabcaa"


def test_the_documents_weights_give_the_documents_shares() -> None:
    assert picks(WeightedRoundRobin(), crowd("ABC", [5, 3, 2]), 10) == "AAAAABBBCC"


def test_with_equal_weights_it_is_round_robin() -> None:
    assert picks(WeightedRoundRobin(), crowd("abc"), 7) == "abcabca"


@pytest.mark.parametrize(
    "weights, expected",
    [([1, 0.5], "abaabaabaa"), ([0.1, 0.1], "ababababab"), ([0.2, 0.4], "babbabbabb"), ([2.5, 1], "aabaaabaab")],
)
def test_parts_of_a_turn_are_saved_up(weights: list[float], expected: str) -> None:
    found = picks(WeightedRoundRobin(), crowd("ab", weights), 1000)
    counts = Counter(found)
    assert counts["a"] / counts["b"] == pytest.approx(weights[0] / weights[1], rel=0.01)
    assert sorted(found[:10]) == sorted(expected)


def test_very_light_servers_cost_no_time() -> None:
    assert Counter(picks(WeightedRoundRobin(), crowd("ab", [1e-12, 2e-12]), 300)) == {"a": 100, "b": 200}


def test_a_weight_that_changes_counts_at_once() -> None:
    policy, servers = WeightedRoundRobin(), crowd("ab", [5, 1])
    assert picks(policy, servers, 2) == "aa"
    servers[0].weight = 3
    assert picks(policy, servers, 6) == "abaaab"
    servers[0].weight = 2
    assert picks(policy, servers, 6) == "aabaab"


def test_a_weight_that_falls_below_what_is_used_ends_the_run() -> None:
    policy, servers = WeightedRoundRobin(), crowd("ab", [9, 1])
    assert picks(policy, servers, 4) == "aaaa"
    servers[0].weight = 2
    assert picks(policy, servers, 4) == "baab"


def test_a_run_goes_on_when_others_come_and_go() -> None:
    policy, (a, b, c) = WeightedRoundRobin(), crowd("abc", [5, 1, 1])
    assert picks(policy, (a, b, c), 2) == "aa"
    assert picks(policy, (c, a), 2) == "aa"
    assert picks(policy, (a, b, c), 4) == "abca"


def test_one_that_leaves_in_its_run_has_the_rest_when_it_is_back() -> None:
    policy, (a, b, c) = WeightedRoundRobin(), crowd("abc", [5, 1, 1])
    assert picks(policy, (a, b, c), 3) == "aaa"
    assert picks(policy, (b, c), 3) == "bcb"
    assert picks(policy, (a, b, c), 9) == "caaaaaaab"  # five, and the two that it had left


def test_one_that_is_out_when_its_turn_comes_does_not_have_it_twice_later() -> None:
    policy, (a, b, c) = WeightedRoundRobin(), crowd("abc", [1, 3, 1])
    assert picks(policy, (a, b, c), 1) == "a"
    assert picks(policy, (a, c), 1) == "c"
    assert picks(policy, (a, b, c), 6) == "abbbca"


def test_why_tells_who_is_next_and_for_how_long() -> None:
    policy, servers = WeightedRoundRobin(), crowd("abc", [3, 1, 1])
    told = []
    for _ in range(5):
        policy.pick(servers, ANY)
        told.append(tuple(policy.why().values()))
    assert told == [("a", 2), ("a", 1), ("b", 1), ("c", 1), ("a", 3)]


def test_asking_why_changes_nothing() -> None:
    def run(curious: bool) -> str:
        policy, servers = WeightedRoundRobin(), crowd("abc", [2, 0.3, 1])
        found = ""
        for number in range(40):
            servers[number % 3].weight = 1 + number % 4
            found += policy.pick(servers, ANY).name
            if curious:
                policy.why()
        return found

    assert run(curious=True) == run(curious=False)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_whole_weights_give_exact_shares_in_every_round(weights: list[int]) -> None:
    names = "abcdef"[: len(weights)]
    round_ = "".join(name * weight for name, weight in zip(names, weights, strict=True))
    assert picks(WeightedRoundRobin(), crowd(names, weights), 2 * len(round_)) == 2 * round_
