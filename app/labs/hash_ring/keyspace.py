"""The keys that lie on the ring: user:0, user:1, …, and the hash that places them and the servers alike."""

from __future__ import annotations

from app.engine.balancer.hash_ring import SPACE
from app.engine.balancer.hashing import HashFunction, md5_128

PLACES = 10**6  # positions are told to so many parts of the ring: finer than any screen


def salted(salt: int) -> HashFunction:
    """The document's own hash for 0; for any other salt another one, as good as that and unlike it."""
    if salt == 0:
        return md5_128
    return lambda label: md5_128(f"{salt}/{label}")


def position(point: int) -> float:
    """Where a hash is on the ring, from 0 to below 1. Rounded down: the end of the ring is no place on it."""
    return (point * PLACES // SPACE) / PLACES


def key_name(index: int) -> str:
    return f"user:{index}"


class Keys:
    """So many keys with their hashes, which stay the same however many there are."""

    def __init__(self, hash_function: HashFunction) -> None:
        self._hash = hash_function
        self.hashes: list[int] = []
        self.positions: list[float] = []

    def resize(self, count: int) -> None:
        """Have `count` keys: new ones come behind the others. Makes new lists, never changes one handed out."""
        new = [self._hash(key_name(index)) for index in range(len(self.hashes), count)]
        self.hashes = self.hashes[:count] + new
        self.positions = self.positions[:count] + [position(point) for point in new]

    def __len__(self) -> int:
        return len(self.hashes)
