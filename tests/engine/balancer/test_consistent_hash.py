"""Keys on the ring of servers: who moves when servers come, go and change weight (facts.md, 2.14)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.hashing import md5_128
from app.engine.balancer.server import Request, Server
from tests.engine.balancer.crowd import ANY, crowd, moves, owners


def test_it_answers_as_the_ring_does() -> None:
    names = ["server-a", "server-b", "server-c"]
    policy, ring = ConsistentHash(), HashRing(names)
    servers = crowd(names)
    assert policy.pick(servers, Request("user:123")).name == "server-a"
    assert policy.pick(servers, Request("user:456")).name == "server-c"
    assert owners(policy, servers, 500) == [ring.get_node(f"user:{number}") for number in range(500)]


def test_a_server_that_joins_takes_about_its_share_and_only_for_itself() -> None:
    policy, servers = ConsistentHash(), crowd("abcd")
    before = owners(policy, servers[:3], 4000)
    moved = moves(before, owners(policy, servers, 4000))
    assert {new for _, new in moved} == {"d"}
    assert abs(moved.total() / 4000 - 1 / 4) < 0.06  # its own share spreads by about 7 % of itself, and chance


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 63), st.integers(1, 3)), min_size=1, max_size=8))
def test_patched_again_and_again_it_is_as_if_built_anew(steps: list[tuple[int, int]]) -> None:
    policy, everybody = ConsistentHash(vnodes=5), crowd("abcdef")
    for members, weight in steps:
        everybody[0].weight = weight
        servers = tuple(server for bit, server in enumerate(everybody) if members >> bit & 1)
        assert owners(policy, servers, 40) == owners(ConsistentHash(vnodes=5), servers, 40)


def test_weights_among_very_many_servers_are_noticed_in_time() -> None:
    names = [f"s{number}" for number in range(100)]
    policy, servers = ConsistentHash(vnodes=20), crowd(names)
    owners(policy, servers, 10)
    servers[77].weight = 30
    owners(policy, servers, 10)  # a few servers are looked at per pick
    ring = HashRing({**dict.fromkeys(names, 1), "s77": 30}, 20)
    assert owners(policy, servers, 500) == [ring.get_node(f"user:{number}") for number in range(500)]


def test_a_weight_that_no_ring_can_hold_is_as_heavy_as_possible() -> None:
    policy, servers = ConsistentHash(vnodes=1000), crowd("ab", [5000])
    assert owners(policy, servers, 100).count("a") >= 95


def test_a_ring_of_somebody_elses_is_only_read() -> None:
    ring = HashRing(["a", "b", "x"], 10, lambda label: md5_128(f"7/{label}"))
    policy, servers = ConsistentHash(ring=ring), crowd("abc")
    for number in range(100):
        name = next(name for _, name in ring.walk(f"user:{number}") if name != "x")
        assert policy.pick(servers, Request(f"user:{number}")).name == name
    assert ring.nodes == ("a", "b", "x")
    with pytest.raises(NoServerAvailable, match="on the ring"):
        policy.pick(crowd("de"), ANY)
    with pytest.raises(NoServerAvailable, match="on the ring"):
        ConsistentHash(ring=HashRing()).pick(servers, ANY)


def test_why_is_the_key_and_its_place() -> None:
    policy = ConsistentHash()
    policy.pick(crowd("abc"), Request("user:123"))
    told = policy.why()
    assert told["key"] == "user:123"
    assert 0 <= md5_128("user:123") / 2**128 - told["position"] < 1e-6


def test_servers_that_left_do_not_stay_on_the_ring_for_ever() -> None:
    policy, staying = ConsistentHash(vnodes=3), crowd("abc")
    for number in range(50):
        policy.pick((*staying, Server(f"visitor-{number}")), ANY)
    policy.pick(staying, ANY)
    assert len(policy._servers.ring) <= 8
