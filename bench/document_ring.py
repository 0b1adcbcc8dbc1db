"""The document's own hash ring, as it stands there: what ours must agree with, and is measured against."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable


class ConsistentHashRing:
    """Consistent hashing with virtual nodes."""

    def __init__(self, nodes: Iterable[str] | None = None, replicas: int = 150) -> None:
        self.replicas = replicas
        self.ring: dict[int, str] = {}  # hash -> node
        self.sorted_keys: list[int] = []

        if nodes:
            for node in nodes:
                self.add_node(node)

    def _hash(self, key: str) -> int:
        return int(hashlib.md5(key.encode()).hexdigest(), 16)

    def add_node(self, node: str) -> None:
        for i in range(self.replicas):
            virtual_key = f"{node}:vn{i}"
            h = self._hash(virtual_key)
            self.ring[h] = node
            self.sorted_keys.append(h)
            self.sorted_keys.sort()

    def remove_node(self, node: str) -> None:
        for i in range(self.replicas):
            virtual_key = f"{node}:vn{i}"
            h = self._hash(virtual_key)
            del self.ring[h]
            self.sorted_keys.remove(h)

    def get_node(self, key: str) -> str | None:
        if not self.ring:
            return None
        h = self._hash(key)
        idx = bisect_right(self.sorted_keys, h)
        if idx == len(self.sorted_keys):
            idx = 0  # Wrap around
        return self.ring[self.sorted_keys[idx]]
