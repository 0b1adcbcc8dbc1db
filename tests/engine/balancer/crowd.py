"""Servers to pick from, many requests at once, and how far counts may be from what was expected."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server

ANY = Request()


def crowd(names: str | Iterable[str] = "abc", weights: Iterable[float] = ()) -> Servers:
    """Servers by name ("abc": three of them), weights as far as they are given."""
    given = iter(weights)
    return tuple(Server(name, next(given, 1)) for name in names)


def picks(policy: Policy, servers: Servers, count: int) -> str:
    """The names of so many picks in a row, as text."""
    return "".join(policy.pick(servers, ANY).name for _ in range(count))


def owners(policy: Policy, servers: Servers, keys: int) -> list[str]:
    """Who has each of the keys user:0, user:1, …"""
    return [policy.pick(servers, Request(f"user:{number}")).name for number in range(keys)]


def chi_square(counts: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """How far counts are from those shares: Σ (counted − expected)² / expected."""
    total = sum(counts.values())
    whole = sum(shares.values())
    expected = {name: total * share / whole for name, share in shares.items()}
    return sum((counts.get(name, 0) - each) ** 2 / each for name, each in expected.items())


def chi_square_limit(categories: int, sigmas: float = 3.7) -> float:
    """What chance exceeds once in 10,000 times (3.7 sigmas): Wilson and Hilferty's approximation of χ²."""
    free = categories - 1
    return free * (1 - 2 / (9 * free) + sigmas * math.sqrt(2 / (9 * free))) ** 3


def assert_shares(counts: Iterable[str], shares: Mapping[str, float]) -> None:
    """That chance alone explains how far these picks are from `shares`."""
    tally = Counter(counts)
    assert set(tally) <= set(shares)
    assert chi_square(tally, shares) < chi_square_limit(len(shares)), tally


def moves(before: list[str], after: list[str]) -> Counter[tuple[str, str]]:
    """How many keys went from whom to whom."""
    return Counter((old, new) for old, new in zip(before, after, strict=True) if old != new)
