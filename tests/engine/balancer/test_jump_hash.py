"""Jump hash: known answers, and who jumps when (facts.md, 2.16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.balancer.hashing import md5_64
from app.engine.balancer.jump_hash import JumpHash, jump
from app.engine.balancer.server import Request
from tests.engine.balancer.crowd import assert_shares, crowd, moves, owners


def test_known_answers() -> None:
    # The ones that implementations in other languages are tested against.
    assert [jump(*each) for each in [(1, 1), (42, 57), (0xDEAD10CC, 1), (0xDEAD10CC, 666), (256, 1024)]] == [
        0,
        43,
        0,
        361,
        520,
    ]


@given(st.integers(0, 2**64 - 1), st.integers(1, 200))
def test_one_bucket_more_and_a_key_stays_or_jumps_into_that_one(key: int, buckets: int) -> None:
    assert 0 <= jump(key, buckets) < buckets
    assert jump(key, buckets + 1) in (jump(key, buckets), buckets)


def test_a_new_last_server_takes_its_share_and_only_for_itself() -> None:
    policy, servers = JumpHash(), crowd("abcde")
    moved = moves(owners(policy, servers[:4], 5000), owners(policy, servers, 5000))
    assert {new for _, new in moved} == {"e"}
    assert abs(moved.total() / 5000 - 1 / 5) < 0.023  # four standard deviations


def test_the_last_one_goes_in_peace_and_one_in_the_middle_does_not() -> None:
    policy, servers = JumpHash(), crowd("abcde")
    before = owners(policy, servers, 5000)
    assert {old for old, _ in moves(before, owners(policy, servers[:4], 5000))} == {"e"}
    middle = moves(before, owners(policy, servers[:1] + servers[2:], 5000))
    assert {old for old, _ in middle} == {"b", "c", "d", "e"}  # b's keys, and those of all that were numbered anew
    assert middle.total() > 0.6 * 5000


def test_keys_spread_evenly() -> None:
    assert_shares(owners(JumpHash(), crowd("abcdefg"), 7000), dict.fromkeys("abcdefg", 1))


def test_the_bucket_is_a_place_in_the_list() -> None:
    policy, servers = JumpHash(), crowd("abcde")
    server = policy.pick(servers, Request("user:7"))
    bucket = jump(md5_64("user:7"), 5)
    assert server is servers[bucket]
    assert policy.why() == {"key": "user:7", "bucket": bucket, "of": 5}


def test_no_buckets_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="buckets must be at least 1, not 0"):
        jump(1, 0)
