"""Maglev hashing: a table in which every server has as many places as any other, looked up in one step."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heapreplace
from itertools import cycle, islice
from math import ceil
from typing import Any

from app.engine.balancer.hashing import md5_128
from app.engine.balancer.picking import key_of, need_one
from app.engine.balancer.policy import Policy, Servers
from app.engine.balancer.server import Request, Server
from app.engine.balancer.weights import WeightWatch

KEPT = 8  # tables: a server that is out for one retry, or for a while, does not make two new ones
NEVER = 1e300  # rounds: as good as never, but a number
ALMOST = 1e-9  # three thirds are one, whatever the rounding


class MaglevTable:
    """`size` slots, shared out among `names` so evenly that two servers differ by one slot at most.

    Every server has its own order of preference over all slots: offset + skip × 0, 1, 2, … mod size, from two hashes
    of its name; as `size` is a prime number, each slot is in it once. The servers, sorted by name, take turns in
    claiming their next free slot until there is none. `names` may be a mapping to weights: one half as heavy as the
    heaviest claims every second turn. ValueError if `size` is not prime, or smaller than the number of servers.

    Building takes about size × ln size steps, a lookup O(1), and the table 8 bytes a slot.
    """

    __slots__ = ("_slots", "size")

    def __init__(self, names: Iterable[str] | Mapping[str, float], size: int = 65537) -> None:
        weights = dict(names) if isinstance(names, Mapping) else dict.fromkeys(names, 1.0)
        if not _is_prime(size):
            raise ValueError(f"table_size must be a prime number, not {size}")
        if len(weights) > size:
            raise ValueError(f"table_size must be at least the number of servers: {size} is less than {len(weights)}")
        self.size = size
        self._slots = _populate(weights, size) if weights else []

    def slot(self, key: str) -> int:
        """Which slot `key` falls into."""
        return md5_128(key) % self.size

    def __getitem__(self, slot: int) -> str:
        return self._slots[slot]

    def get_node(self, key: str) -> str:
        """The server of `key`. LookupError if the table is empty."""
        return self._slots[md5_128(key) % self.size]


def _populate(weights: Mapping[str, float], size: int) -> list[str]:
    names = sorted(weights)
    at, skip = _preferences(names, size)
    slots = [""] * size  # no server is called that
    for index in islice(_turns([weights[name] for name in names]), size):
        slot, by = at[index], skip[index]
        while slots[slot]:
            slot = (slot + by) % size
        slots[slot] = names[index]
        at[index] = slot
    return slots


def _turns(weights: list[float]) -> Iterator[int]:
    """Whose turn it is, for ever: the heaviest once a round, one of half that weight in every second round."""
    heaviest = max(weights)
    if min(weights) == heaviest:
        yield from cycle(range(len(weights)))
    rounds = [min(heaviest / weight, NEVER) for weight in weights]  # from one turn to the next
    due = [(ceil(each - ALMOST), index) for index, each in enumerate(rounds)]
    heapify(due)
    taken = [1] * len(weights)
    while True:
        _, index = due[0]
        yield index
        taken[index] += 1
        heapreplace(due, (ceil(taken[index] * rounds[index] - ALMOST), index))


def _preferences(names: list[str], size: int) -> tuple[list[int], list[int]]:
    """Where each begins to look, and by how much it steps: from two independent halves of one hash."""
    halves = [divmod(md5_128(name), 2**64) for name in names]
    return [first % size for first, _ in halves], [second % (size - 1) + 1 for _, second in halves]


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


class Maglev(Policy):
    """The same key goes to the same server, by one look into a table that is built anew when membership changes.

    Good at: an even share for everybody (a ring's shares differ by chance) and the fastest lookup. Bad at: changes:
    besides the keys that have to move, a few percent move between servers that stay, and building the table takes
    far longer than to patch a ring. It does not look at load. Without a key the client's address is hashed.

    O(1) a pick. D. Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016, 3.4; as
    in Envoy (`maglev`) and Katran. `table_size` is a prime number far greater than the number of servers.
    """

    name = "maglev"

    def __init__(self, table_size: int = 65537) -> None:
        self._table = MaglevTable((), table_size)
        self._tables: OrderedDict[tuple[object, ...], MaglevTable] = OrderedDict()  # by names and weights
        self._by_name: dict[str, Server] = {}
        self._seen: Servers = ()
        self._watch = WeightWatch()
        self._key: str | None = None

    def pick(self, servers: Servers, request: Request) -> Server:
        need_one(servers)
        if servers is not self._seen or self._watch.changed(servers):
            self._build(servers)
        self._key = key = key_of(request)
        return self._by_name[self._table.get_node(key)]

    def why(self) -> dict[str, Any]:
        """The `key`, and the `slot` of the table that it falls into."""
        return {} if self._key is None else {"key": self._key, "slot": self._table.slot(self._key)}

    def _build(self, servers: Servers) -> None:
        self._by_name = {server.name: server for server in reversed(servers)}
        self._seen = servers
        self._watch.built(servers)
        weights = {name: self._by_name[name].weight for name in sorted(self._by_name)}
        what = (*weights, *weights.values())
        table = self._tables.pop(what, None) or MaglevTable(weights, self._table.size)
        self._tables[what] = self._table = table
        if len(self._tables) > KEPT:
            self._tables.popitem(last=False)
