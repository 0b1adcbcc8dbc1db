"""What holds on every ring, whoever comes and goes: searched for by chance, on circles small enough to collide."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.hashing import md5_128
from tests.engine.balancer.crowd import moves

NAMES = "abcdefgh"

names = st.sampled_from(NAMES)
sets_of_names = st.lists(names, unique=True)
weights = st.sampled_from([0.1, 0.5, 1, 1.5, 3])
vnodes = st.integers(1, 8)
bits = st.sampled_from([1, 4, 7, 128])


def make(nodes: object, vnodes: int, bits: int) -> HashRing:
    return HashRing(nodes, vnodes, lambda label: md5_128(label) >> (128 - bits), bits=bits)  # type: ignore[arg-type]


def positions(bits: int) -> list[int]:
    return [number << max(0, bits - 7) for number in range(2 ** min(bits, 7))]


@given(sets_of_names, names, weights, vnodes, bits)
def test_a_node_that_joins_takes_keys_only_for_itself_and_one_that_leaves_gives_them_back(
    nodes: list[str], name: str, weight: float, vnodes: int, bits: int
) -> None:
    ring = make([node for node in nodes if node != name] or ["z"], vnodes, bits)
    points, before = ring.points(), ring.owners_at(positions(bits))
    ring.add_node(name, weight)
    after = ring.owners_at(positions(bits))
    assert {new for _, new in moves(before, after)} <= {name}
    ring.remove_node(name)
    assert ring.points() == points
    assert ring.owners_at(positions(bits)) == before


changes = st.lists(st.tuples(st.sampled_from(["add", "remove", "weigh"]), names, weights), max_size=25)


@settings(max_examples=60)
@given(changes, vnodes, bits)
def test_a_patched_ring_is_the_ring_built_anew(changes: list[tuple[str, str, float]], vnodes: int, bits: int) -> None:
    ring, wanted = make((), vnodes, bits), dict[str, float]()
    for change, name, weight in changes:
        if change == "remove" and name in wanted:
            ring.remove_node(name)
            del wanted[name]
        elif change == "add" and name not in wanted:
            ring.add_node(name, weight)
            wanted[name] = weight
        elif change == "weigh" and name in wanted:
            ring.set_weight(name, weight)
            wanted[name] = weight
    assert ring.points() == make(wanted, vnodes, bits).points()
    assert ring.nodes == tuple(wanted)


@given(sets_of_names.filter(bool), vnodes, bits, st.text(max_size=4))
def test_it_answers_as_a_plain_search_through_sorted_pairs_would(
    nodes: list[str], vnodes: int, bits: int, key: str
) -> None:
    ring = make(nodes, vnodes, bits)
    pairs = sorted((md5_128(f"{name}:vn{i}") >> (128 - bits), name) for name in nodes for i in range(vnodes))
    assert ring.points() == pairs
    index = bisect_right([point for point, _ in pairs], ring.position(key))
    clockwise = pairs[index:] + pairs[:index]
    assert list(ring.walk(key)) == clockwise
    assert ring.get_node(key) == clockwise[0][1]
    assert ring.get_nodes(key, len(NAMES)) == list(dict.fromkeys(name for _, name in clockwise))


@given(st.permutations(NAMES), vnodes, bits)
def test_the_order_of_adding_does_not_matter(order: list[str], vnodes: int, bits: int) -> None:
    assert make(order, vnodes, bits).points() == make(NAMES, vnodes, bits).points()


@given(sets_of_names.filter(bool), vnodes, bits)
def test_shares_are_how_many_places_of_the_circle_a_node_has(nodes: list[str], vnodes: int, bits: int) -> None:
    ring = make(nodes, vnodes, min(bits, 7))
    places = ring.owners_at(positions(min(bits, 7)))
    assert ring.shares() == {name: places.count(name) / len(places) for name in nodes}
