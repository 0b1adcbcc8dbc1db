"""The less busy of two: who it is, and what the second choice is worth (facts.md, 2.12)."""

from __future__ import annotations

import random
from collections import Counter

from app.engine.balancer.policy import Policy
from app.engine.balancer.power_of_two import PowerOfTwoChoices
from app.engine.balancer.random_choice import RandomChoice
from tests.engine.balancer.crowd import ANY, assert_shares, crowd


def test_the_busiest_is_never_picked_and_the_idlest_whenever_it_is_drawn() -> None:
    policy, servers = PowerOfTwoChoices(random.Random(1)), crowd("abc")
    for server, active in zip(servers, (12, 8, 15), strict=True):
        server.active = active
    counts = Counter(policy.pick(servers, ANY).name for _ in range(3000))
    assert_shares(counts.elements(), {"a": 1 / 3, "b": 2 / 3})  # b is in two of three pairs


def test_ties_are_everybodys() -> None:
    policy, servers = PowerOfTwoChoices(random.Random(2)), crowd("abcd")
    assert_shares((policy.pick(servers, ANY).name for _ in range(4000)), dict.fromkeys("abcd", 1))


def test_why_tells_both_as_they_were() -> None:
    policy, servers = PowerOfTwoChoices(random.Random(3)), crowd("abc")
    for _ in range(30):
        before = {server.name: server.active for server in servers}
        server = policy.pick(servers, ANY)
        server.active += 1
        (a, b), loads = policy.why()["candidates"], policy.why()["loads"]
        assert loads == [before[a], before[b]]
        assert server.name == (a if before[a] <= before[b] else b)


def test_a_single_server_is_a_single_candidate() -> None:
    policy, servers = PowerOfTwoChoices(), crowd("a")
    policy.pick(servers, ANY)
    assert policy.why() == {"candidates": ["a"], "loads": [0]}


def test_the_second_choice_takes_away_the_peaks() -> None:
    """1,000 requests that stay open on 1,000 servers: the busiest has about ln ln n / ln 2, not ln n / ln ln n."""

    def busiest(policy: Policy) -> int:
        servers = crowd([f"s{number}" for number in range(1000)])
        for _ in range(1000):
            policy.pick(servers, ANY).active += 1
        return max(server.active for server in servers)

    for seed in range(5):
        assert busiest(PowerOfTwoChoices(random.Random(seed))) <= 4
        assert busiest(RandomChoice(random.Random(seed))) >= 5
