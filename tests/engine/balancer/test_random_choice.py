"""By chance alone, and two by chance (facts.md, 2.12)."""

from __future__ import annotations

import random
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.power_of_two import PowerOfTwoChoices
from app.engine.balancer.random_choice import RandomChoice
from app.engine.balancer.two_of import two_of
from tests.engine.balancer.crowd import ANY, assert_shares, crowd, picks


def test_random_gives_everybody_the_same_chance() -> None:
    assert_shares(picks(RandomChoice(random.Random(1)), crowd("abcdef"), 6000), dict.fromkeys("abcdef", 1))


def test_random_tells_the_index_that_it_drew() -> None:
    policy, servers = RandomChoice(), crowd("abcdef")
    for _ in range(20):
        server = policy.pick(servers, ANY)
        assert servers[policy.why()["index"]] is server


def test_without_an_rng_every_run_is_alike() -> None:
    for policy_class in (RandomChoice, PowerOfTwoChoices):
        assert picks(policy_class(), crowd("abc"), 50) == picks(policy_class(), crowd("abc"), 50)


@given(st.integers(2, 9), st.integers())
def test_two_are_never_the_same_one_twice(count: int, seed: int) -> None:
    rng, servers = random.Random(seed), crowd("abcdefghi"[:count])
    for _ in range(20):
        a, b = two_of(servers, rng)
        assert a is not b


def test_every_pair_is_equally_likely_in_both_orders() -> None:
    rng, servers = random.Random(5), crowd("abcd")
    drawn = [first.name + second.name for first, second in (two_of(servers, rng) for _ in range(12_000))]
    assert_shares(drawn, {a + b: 1 for a, b in permutations("abcd", 2)})


def test_of_one_server_two_are_that_one() -> None:
    (a,) = crowd("a")
    assert two_of((a,), random.Random(1)) == (a, a)
