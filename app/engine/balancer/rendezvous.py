"""Rendezvous hashing: every server bids for the key, and the highest bid has it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from app.engine.balancer.hashing import md5_64, mix64
from app.engine.balancer.picking import key_of, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server


def bid(server_hash: int, key_hash: int, weight: float = 1) -> float:
    """What a server bids for a key: −weight / ln u, with u from the hash of both, above 0 and below 1.

    The highest of such bids falls to each server with a probability in proportion to its weight, and another's
    weight or presence does not change it.
    C. Schindelhauer and G. Schomaker, "Weighted Distributed Hash Tables", SPAA 2005.
    """
    return -weight / math.log((mix64(server_hash ^ key_hash) + 0.5) / 2**64)


def highest_bidder(names: Mapping[str, float], key: str) -> str:
    """Of names with their weights, the one that `key` belongs to. LookupError if there are none."""
    if not names:
        raise LookupError("there are no nodes")
    key_hash = md5_64(key)
    return max(names, key=lambda name: (bid(md5_64(name), key_hash, names[name]), name))


class Rendezvous(Policy):
    """The same key goes to the same server: to the one with the highest bid, which is a hash of server and key.

    Good at: changes, the least movement possible: only the keys of a server that left move, to each one's second
    bidder, and so evenly to all others; nothing to build and nothing to remember; exact weights. Bad at: many
    servers, as every one of them has to bid for every request. Without a key the client's address is hashed.

    O(n) a pick. D. Thaler and C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998 ("highest
    random weight").
    """

    name = "rendezvous"

    def __init__(self) -> None:
        self._seen: Servers = ()
        self._hashes: list[int] = []
        self._key: str | None = None
        self._score = 0.0

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        if servers is not self._seen:
            self._hashes = [md5_64(server.name) for server in servers]
            self._seen = servers
        self._key = key = key_of(request)
        key_hash = md5_64(key)
        bids = [bid(hashed, key_hash, server.weight) for server, hashed in zip(servers, self._hashes, strict=True)]
        self._score = max(bids)
        return servers[bids.index(self._score)]

    def why(self) -> dict[str, Any]:
        """The `key`, and the `score` of the highest bid."""
        return {} if self._key is None else {"key": self._key, "score": round(self._score, 6)}
