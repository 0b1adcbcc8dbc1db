"""The highest bidder: the least movement, and exact weights."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.hashing import md5_64
from app.engine.balancer.rendezvous import Rendezvous, bid, highest_bidder
from app.engine.balancer.server import Request
from tests.engine.balancer.crowd import assert_shares, crowd, moves, owners

sets_of_names = st.lists(st.sampled_from("abcdefg"), unique=True, min_size=1)
weights = st.sampled_from([0.1, 1, 2.5])


@given(sets_of_names, st.sampled_from("abcdefg"), weights)
def test_only_keys_of_the_one_that_leaves_move_and_they_come_back(names: list[str], name: str, weight: float) -> None:
    others = [each for each in names if each != name] or ["z"]
    servers = crowd([name, *others], [weight])
    policy = Rendezvous()
    with_it = owners(policy, servers, 60)
    without = owners(policy, servers[1:], 60)
    assert {old for old, _ in moves(with_it, without)} <= {name}
    assert owners(policy, servers, 60) == with_it


def test_the_keys_of_the_one_that_leaves_go_to_all_others_alike() -> None:
    servers, policy = crowd("abcde"), Rendezvous()
    moved = moves(owners(policy, servers, 10_000), owners(policy, servers[:4], 10_000))
    assert_shares([new for (_, new), count in moved.items() for _ in range(count)], dict.fromkeys("abcd", 1))


def test_shares_are_the_weights() -> None:
    shares = {"a": 5, "b": 3, "c": 2, "d": 0.5}
    assert_shares(owners(Rendezvous(), crowd(shares, shares.values()), 10_000), shares)


def test_a_weight_that_grows_takes_keys_only_for_itself() -> None:
    servers, policy = crowd("abcd"), Rendezvous()
    before = owners(policy, servers, 1000)
    servers[2].weight = 1.5
    assert {new for _, new in moves(before, owners(policy, servers, 1000))} == {"c"}


def test_the_order_of_the_list_does_not_matter() -> None:
    servers = crowd("abcdef")
    assert owners(Rendezvous(), servers, 200) == owners(Rendezvous(), servers[::-1], 200)


def test_the_score_is_the_highest_bid() -> None:
    policy, servers = Rendezvous(), crowd("abc", [1, 2, 3])
    server = policy.pick(servers, Request("user:7"))
    bids = {each.name: bid(md5_64(each.name), md5_64("user:7"), each.weight) for each in servers}
    assert bids[server.name] == max(bids.values())
    assert policy.why() == {"key": "user:7", "score": round(max(bids.values()), 6)}


def test_the_function_says_what_the_policy_says() -> None:
    nodes = {"a": 1.0, "b": 2.0, "c": 0.5}
    policy, servers = Rendezvous(), crowd(nodes, nodes.values())
    for number in range(200):
        assert highest_bidder(nodes, f"user:{number}") == policy.pick(servers, Request(f"user:{number}")).name
    with pytest.raises(LookupError):
        highest_bidder({}, "k")


def test_every_hash_makes_a_bid() -> None:
    for number in (0, 1, 2**64 - 1, 0x9E3779B97F4A7C15):
        assert bid(number, 0) > 0
        assert bid(0, number, 1000) > 0
