"""Maglev's table: how it is filled, how even it is, how much a change disturbs it (facts.md, 2.16)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.balancer.hashing import md5_128
from app.engine.balancer.maglev import Maglev, MaglevTable
from app.engine.balancer.server import Request, Server
from tests.engine.balancer.crowd import ANY, assert_shares, crowd, moves, owners

PRIMES = (2, 3, 7, 13, 97, 251)
sets_of_names = st.lists(st.sampled_from("abcdefg"), unique=True, min_size=1)


def by_the_paper(names: list[str], size: int) -> list[str]:
    """The table as the paper's pseudocode fills it (3.4)."""
    ordered = sorted(names)
    preference = []
    for name in ordered:
        first, second = divmod(md5_128(name), 2**64)
        offset, skip = first % size, second % (size - 1) + 1
        preference.append([(offset + number * skip) % size for number in range(size)])
    following = [0] * len(ordered)
    table = [""] * size
    filled = 0
    while True:
        for index, name in enumerate(ordered):
            while table[preference[index][following[index]]]:
                following[index] += 1
            table[preference[index][following[index]]] = name
            following[index] += 1
            filled += 1
            if filled == size:
                return table


def slots(names: object, size: int) -> list[str]:
    table = MaglevTable(names, size)  # type: ignore[arg-type]
    return [table[slot] for slot in range(size)]


@given(sets_of_names, st.sampled_from(PRIMES[2:]))
def test_it_is_filled_as_in_the_paper(names: list[str], size: int) -> None:
    assert slots(names, size) == by_the_paper(names, size)


@given(sets_of_names, st.sampled_from(PRIMES[2:]))
def test_two_servers_differ_by_one_slot_at_most(names: list[str], size: int) -> None:
    counts = Counter(slots(names, size))
    assert set(counts) == set(names)
    assert max(counts.values()) - min(counts.values()) <= 1


@settings(max_examples=20)
@given(st.permutations("abcdefg"))
def test_the_order_of_the_list_does_not_matter(names: list[str]) -> None:
    assert slots(names, 97) == slots("abcdefg", 97)


def test_weights_are_shares_of_slots() -> None:
    counts = Counter(slots({"a": 4, "b": 2, "c": 1, "d": 0.5}, 7507))
    for name, share in {"a": 4, "b": 2, "c": 1, "d": 0.5}.items():
        assert abs(counts[name] - 7507 * share / 7.5) <= 2


def test_thirds_of_a_turn_add_up() -> None:
    counts = Counter(slots({"a": 3, "b": 1, "c": 1}, 7507))
    assert abs(counts["b"] - counts["c"]) <= 1
    assert abs(counts["a"] - 3 * counts["b"]) <= 5


def test_a_server_that_leaves_disturbs_few_of_the_others_keys() -> None:
    """The paper measures a few percent; what has to move is the tenth that the one that left had."""
    names = [f"s{number}" for number in range(10)]
    before = slots(names, 65537)
    for gone in (0, 4, 9):
        after = slots([name for number, name in enumerate(names) if number != gone], 65537)
        moved = moves(before, after)
        had = before.count(f"s{gone}")
        assert sum(count for (old, _), count in moves(before, after).items() if old == f"s{gone}") == had
        needless = moved.total() - had
        assert needless < 0.03 * 65537


def test_a_larger_table_is_disturbed_less() -> None:
    names = [f"s{number}" for number in range(10)]

    def needless(size: int) -> float:
        before, after = slots(names, size), slots(names[1:], size)
        return sum(count for (old, _), count in moves(before, after).items() if old != "s0") / size

    assert needless(65537) < needless(251)


def test_keys_spread_evenly() -> None:
    assert_shares(owners(Maglev(), crowd("abcde"), 5000), dict.fromkeys("abcde", 1))


def test_the_policy_answers_as_the_table_does_and_tells_the_slot() -> None:
    policy, servers, table = Maglev(251), crowd("cab"), MaglevTable("abc", 251)
    for number in range(50):
        key = f"user:{number}"
        assert policy.pick(servers, Request(key)).name == table.get_node(key)
        assert policy.why() == {"key": key, "slot": md5_128(key) % 251}
        assert table[table.slot(key)] == table.get_node(key)


def test_servers_that_come_back_find_their_table_again() -> None:
    policy, servers = Maglev(251), crowd("abc")
    before = owners(policy, servers, 50)
    owners(policy, servers[1:], 50)
    assert owners(policy, servers, 50) == before
    assert owners(policy, (*servers[:2], Server("c")), 50) == before  # another one by that name
    for number in range(40):
        policy.pick((*servers, Server(f"v{number}")), ANY)
    assert len(policy._tables) <= 8


@pytest.mark.parametrize("size", [-7, 0, 1, 4, 65536])
def test_a_size_that_is_not_prime_is_refused_by_name(size: int) -> None:
    with pytest.raises(ValueError, match="table_size must be a prime number"):
        Maglev(size)


def test_more_servers_than_slots_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="table_size must be at least the number of servers: 3 is less than 4"):
        MaglevTable("abcd", 3)


def test_an_empty_table_has_no_answer() -> None:
    with pytest.raises(LookupError):
        MaglevTable(()).get_node("k")
