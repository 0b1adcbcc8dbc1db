"""Nobody above c times the fair share (facts.md, 2.15)."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.balancer.bounded_load import BoundedLoad
from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.server import Request
from tests.engine.balancer.crowd import ANY, crowd, owners


def capacity(c: float, open_requests: int, share: float = 1) -> int:
    return max(1, math.ceil(math.ceil(c * (open_requests + 1) - 1e-9) * share - 1e-9))


def test_with_nothing_open_it_is_consistent_hashing() -> None:
    servers = crowd("abcde")
    assert owners(BoundedLoad(), servers, 300) == owners(ConsistentHash(), servers, 300)


def test_one_key_for_everybody_fills_server_after_server_in_the_order_of_the_ring() -> None:
    policy, servers = BoundedLoad(c=1.25), crowd("abcd")
    order = HashRing("abcd").get_nodes("hot", 4)
    told = []
    for _ in range(8):
        server = policy.pick(servers, Request("hot"))
        server.active += 1
        why = policy.why()
        assert server.active <= why["capacity"]
        assert why["passed"] == order[: order.index(server.name)]
        told.append((order.index(server.name), why["capacity"]))
    # ⌈1.25 × 1 … 8⌉ = 2, 3, 4, 5, 7, 8, 9, 10 in all, a quarter for each, rounded up
    assert [capacity for _, capacity in told] == [1, 1, 1, 2, 2, 2, 3, 3]
    assert [server for server, _ in told] == [0, 1, 2, 0, 1, 2, 0, 1]


def test_a_bound_of_1_is_as_even_as_can_be() -> None:
    policy, servers = BoundedLoad(c=1), crowd("abcd")
    for _ in range(40):
        policy.pick(servers, Request("hot")).active += 1
        assert max(server.active for server in servers) - min(server.active for server in servers) <= 1


def test_capacity_is_shared_out_by_weight_and_never_0() -> None:
    policy, servers = BoundedLoad(c=1.25), crowd("abc", [8, 1.9, 0.1])
    for number in range(200):
        policy.pick(servers, Request(f"k{number % 3}")).active += 1
    assert sum(server.active for server in servers) == 200
    for server, share in zip(servers, (0.8, 0.19, 0.01), strict=True):
        assert server.active <= capacity(1.25, 199, share)


def test_the_lightest_server_has_room_for_one() -> None:
    policy, servers = BoundedLoad(c=1), crowd("ab", [1, 0.001])
    home = next(
        f"k{number}" for number in range(99_999) if HashRing({"a": 1, "b": 0.001}).get_node(f"k{number}") == "b"
    )
    assert policy.pick(servers, Request(home)).name == "b"
    assert policy.why()["capacity"] == 1


def test_a_round_number_is_not_rounded_up() -> None:
    policy, servers = BoundedLoad(c=1.1), crowd("a")
    servers[0].active = 9
    policy.pick(servers, ANY)
    assert policy.why()["capacity"] == 11  # 1.1 × 10 is 11.000000000000002 here


changes = st.lists(
    st.tuples(st.integers(1, 31), st.integers(0, 3), st.booleans(), st.sampled_from([0.1, 1, 5])), max_size=60
)


@settings(max_examples=60)
@given(st.sampled_from([1, 1.25, 2, 10]), changes)
def test_nobody_is_ever_picked_above_its_capacity(c: float, changes: list[tuple[int, int, bool, float]]) -> None:
    policy, everybody = BoundedLoad(c, vnodes=4), crowd("abcde")
    rng = random.Random(0)
    for members, key, one_ends, weight in changes:
        servers = tuple(server for bit, server in enumerate(everybody) if members >> bit & 1)
        busy = [server for server in everybody if server.active]
        if one_ends and busy:
            rng.choice(busy).active -= 1
        servers[0].weight = weight
        open_requests = sum(server.active for server in servers)
        server = policy.pick(servers, Request(f"k{key}"))
        server.active += 1
        share = server.weight / sum(each.weight for each in servers)
        assert server.active <= policy.why()["capacity"] == capacity(c, open_requests, share)


def test_a_hot_key_does_not_drown_its_server() -> None:
    """Every other request for one key, and 100 open at a time."""
    rng = random.Random(6)
    policy, servers = BoundedLoad(c=1.25), crowd("abcdefgh")
    open_now = []
    most: Counter[str] = Counter()
    for number in range(3000):
        server = policy.pick(servers, Request("hot" if rng.random() < 0.5 else f"k{number}"))
        server.active += 1
        open_now.append(server)
        most[server.name] = max(most[server.name], server.active)
        if len(open_now) > 99:
            open_now.pop(0).active -= 1
    assert max(most.values()) <= math.ceil(math.ceil(1.25 * 100) / 8)


def test_a_ring_that_leads_to_nobody_is_an_error_of_its_own() -> None:
    with pytest.raises(NoServerAvailable, match="on the ring"):
        BoundedLoad(ring=HashRing("xyz")).pick(crowd("abc"), ANY)


@pytest.mark.parametrize("c", [0.99, 0, -1, math.inf, math.nan])
def test_a_bound_below_1_is_refused_by_name(c: float) -> None:
    with pytest.raises(ValueError, match="c must be at least 1"):
        BoundedLoad(c)
