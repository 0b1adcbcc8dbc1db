"""What balancing costs: the hash ring beside uhashring and the document's own code, and a pick of every policy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import uhashring

from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.policies import POLICIES, PolicyOptions
from app.engine.balancer.server import Request, Server
from bench.document_ring import ConsistentHashRing
from bench.report import Figure, median

VNODES = 150
ROUNDS = 9
KEYS = [f"user:{number}" for number in range(5_000)]
REQUESTS = [Request(key, f"10.0.{number >> 8}.{number & 255}") for number, key in enumerate(KEYS[:1_000])]
SIZES = (3, 100, 10_000)
ENOUGH = 0.05  # seconds of picking: some policies look at every server
PATIENCE = 20  # the document's code is stopped after so many times what ours took


@dataclass(frozen=True, slots=True)
class Row(Figure):
    """A line of the table: thousands of picks a second, for each number of servers."""

    rates: tuple[float, ...] = ()

    def __str__(self) -> str:
        return f"  {self.name:<28}" + "".join(f"{rate / 1000:>14,.4g}" for rate in self.rates)


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def names(count: int) -> list[str]:
    return [f"server-{number}" for number in range(count)]


def run() -> Iterator[Figure]:
    """the hash ring against uhashring and the document's own code; picks a second of every policy"""
    yield from lookups()
    yield from building()
    for count in (3, 1_000):
        yield from adding(count)
    yield from picking()


def lookups() -> Iterator[Figure]:
    ours = HashRing(names(100), VNODES)
    theirs = uhashring.HashRing(names(100), vnodes=VNODES)
    document = ConsistentHashRing()
    fill(document, ours)
    contenders = {"ours": ours.get_node, "uhashring": theirs.get_node, "the document's code": document.get_node}
    times: dict[str, list[float]] = {name: [] for name in contenders}

    def look_up(get_node: Callable[[str], object]) -> None:
        for key in KEYS:
            get_node(key)

    for _ in range(ROUNDS):  # taking turns, so that a busy moment of the machine hits them all
        for name, get_node in contenders.items():
            times[name].append(seconds(lambda get_node=get_node: look_up(get_node)) / len(KEYS))  # type: ignore[misc]
    for name, values in times.items():
        label = f"{name}: get_node, 100 × {VNODES}, best of {ROUNDS} (median {median(values) * 1e9:.0f})"
        yield Figure(label, min(values) * 1e9, " ns")
    best = {name: min(values) for name, values in times.items()}
    yield Figure("get_node: our rate / uhashring's", best["uhashring"] / best["ours"], "×", 2.0, at_least=True)


def building() -> Iterator[Figure]:
    """The document's code would need minutes for 1,000 nodes, so it is stopped when the answer is plain."""
    ours = min(seconds(lambda: HashRing(names(100), VNODES)) for _ in range(3))
    document = seconds(lambda: ConsistentHashRing(names(100), VNODES))
    yield Figure(f"building 100 × {VNODES}: ours", ours * 1e3, " ms")
    yield Figure("building it: the document's time / ours", document / ours, "×", 5.0, at_least=True)
    ours = min(seconds(lambda: HashRing(names(1_000), VNODES)) for _ in range(3))
    ring, done, begin = ConsistentHashRing(), 0, time.perf_counter()
    for name in names(1_000):
        if time.perf_counter() - begin > PATIENCE * ours:
            break
        ring.add_node(name)
        done += 1
    spent = time.perf_counter() - begin
    yield Figure(f"building 1,000 × {VNODES}: ours", ours * 1e3, " ms")
    label = f"building it: the document's time / ours, for {done:,} of 1,000"
    yield Figure(label, spent / ours, "×", 5.0, at_least=True)


def adding(count: int) -> Iterator[Figure]:
    ours = HashRing(names(count), VNODES)
    document = ConsistentHashRing()
    fill(document, ours)
    ours_took, document_took = [], []
    for _ in range(ROUNDS):
        ours_took.append(seconds(lambda: ours.add_node("new")))
        document_took.append(seconds(lambda: document.add_node("new")))
        assert document.sorted_keys == [point for point, _ in ours.points()]
        ours.remove_node("new")
        fill(document, ours)
    yield Figure(f"adding one node to {count:,} × {VNODES}: ours", min(ours_took) * 1e3, " ms")
    ratio = min(document_took) / min(ours_took)
    yield Figure("adding it: the document's time / ours", ratio, "×", 1.0, at_least=True)


def fill(document: ConsistentHashRing, ours: HashRing) -> None:
    """Give the document's ring the points of ours, which are the same: its own code takes minutes to get there."""
    document.ring = dict(ours.points())
    document.sorted_keys = list(document.ring)


def picking() -> Iterator[Figure]:
    yield Row("thousands of picks a second", 0, rates=tuple(1_000.0 * size for size in SIZES))
    crowds = [tuple(Server(name) for name in names(size)) for size in SIZES]
    for kind in POLICIES.values():
        yield Row(kind.label, 0, rates=tuple(picks_per_second(kind.name, servers) for servers in crowds))


def picks_per_second(name: str, servers: tuple[Server, ...]) -> float:
    """The best of three runs; what a policy builds for its first pick is not counted."""
    policy = POLICIES[name].make(PolicyOptions())
    policy.pick(servers, REQUESTS[0])
    best = 0.0
    for _ in range(3):
        count, begin, spent = 0, time.perf_counter(), 0.0
        while spent < ENOUGH:
            at = count % len(REQUESTS)
            for request in REQUESTS[at : at + 20]:
                policy.pick(servers, request)
            count += 20
            spent = time.perf_counter() - begin
        best = max(best, count / spent)
    return best
