"""Smooth weights: nginx's credits (facts.md, 2.8)."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.server import Server
from app.engine.balancer.smooth_weighted import SmoothWeightedRoundRobin
from tests.engine.balancer.crowd import ANY, crowd, picks


def test_nginxs_own_example_and_its_credits() -> None:
    policy, servers = SmoothWeightedRoundRobin(), crowd("abc", [5, 1, 1])
    told = []
    for _ in range(7):
        picked = policy.pick(servers, ANY).name
        told.append((picked, *policy.why()["credits"].values()))
    assert told == [
        ("a", -2, 1, 1),
        ("a", -4, 2, 2),
        ("b", 1, -4, 3),
        ("a", -1, -3, 4),
        ("c", 4, -2, -2),
        ("a", 2, -1, -1),
        ("a", 0, 0, 0),
    ]


def test_with_equal_weights_it_is_round_robin_as_the_first_of_equals_is_picked() -> None:
    assert picks(SmoothWeightedRoundRobin(), crowd("abc"), 7) == "abcabca"


def test_the_documents_weights_give_the_documents_shares_without_long_runs() -> None:
    found = picks(SmoothWeightedRoundRobin(), crowd("ABC", [5, 3, 2]), 100)
    assert Counter(found) == {"A": 50, "B": 30, "C": 20}
    assert "AAA" not in found


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_after_as_many_turns_as_all_weigh_each_has_its_share_and_all_credits_are_0(weights: list[int]) -> None:
    names = "abcdef"[: len(weights)]
    policy, servers = SmoothWeightedRoundRobin(), crowd(names, weights)
    for _ in range(2):
        assert Counter(picks(policy, servers, sum(weights))) == dict(zip(names, weights, strict=True))
        assert set(policy.why()["credits"].values()) == {0}


@given(st.lists(st.integers(1, 20), min_size=2, max_size=6))
def test_at_every_moment_each_is_close_to_its_share(weights: list[int]) -> None:
    names = "abcdef"[: len(weights)]
    policy, servers, counts = SmoothWeightedRoundRobin(), crowd(names, weights), Counter[str]()
    for turn in range(1, sum(weights) + 1):
        counts[policy.pick(servers, ANY).name] += 1
        for name, weight in zip(names, weights, strict=True):
            assert abs(counts[name] - turn * weight / sum(weights)) < len(weights)


def test_a_weight_that_changes_counts_at_the_next_pick() -> None:
    policy, servers = SmoothWeightedRoundRobin(), crowd("ab", [1, 1])
    picks(policy, servers, 4)
    servers[0].weight = 3
    assert Counter(picks(policy, servers, 400)) == {"a": 300, "b": 100}


def test_fractions_of_weights_keep_their_shares() -> None:
    assert Counter(picks(SmoothWeightedRoundRobin(), crowd("abc", [0.5, 0.3, 0.2]), 1000)) == {
        "a": 500,
        "b": 300,
        "c": 200,
    }


def test_one_that_is_out_for_one_retry_keeps_its_debt() -> None:
    policy, (a, b, c) = SmoothWeightedRoundRobin(), crowd("abc", [5, 1, 1])
    assert policy.pick((a, b, c), ANY) is a
    assert policy.why() == {"credits": {"a": -2, "b": 1, "c": 1}}
    assert policy.pick((b, c), ANY) is b  # a has failed, the others are tried
    assert policy.why() == {"credits": {"b": 0, "c": 2}}
    assert policy.pick((a, b, c), ANY) is a  # of the two with 3 credits the first
    assert policy.why() == {"credits": {"a": -4, "b": 1, "c": 3}}


def test_one_that_joins_gets_its_share_however_often_others_left_in_debt() -> None:
    policy, (a, b) = SmoothWeightedRoundRobin(), crowd("ab")
    for number in range(500):  # each newcomer is picked once, and leaves
        visitor = Server(f"visitor-{number}", 50)
        policy.pick((a, b, visitor), ANY)
    newcomer = Server("n")
    assert 9 <= picks(policy, (a, b, newcomer), 60).count("n") <= 21
    assert sum(policy._out.values()) + sum(policy._credits) < 1e-6  # and nothing grows without end
    assert len(policy._out) < 30


def test_whole_credits_stay_whole() -> None:
    policy, (a, b, c) = SmoothWeightedRoundRobin(), crowd("abc", [3, 2, 2])
    for number in range(100):
        policy.pick((a, b, c, Server(f"v{number}", 5)), ANY)
    assert all(isinstance(credit, int) for credit in policy.why()["credits"].values())
