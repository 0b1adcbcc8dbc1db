"""A hash ring: servers and keys on one circle, and each key belongs to the next server clockwise."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from app.engine.balancer.circle import circle_of
from app.engine.balancer.errors import check_weight
from app.engine.balancer.hashing import SPACE, HashFunction, md5_128

__all__ = ["MOST_POINTS", "SPACE", "HashRing"]

MOST_POINTS = 1_000_000  # of one node: beyond it is a mistake, not a weight


class HashRing:
    """Maps keys to nodes so that one that joins takes keys only for itself, and one that leaves gives up only its own.

    Each node is put on the ring `vnodes` × weight times, at the hashes of `f"{node}:vn{i}"` (virtual nodes): many
    small arcs are more alike in sum than one large one. With v vnodes and n nodes of the same weight the relative
    standard deviation of a node's share is √((n−1)/(v·n+1)). A key belongs to the first point clockwise *after* its
    own hash, past the last point to the first. Two points at the same place are kept for both owners, the one whose
    name comes first in the alphabet before the other.

    Good at: caches and sessions, whose server must not change when others come and go. Bad at: an even load, as
    neither the arcs nor the keys are equally busy. `nodes` may be a mapping to weights. `hash_function` gives whole
    numbers from 0 to below 2**`bits`. ValueError names what is out of bounds.

    N points in all: get_node O(log N), add_node and remove_node O(N) copying of pointers, building O(N log N); about
    70 bytes a point. Reading is safe beside one thread that changes the ring: a reader sees it before or after.

    D. Karger et al., "Consistent Hashing and Random Trees", STOC 1997. Labels and hash as in the document's example.
    """

    __slots__ = ("_circle", "_counts", "_hash", "_vnodes", "_weights", "bits")

    def __init__(
        self,
        nodes: Iterable[str] | Mapping[str, float] = (),
        vnodes: int = 150,
        hash_function: HashFunction = md5_128,
        *,
        bits: int = 128,
    ) -> None:
        if isinstance(vnodes, bool) or not isinstance(vnodes, int) or vnodes < 1:
            raise ValueError(f"vnodes must be a whole number of at least 1, not {vnodes!r}")
        self._vnodes = vnodes
        self._hash = hash_function
        self.bits = bits
        self._weights: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self._circle = circle_of([], [], bits)
        self._build(nodes)

    # -- asking --------------------------------------------------------------------------------------------

    def get_node(self, key: str) -> str:
        """The node that `key` belongs to. LookupError if the ring is empty."""
        points, owners, contents, shift = self._circle.table
        place = self._hash(key)
        chapter = place >> shift
        try:
            return owners[bisect_right(points, place, contents[chapter], contents[chapter + 1])]
        except IndexError:
            raise LookupError("the ring is empty") from None

    def get_nodes(self, key: str, n: int) -> list[str]:
        """The first `n` different nodes clockwise from `key`, for replicas: all of them if there are fewer."""
        if n < 1:
            raise ValueError(f"n must be at least 1, not {n}")
        if not self._counts:
            raise LookupError("the ring is empty")
        found: dict[str, None] = {}
        wanted = min(n, len(self._counts))
        for _, name in self.walk(key):
            found[name] = None
            if len(found) == wanted:
                break
        return list(found)

    def walk(self, key: str) -> Iterator[tuple[int, str]]:
        """Every point with its owner, clockwise from `key`, once round the ring."""
        points, owners, _, _ = self._circle.table
        start = bisect_right(points, self._hash(key))
        for index in range(start, len(points)):
            yield points[index], owners[index]
        for index in range(start):
            yield points[index], owners[index]

    def position(self, key: str) -> int:
        """Where `key` is on the ring: its hash."""
        return self._hash(key)

    def owners_at(self, positions: Iterable[int]) -> list[str]:
        """The node of each position, for many keys whose hashes are known. LookupError if the ring is empty."""
        points, owners, _, _ = self._circle.table
        if not points:
            raise LookupError("the ring is empty")
        return [owners[bisect_right(points, position)] for position in positions]

    # -- changing ------------------------------------------------------------------------------------------

    def add_node(self, name: str, weight: float = 1) -> None:
        """Put a node on the ring. ValueError if it is there already, or if `weight` is not above 0."""
        if name in self._counts:
            raise ValueError(f"node {name!r} is on the ring already")
        count = self._count(weight)
        self._circle = self._circle.insert(self._place(name, range(count)), name, self.bits)
        self._weights[name], self._counts[name] = weight, count

    def remove_node(self, name: str) -> None:
        """Take a node off the ring. LookupError if it is not there."""
        self._circle = self._circle.cut(self.points_of(name), name, self.bits)
        del self._weights[name], self._counts[name]

    def set_weight(self, name: str, weight: float) -> None:
        """Give a node more points or fewer: keys move only to it, or only away from it. Errors as above."""
        before, count = self._count_of(name), self._count(weight)
        if count > before:
            self._circle = self._circle.insert(self._place(name, range(before, count)), name, self.bits)
        elif count < before:
            self._circle = self._circle.cut(self._place(name, range(count, before)), name, self.bits)
        self._weights[name], self._counts[name] = weight, count

    # -- reading -------------------------------------------------------------------------------------------

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names, in the order in which they were added."""
        return tuple(self._counts)

    @property
    def vnodes(self) -> int:
        return self._vnodes

    def weight(self, name: str) -> float:
        """What a node was added with. LookupError if it is not there."""
        self._count_of(name)
        return self._weights[name]

    def points(self) -> list[tuple[int, str]]:
        """Every point and its owner, in the order of the ring."""
        points, owners, _, _ = self._circle.table
        return list(zip(points, owners, strict=False))

    def points_of(self, name: str) -> list[int]:
        """Where one node is on the ring, sorted. LookupError if it is not there."""
        return self._place(name, range(self._count_of(name)))

    def shares(self) -> dict[str, float]:
        """How much of the circle each node owns; 1 in all. It is the share of keys it gets, up to chance."""
        points, owners, _, _ = self._circle.table
        arcs = dict.fromkeys(self._counts, 0)
        before = points[-1] - (1 << self.bits) if points else 0  # the last point, one turn ago
        for point, owner in zip(points, owners, strict=False):
            arcs[owner] += point - before
            before = point
        return {name: arc / (1 << self.bits) for name, arc in arcs.items()}

    def __len__(self) -> int:
        return len(self._counts)

    def __contains__(self, name: object) -> bool:
        return name in self._counts

    def __repr__(self) -> str:
        return f"<HashRing [{len(self)} nodes, {len(self._circle.points)} points]>"

    # -- how it is done ------------------------------------------------------------------------------------

    def _count(self, weight: float) -> int:
        """How many points a node of this weight has."""
        if self._vnodes * check_weight(weight) > MOST_POINTS:
            raise ValueError(f"vnodes × weight must be at most {MOST_POINTS:,}, not {self._vnodes} × {weight:g}")
        return max(1, round(self._vnodes * weight))

    def _count_of(self, name: str) -> int:
        try:
            return self._counts[name]
        except KeyError:
            raise LookupError(f"node {name!r} is not on the ring") from None

    def _place(self, name: str, numbers: range) -> list[int]:
        """The points of some of a node's labels, sorted."""
        hash_function = self._hash
        label = f"{name}:vn"
        return sorted([hash_function(f"{label}{number}") for number in numbers])

    def _build(self, nodes: Iterable[str] | Mapping[str, float]) -> None:
        """All at once: every point is made, then sorted once."""
        weights = nodes if isinstance(nodes, Mapping) else None
        for name in nodes:
            if name in self._counts:
                raise ValueError(f"node {name!r} is on the ring already")
            self._weights[name] = 1 if weights is None else weights[name]
            self._counts[name] = self._count(self._weights[name])
        points: list[int] = []
        owners: list[str] = []
        for name in sorted(self._counts):  # the sort below is stable: equal points stay in the order of their names
            points += self._place(name, range(self._counts[name]))
            owners += [name] * self._counts[name]
        order = sorted(range(len(points)), key=points.__getitem__)
        ordered = [points[index] for index in order]
        self._circle = circle_of(ordered, [owners[index] for index in order], self.bits)
