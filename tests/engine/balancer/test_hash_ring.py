"""The ring: the document's own answers, who moves when, what is refused (facts.md, 1 and 2.14)."""

from __future__ import annotations

import math
import statistics
import threading
from collections import Counter

import pytest

from app.engine.balancer.hash_ring import SPACE, HashRing
from app.engine.balancer.hashing import md5_128
from bench.document_ring import ConsistentHashRing
from tests.engine.balancer.crowd import assert_shares, moves

ABC = ("server-a", "server-b", "server-c")


def clock_face(**places: list[int]) -> HashRing:
    """A ring of 100 places with nodes where they are wanted: one node, one list of points."""
    where = {f"{name}:vn{number}": place for name, each in places.items() for number, place in enumerate(each)}
    ring = HashRing((), 1, lambda label: where.get(label) if label in where else int(label), bits=7)  # type: ignore
    for name, each in places.items():
        ring.add_node(name, len(each))
    return ring


def test_the_documents_own_keys_have_the_documents_codes_answers() -> None:
    ring = HashRing(["server-a", "server-b", "server-c"])
    assert ring.get_node("user:123") == "server-a"
    assert ring.get_node("user:456") == "server-c"
    ring.add_node("server-d")
    assert ring.get_node("user:123") == "server-d"
    assert ring.get_node("user:456") == "server-c"


def test_a_million_keys_on_three_servers_and_on_four() -> None:
    ring = HashRing(ABC)
    keys = [ring.position(f"user:{number}") for number in range(1_000_000)]
    before = ring.owners_at(keys)
    counts = Counter(before)
    assert [round(counts[name] / 1e4, 2) for name in ABC] == [33.78, 33.83, 32.38]
    ring.add_node("server-d")
    moved = Counter(new for old, new in zip(before, ring.owners_at(keys), strict=True) if old != new)
    assert set(moved) == {"server-d"}
    assert round(moved["server-d"] / 1e4, 2) == 25.11
    assert round(sum(key % 3 != key % 4 for key in keys) / 1e4, 2) == 74.99  # what hash % n would move


def test_it_agrees_with_the_documents_code_while_nodes_come_and_go() -> None:
    ours, theirs = HashRing(vnodes=20), ConsistentHashRing(replicas=20)
    for change, name in [("add", "x"), ("add", "y"), ("add", "z"), ("remove", "y"), ("add", "w"), ("remove", "x")]:
        for ring in (ours, theirs):
            getattr(ring, f"{change}_node")(name)
        assert [point for point, _ in ours.points()] == theirs.sorted_keys
        for number in range(300):
            assert ours.get_node(f"k{number}") == theirs.get_node(f"k{number}")


def test_a_key_belongs_to_the_next_point_clockwise_and_behind_the_last_one_to_the_first() -> None:
    ring = clock_face(a=[10], b=[50], c=[90])
    assert [ring.get_node(str(place)) for place in (0, 9, 11, 49, 89, 91, 99, 127)] == list("aabbcaaa")


def test_a_key_right_at_a_point_belongs_to_the_one_behind_it_as_in_the_documents_code() -> None:
    ring = clock_face(a=[10], b=[50])
    assert [ring.get_node(str(place)) for place in (10, 50)] == ["b", "a"]


def test_two_points_at_one_place_are_kept_for_both() -> None:
    for order in ("ab", "ba"):
        ring = clock_face(**{name: [50] for name in order}, c=[90])
        assert ring.points() == [(50, "a"), (50, "b"), (90, "c")]
        assert ring.get_node("40") == "a"
        ring.remove_node("a")
        assert ring.get_node("40") == "b"
        ring.add_node("a")
        ring.remove_node("b")
        assert ring.points() == [(50, "a"), (90, "c")]


def test_a_node_may_meet_itself() -> None:
    ring = clock_face(a=[50, 50, 60], b=[50])
    assert ring.points() == [(50, "a"), (50, "a"), (50, "b"), (60, "a")]
    ring.remove_node("a")
    assert ring.points() == [(50, "b")]


def test_replicas_are_different_nodes_clockwise() -> None:
    ring = clock_face(a=[10, 20, 70], b=[30, 60], c=[90])
    assert ring.get_nodes("5", 3) == ["a", "b", "c"]
    assert ring.get_nodes("25", 2) == ["b", "a"]
    assert ring.get_nodes("80", 2) == ["c", "a"]
    assert ring.get_nodes("80", 99) == ["c", "a", "b"]


def test_a_walk_goes_once_round_and_begins_with_the_owner() -> None:
    ring = clock_face(a=[10, 70], b=[30])
    assert list(ring.walk("40")) == [(70, "a"), (10, "a"), (30, "b")]
    assert list(ring.walk("99")) == ring.points()
    assert list(HashRing().walk("anything")) == []


def test_shares_are_the_arcs_before_a_nodes_points() -> None:
    assert clock_face(a=[32], b=[96]).shares() == {"a": 64 / 128, "b": 64 / 128}
    assert clock_face(a=[10], b=[20], c=[20]).shares() == {"a": 118 / 128, "b": 10 / 128, "c": 0}
    assert clock_face(a=[77]).shares() == {"a": 1}
    assert HashRing().shares() == {}


def test_shares_say_how_many_keys_there_will_be() -> None:
    ring = HashRing({"x": 1, "y": 2, "z": 0.5})
    assert math.isclose(sum(ring.shares().values()), 1)
    keys = (ring.position(f"user:{number}") for number in range(20_000))
    assert_shares(ring.owners_at(keys), ring.shares())


def test_shares_spread_as_the_formula_says() -> None:
    for nodes, vnodes in [(3, 150), (10, 20), (8, 1)]:
        spread = []
        for salt in range(200):
            ring = HashRing(
                [f"n{number}" for number in range(nodes)], vnodes, lambda label, salt=salt: md5_128(f"{salt}/{label}")
            )  # type: ignore[misc]
            spread += [share * nodes - 1 for share in ring.shares().values()]
        expected = math.sqrt((nodes - 1) / (vnodes * nodes + 1))
        assert statistics.pstdev(spread) == pytest.approx(expected, rel=0.1)  # 200 rings: good to about 5 %


def test_weight_is_a_number_of_points() -> None:
    ring = HashRing({"x": 1, "y": 2.5, "z": 0.001}, vnodes=10)
    assert {name: len(ring.points_of(name)) for name in ring.nodes} == {"x": 10, "y": 25, "z": 1}
    assert [ring.weight(name) for name in ring.nodes] == [1, 2.5, 0.001]


def test_a_new_weight_moves_keys_only_to_the_node_or_only_away_from_it() -> None:
    ring = HashRing("xyz", vnodes=30)
    keys = [ring.position(str(number)) for number in range(3000)]
    before = ring.owners_at(keys)
    ring.set_weight("y", 3)
    more = ring.owners_at(keys)
    assert {new for _, new in moves(before, more)} == {"y"}
    ring.set_weight("y", 0.5)
    assert {old for old, _ in moves(more, ring.owners_at(keys))} == {"y"}
    ring.set_weight("y", 1)
    assert ring.owners_at(keys) == before
    assert ring.nodes == ("x", "y", "z")


def test_many_lookups_at_once_say_the_same() -> None:
    ring = HashRing("xyz")
    keys = [f"k{number}" for number in range(500)]
    assert ring.owners_at(map(ring.position, keys)) == [ring.get_node(key) for key in keys]


def test_what_it_tells_of_itself() -> None:
    ring = HashRing(["x", "y"], vnodes=4)
    assert repr(ring) == "<HashRing [2 nodes, 8 points]>"
    assert (ring.nodes, ring.vnodes, ring.bits, len(ring)) == (("x", "y"), 4, 128, 2)
    assert "x" in ring
    assert "z" not in ring
    assert sorted(ring.points_of("x") + ring.points_of("y")) == [point for point, _ in ring.points()]
    assert ring.points_of("x") == sorted(md5_128(f"x:vn{number}") for number in range(4))
    assert SPACE == 2**128


def test_an_empty_ring_has_no_answer() -> None:
    ring = HashRing()
    for ask in (lambda: ring.get_node("k"), lambda: ring.get_nodes("k", 1), lambda: ring.owners_at([1])):
        with pytest.raises(LookupError, match="the ring is empty"):
            ask()
    ring.add_node("x")
    ring.remove_node("x")
    with pytest.raises(LookupError, match="the ring is empty"):
        ring.get_node("k")


def test_a_name_twice_is_refused_and_changes_nothing() -> None:
    ring = HashRing("xy")
    before = ring.points()
    with pytest.raises(ValueError, match="'x' is on the ring already"):
        ring.add_node("x")
    with pytest.raises(ValueError, match="'x' is on the ring already"):
        HashRing(["x", "y", "x"])
    assert ring.points() == before


def test_a_name_that_is_not_there_is_a_lookup_error() -> None:
    ring = HashRing("xy")
    for ask in (ring.remove_node, ring.weight, ring.points_of, lambda name: ring.set_weight(name, 2)):
        with pytest.raises(LookupError, match="'z' is not on the ring"):
            ask("z")


@pytest.mark.parametrize("vnodes", [0, -1, 1.5, True, None])
def test_vnodes_out_of_range_are_refused_by_name(vnodes: object) -> None:
    with pytest.raises(ValueError, match="vnodes must be a whole number of at least 1"):
        HashRing(["x"], vnodes=vnodes)  # type: ignore[arg-type]


@pytest.mark.parametrize("weight", [0, -1, math.inf, math.nan])
def test_weights_out_of_range_are_refused_by_name(weight: float) -> None:
    ring = HashRing("xy")
    for ask in (ring.add_node, ring.set_weight):
        with pytest.raises(ValueError, match="weight must be above 0"):
            ask("z" if ask == ring.add_node else "x", weight)
    with pytest.raises(ValueError, match="weight must be above 0"):
        HashRing({"x": weight})
    assert ring.nodes == ("x", "y")


def test_more_points_than_any_memory_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="vnodes × weight must be at most 1,000,000"):
        HashRing({"x": 1e9})


def test_fewer_than_one_replica_is_refused() -> None:
    with pytest.raises(ValueError, match="n must be at least 1"):
        HashRing("xy").get_nodes("k", 0)


def test_a_hash_that_leaves_the_circle_is_refused() -> None:
    with pytest.raises(ValueError, match=r"hash_function must give numbers from 0 to below 2\*\*8"):
        HashRing(["x"], hash_function=md5_128, bits=8)
    with pytest.raises(ValueError, match="hash_function"):
        HashRing(["x"], 1, lambda _: -1)


def test_readers_see_the_ring_before_or_after_a_change() -> None:
    ring = HashRing(["old"], vnodes=50)
    owners: set[str] = set()
    sizes: set[int] = set()
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            owners.update(ring.get_node(f"k{number}") for number in range(50))
            sizes.add(sum(1 for _ in ring.walk("k")))

    reader = threading.Thread(target=read)  # an error in it fails the test: warnings are errors
    reader.start()
    for _ in range(100):
        ring.add_node("new")
        ring.remove_node("new")
    over.set()
    reader.join()
    assert owners <= {"old", "new"}
    assert sizes <= {50, 100}
