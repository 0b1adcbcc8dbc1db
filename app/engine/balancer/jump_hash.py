"""Jump hash: a key jumps from bucket to bucket, and stays in the last one that exists."""

from __future__ import annotations

from typing import Any

from app.engine.balancer.hashing import md5_64
from app.engine.balancer.picking import key_of, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server


def jump(key: int, buckets: int) -> int:
    """The bucket, from 0 to below `buckets`, of a key of 64 bits. ValueError if there are no buckets.

    Imagine buckets added one by one: when the n-th comes, each key jumps into it with probability 1/n, drawn from a
    generator that the key seeds. Only the jumps are computed, about ln n of them.
    J. Lamping and E. Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm", 2014.
    """
    if buckets < 1:
        raise ValueError(f"buckets must be at least 1, not {buckets}")
    bucket, following = -1, 0
    while following < buckets:
        bucket = following
        key = (key * 2862933555777941757 + 1) & (2**64 - 1)
        following = int((bucket + 1) * (2**31 / ((key >> 33) + 1)))
    return bucket


class JumpHash(Policy):
    """The same key goes to the same *number*, and the number is a server's place in the list.

    Good at: shards that are numbered and only ever grow: perfectly even shares, no memory at all, and a new last one
    takes exactly 1/n from all. Bad at: a server that leaves in the middle: all behind it get another number, and
    their keys move as well. Only the last one can go in peace. Without a key the client's address is hashed.

    O(log n) a pick. Lamping and Veach (Google), 2014.
    """

    name = "jump_hash"

    def __init__(self) -> None:
        self._key: str | None = None
        self._bucket = 0
        self._of = 0

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        self._key = key = key_of(request)
        self._of = len(servers)
        self._bucket = jump(md5_64(key), self._of)
        return servers[self._bucket]

    def why(self) -> dict[str, Any]:
        """The `key`, and its `bucket` `of` so many."""
        return {} if self._key is None else {"key": self._key, "bucket": self._bucket, "of": self._of}
