"""Turns, also when the list is another one at every call (facts.md, 2.9)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.round_robin import RoundRobin
from app.engine.balancer.server import Server
from tests.engine.balancer.crowd import ANY, crowd, picks


def test_each_in_turn_and_after_the_last_the_first() -> None:
    assert picks(RoundRobin(), crowd("abc"), 7) == "abcabca"


def test_a_slow_server_gets_as_many_as_the_others() -> None:
    servers = crowd("abc", [5, 1, 1])
    servers[1].active = 99  # neither load nor weight counts
    assert Counter(picks(RoundRobin(), servers, 300)) == {"a": 100, "b": 100, "c": 100}


@pytest.mark.parametrize(
    "so_far, stay, following",
    [
        (3, "ab", "abab"),  # c had the last turn and went: no index past the end
        (4, "ab", "baba"),
        (2, "ac", "caca"),  # b had the last turn and went: c is not left out
        (1, "bc", "bcbc"),  # a, before it, went: b is not left out
        (2, "c", "ccc"),
        (2, "cab", "cab"),  # another order: behind b comes whoever stands behind it now
        (2, "xy", "xyxy"),  # nobody is left of those it knew
    ],
)
def test_nobody_is_left_out_when_servers_leave(so_far: int, stay: str, following: str) -> None:
    everybody = {server.name: server for server in crowd("abcxy")}
    policy = RoundRobin()
    picks(policy, tuple(everybody[name] for name in "abc"), so_far)
    assert picks(policy, tuple(everybody[name] for name in stay), len(following)) == following


def test_one_that_joins_behind_the_last_has_its_turn_at_once() -> None:
    policy, (a, b, c, d) = RoundRobin(), crowd("abcd")
    picks(policy, (a, b, c), 3)
    assert picks(policy, (a, b, c, d), 5) == "dabcd"


def test_a_dead_servers_share_goes_to_all_others_and_not_to_its_neighbour() -> None:
    policy, (a, b, c, d) = RoundRobin(), crowd("abcd")
    picks(policy, (a, b, c, d), 6)
    assert Counter(picks(policy, (a, c, d), 300)) == {"a": 100, "c": 100, "d": 100}


def test_a_name_that_comes_back_is_another_server() -> None:
    policy, (a, b, c) = RoundRobin(), crowd("abc")
    picks(policy, (a, b, c), 2)
    assert policy.pick((a, Server("b"), c), ANY).name == "b"


def test_the_cursor_is_the_one_that_is_next() -> None:
    policy, servers = RoundRobin(), crowd("abc")
    cursors = []
    for _ in range(4):
        policy.pick(servers, ANY)
        cursors.append(policy.why()["cursor"])
    assert cursors == ["b", "c", "a", "b"]


@given(st.lists(st.tuples(st.integers(1, 63), st.integers(1, 12)), max_size=12))
def test_while_the_list_stays_the_same_nobody_has_two_turns_more_than_another(stays: list[tuple[int, int]]) -> None:
    policy, everybody = RoundRobin(), crowd("abcdef")
    for members, turns in stays:
        servers = tuple(server for bit, server in enumerate(everybody) if members >> bit & 1)
        counts = Counter(picks(policy, servers, turns))
        assert max(counts.values()) - min(counts[server.name] for server in servers) <= 1
