"""The client's address decides: known answers, and how many move when servers do."""

from __future__ import annotations

import hashlib

from app.engine.balancer.ip_hash import IpHash
from app.engine.balancer.server import Request
from tests.engine.balancer.crowd import assert_shares, crowd

CLIENTS = [f"10.{number >> 8}.{number & 255}.7" for number in range(3000)]


def owner(address: str | None, names: str) -> str:
    return IpHash().pick(crowd(names), Request(client_ip=address)).name


def test_the_documents_two_clients_have_a_server_each_for_ever() -> None:
    for address in ("192.168.1.100", "10.0.0.50"):
        index = int(hashlib.md5(address.encode()).hexdigest(), 16) % 3
        assert owner(address, "ABC") == "ABC"[index]
    assert (owner("192.168.1.100", "ABC"), owner("10.0.0.50", "ABC")) == ("A", "C")


def test_one_address_is_one_server_however_many_people_are_behind_it() -> None:
    policy, servers = IpHash(), crowd("abc")
    assert len({policy.pick(servers, Request(f"user:{number}", "203.0.113.9")).name for number in range(50)}) == 1


def test_addresses_spread_evenly() -> None:
    assert_shares((owner(address, "abcde") for address in CLIENTS), dict.fromkeys("abcde", 1))


def test_one_server_more_sends_most_clients_elsewhere() -> None:
    moved = sum(owner(address, "abc") != owner(address, "abcd") for address in CLIENTS)
    assert abs(moved / len(CLIENTS) - 3 / 4) < 0.03  # four standard deviations


def test_without_an_address_all_are_one() -> None:
    assert owner(None, "abcdef") == owner("", "abcdef")


def test_why_shows_the_sum() -> None:
    policy = IpHash()
    policy.pick(crowd("abc"), Request(client_ip="10.0.0.50"))
    told = policy.why()
    assert told == {"hash": hashlib.md5(b"10.0.0.50").hexdigest(), "index": int(told["hash"], 16) % 3, "of": 3}
