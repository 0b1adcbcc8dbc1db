"""Finds the draws of the ring that lessons show: the smallest salt that places few points as a picture needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.engine.balancer.hash_ring import HashRing
from app.labs.hash_ring.keyspace import salted

SALTS = range(1, 10_000)


def one_point_each(salt: int, servers: int) -> HashRing:
    """The lab's ring of S1, S2, … with one virtual node a server."""
    return HashRing([f"S{n}" for n in range(1, servers + 1)], 1, salted(salt))


def smallest(fits: Callable[[int], bool], salts: Iterable[int] = SALTS) -> int:
    return next(salt for salt in salts if fits(salt))


def shows_the_documents_picture(salt: int) -> bool:
    """S1, S2, S3 clockwise from 0 with alike arcs, and S4 comes between S1 and S2, not too near to either."""
    with_four = one_point_each(salt, 4)
    if [name for _, name in with_four.points()] != ["S1", "S4", "S2", "S3"]:
        return False
    of_three, of_four = one_point_each(salt, 3).shares(), with_four.shares()
    return all(0.25 <= arc <= 0.42 for arc in of_three.values()) and min(of_four["S4"], of_four["S2"]) >= 0.12


def is_sixty_thirty_ten(salt: int) -> bool:
    """Three servers whose arcs are within a hundredth of 60, 30 and 10 % of the ring."""
    arcs = sorted(one_point_each(salt, 3).shares().values())
    return abs(arcs[2] - 0.6) < 0.01 and abs(arcs[1] - 0.3) < 0.01
