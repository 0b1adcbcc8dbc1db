"""The fewest open requests, weighed or not, and ties that everybody gets a share of (facts.md, 2.10)."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.least_connections import LeastConnections
from app.engine.balancer.least_loaded import LeastLoaded
from app.engine.balancer.least_request import LeastRequest
from app.engine.balancer.policy import Servers
from tests.engine.balancer.crowd import ANY, assert_shares, crowd, picks

both = pytest.mark.parametrize("policy_class", [LeastConnections, LeastRequest])


def busy(names: str, actives: list[int], weights: list[float] | None = None) -> Servers:
    servers = crowd(names, weights or [])
    for server, active in zip(servers, actives, strict=True):
        server.active = active
    return servers


def keep(policy: LeastLoaded, servers: Servers, count: int) -> str:
    """So many picks, all of which stay open."""
    found = ""
    for _ in range(count):
        server = policy.pick(servers, ANY)
        server.active += 1
        found += server.name
    return found


def test_the_documents_example() -> None:
    servers = busy("ABC", [12, 8, 15])
    server = LeastConnections().pick(servers, ANY)
    assert server.name == "B"
    server.active += 1
    assert [server.active for server in servers] == [12, 9, 15]


def test_connections_are_counted_and_requests_are_weighed() -> None:
    servers = busy("ab", [3, 2], [4, 1])
    assert LeastConnections().pick(servers, ANY).name == "b"
    assert LeastRequest().pick(servers, ANY).name == "a"  # 4/(3+1) = 1 is more than 1/(2+1)


def test_open_requests_end_up_in_proportion_to_weight() -> None:
    servers = crowd("abc", [5, 3, 2])
    keep(LeastRequest(), servers, 1000)
    assert [server.active for server in servers] == [500, 300, 200]


@both
def test_ties_take_turns(policy_class: type[LeastLoaded]) -> None:
    assert picks(policy_class(), crowd("abc"), 6) == "abcabc"  # each request over before the next


@both
def test_a_turn_is_remembered_by_who_had_it(policy_class: type[LeastLoaded]) -> None:
    policy, (a, b, c, d) = policy_class(), crowd("abcd")
    picks(policy, (a, b, c, d), 3)
    assert picks(policy, (b, c, d), 3) == "dbc"


@both
def test_with_an_rng_ties_are_drawn(policy_class: type[LeastLoaded]) -> None:
    servers = busy("abcd", [0, 0, 5, 0])
    found = picks(policy_class(random.Random(1)), servers, 3000)
    assert_shares(found, {"a": 1, "b": 1, "d": 1})


@both
def test_the_last_servers_get_work_too(policy_class: type[LeastLoaded]) -> None:
    for rng in (None, random.Random(2)):
        counts = Counter(picks(policy_class(rng), crowd("abc"), 38))
        assert min(counts.values()) >= 6  # and not 38/0/0


@both
@given(actives=st.lists(st.integers(0, 5), min_size=1, max_size=30), seed=st.none() | st.integers(0, 9))
def test_nobody_has_a_lighter_load_than_the_one_picked(
    policy_class: type[LeastLoaded], actives: list[int], seed: int | None
) -> None:
    names = [f"s{number}" for number in range(len(actives))]
    servers = crowd(names)
    policy = policy_class(None if seed is None else random.Random(seed))
    for _ in range(3):
        for server, active in zip(servers, actives, strict=True):
            server.active = active
        picked = policy.pick(servers, ANY)
        assert picked.active == min(actives)
        told = policy.why()["tied"]
        assert picked.name in told
        assert len(told) <= 12
        tied = [server.name for server in servers if server.active == min(actives)]
        assert set(told) <= set(tied)
        assert len(tied) > 12 or told == tied


def test_why_is_about_the_moment_of_the_pick() -> None:
    policy, servers = LeastConnections(), busy("abc", [1, 0, 0])
    policy.pick(servers, ANY).active += 1
    assert policy.why() == {"tied": ["b", "c"]}


def test_least_request_tells_the_best_scores() -> None:
    policy, servers = LeastRequest(), busy("abc", [1, 0, 2], [4, 1, 1])
    policy.pick(servers, ANY).active += 1
    assert policy.why() == {"tied": ["a"], "scores": {"a": 2, "b": 1, "c": 0.333}}
    many = crowd([f"s{number}" for number in range(40)], [1 + number % 5 for number in range(40)])
    picked = policy.pick(many, ANY)
    scores = policy.why()["scores"]
    assert len(scores) == 12
    assert picked.name in scores
    assert min(scores.values()) >= 4
