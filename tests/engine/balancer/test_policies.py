"""What every policy keeps, whoever comes and goes between two picks."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.balancer.bounded_load import BoundedLoad
from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.maglev import Maglev
from app.engine.balancer.policies import POLICIES, PolicyOptions, make_policy
from app.engine.balancer.policy import Policy
from app.engine.balancer.server import Request, Server
from tests.engine.balancer.crowd import ANY, crowd, owners

SMALL: dict[str, Callable[[], Policy]] = {  # the same policies with less to build
    "consistent_hash": lambda: ConsistentHash(vnodes=3),
    "bounded_load": lambda: BoundedLoad(vnodes=3),
    "maglev": lambda: Maglev(table_size=31),
}

every_policy = pytest.mark.parametrize("name", POLICIES)
by_key = pytest.mark.parametrize("name", [kind.name for kind in POLICIES.values() if kind.affinity])


def small(name: str) -> Policy:
    return SMALL[name]() if name in SMALL else make_policy(name)


def test_the_registry_has_them_all_in_order() -> None:
    assert list(POLICIES) == [
        "round_robin",
        "weighted_round_robin",
        "smooth_weighted_round_robin",
        "least_connections",
        "ip_hash",
        "consistent_hash",
        "random",
        "least_request",
        "power_of_two",
        "peak_ewma",
        "bounded_load",
        "maglev",
        "rendezvous",
        "jump_hash",
    ]
    assert [make_policy(name).name for name in POLICIES] == list(POLICIES)
    assert all(POLICIES[name].name == name for name in POLICIES)
    with pytest.raises(ValueError, match=r"policy must be one of round_robin, .*, not 'fastest'"):
        make_policy("fastest")


def test_options_reach_the_policies_that_take_them() -> None:
    options = PolicyOptions(vnodes=7, bound=2)
    assert make_policy("consistent_hash", options).vnodes == 7  # type: ignore[attr-defined]
    servers = crowd("abc")
    policy = make_policy("bounded_load", options)
    policy.pick(servers, ANY)
    assert policy.why()["capacity"] == 1  # ⌈2 × (0 + 1)⌉ for three, each ⌈2/3⌉
    with pytest.raises(ValueError, match="vnodes"):
        make_policy("consistent_hash", PolicyOptions(vnodes=0))


@every_policy
def test_nobody_to_pick_is_an_error_of_its_own(name: str) -> None:
    policy = make_policy(name)
    for servers in ((), crowd("ab"), ()):
        if servers:
            policy.pick(servers, ANY)
            continue
        with pytest.raises(NoServerAvailable, match="there is no eligible server"):
            policy.pick(servers, ANY)


@every_policy
def test_the_only_server_is_picked_however_busy_or_light(name: str) -> None:
    policy, servers = small(name), crowd("a", [0.001])
    for active in (0, 1, 1000):
        servers[0].active = active
        assert policy.pick(servers, Request("k", "10.0.0.1")) is servers[0]
        json.dumps(policy.why())


@every_policy
def test_before_the_first_pick_there_is_no_reason(name: str) -> None:
    assert make_policy(name).why() == {}


@every_policy
def test_the_same_again_is_the_same(name: str) -> None:
    def run() -> list[str]:
        rng = random.Random(3)
        policy = POLICIES[name].make(PolicyOptions(rng=random.Random(7), now=lambda: 1.0))
        servers, found = crowd("abcd", [1, 2, 3]), []
        for number in range(100):
            server = policy.pick(servers, Request(f"k{number}", f"10.0.0.{number}"))
            server.active += 1
            found.append(server.name)
            if rng.random() < 0.8:
                server.active -= 1
                policy.done(server, rng.random(), ok=True)
        return found

    assert run() == run()


@by_key
def test_affinity_means_that_the_same_key_has_the_same_server(name: str) -> None:
    policy, servers = make_policy(name), crowd("abcdef")
    requests = [Request(f"user:{number}", f"10.0.{number}.1") for number in range(50)]
    first = [policy.pick(servers, request) for request in requests]
    assert [policy.pick(servers, request) for request in requests] == first
    assert len(set(first)) == 6


@pytest.mark.parametrize("name", [kind.name for kind in POLICIES.values() if kind.affinity == "key"])
def test_without_a_key_the_address_counts_and_without_both_all_are_alike(name: str) -> None:
    policy, servers = make_policy(name), crowd("abcdef")
    for number in range(20):
        address = f"10.0.0.{number}"
        assert policy.pick(servers, Request(client_ip=address)) is policy.pick(servers, Request(key=address))
    assert policy.pick(servers, Request()) is policy.pick(servers, Request(key=""))


def test_a_key_decides_by_what_it_is_and_not_by_its_truth() -> None:
    policy, servers = make_policy("rendezvous"), crowd("abcdef")
    for number in range(20):  # an empty key is a key
        assert policy.pick(servers, Request("", f"10.0.0.{number}")) is policy.pick(servers, Request(""))


steps = st.lists(
    st.tuples(
        st.integers(0, 63),  # who is in: six servers, one bit each
        st.sampled_from(["same", "copy", "reversed"]),  # the same tuple as before, if it is the same; or another
        st.integers(0, 9),  # key
        st.sampled_from(["nothing", "serve", "fail", "weigh", "rebirth"]),
        st.sampled_from([5e-324, 0.001, 0.1, 0.5, 1, 2, 10, 1000, 1e300]),
    ),
    max_size=30,
)


@every_policy
@settings(max_examples=40)
@given(steps=steps)
def test_it_picks_somebody_of_the_list_whatever_happens(
    name: str, steps: list[tuple[int, str, int, str, float]]
) -> None:
    policy = small(name)
    everybody = [Server(each) for each in "abcdef"]
    servers: tuple[Server, ...] = ()
    for members, order, key, event, number in steps:
        now = tuple(server for bit, server in enumerate(everybody) if members >> bit & 1)
        if order == "reversed":
            now = now[::-1]
        servers = servers if order == "same" and now == servers else now
        request = Request(f"k{key}", f"10.0.0.{key}")
        if not servers:
            with pytest.raises(NoServerAvailable):
                policy.pick(servers, request)
            continue
        server = policy.pick(servers, request)
        assert any(server is each for each in servers)
        assert json.loads(json.dumps(policy.why())) == policy.why()
        server.active += 1
        match event:
            case "serve" | "fail":
                server.active -= 1
                policy.done(server, number, ok=event == "serve")
            case "weigh":
                server.weight = number
            case "rebirth":  # another server by the same name
                everybody[everybody.index(server)] = Server(server.name)


@every_policy
def test_two_servers_by_one_name_do_not_trip_it_up(name: str) -> None:
    policy, servers = small(name), crowd("aab")
    for number in range(20):
        assert policy.pick(servers, Request(f"k{number}", f"10.0.0.{number}")) in servers


@pytest.mark.parametrize("name", [kind.name for kind in POLICIES.values() if kind.weighted and kind.affinity])
def test_a_change_of_weight_is_noticed_and_undone(name: str) -> None:
    policy, servers = make_policy(name), crowd("abc")
    before = owners(policy, servers, 600)
    servers[0].weight = 4
    heavier = owners(policy, servers, 600)
    assert heavier.count("a") > 1.5 * before.count("a")
    servers[0].weight = 1
    assert owners(policy, servers, 600) == before


@every_policy
def test_a_policy_prints_as_its_name(name: str) -> None:
    assert repr(make_policy(name)) == f"<{type(make_policy(name)).__name__}>"
