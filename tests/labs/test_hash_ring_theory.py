"""Theory beside the ring: figures that are computed from what is shown, and a sentence that fits the gap."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from statistics import mean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import AutojumpClock, theory
from app.engine.balancer.hash_ring import HashRing
from app.labs.hash_ring import HashRingLab
from app.labs.hash_ring.measures import relative_spread
from app.labs.hash_ring.theory_words import about_arcs, usual


def told(deeds: Sequence[tuple[str, Any]] = (), seconds: float = 0.0, **params: object) -> dict[str, dict[str, Any]]:
    """The comparisons by name, after these actions and so many seconds of the model."""
    parsed, _ = HashRingLab.parse(params)
    with AutojumpClock(parsed.seed) as clock, HashRingLab(parsed, clock=clock) as lab:
        clock.run(until=0.0)
        for name, args in deeds:
            lab.act(name, args)
        clock.run(until=seconds)
        return {entry["name"]: entry for entry in lab.theory()}


def broken(entry: dict[str, Any]) -> list[str]:
    return [each["text"] for each in entry["assumes"] if each["holds"] is False]


@pytest.mark.parametrize(("servers", "vnodes"), [(3, 1), (3, 150), (8, 10)])
def test_the_spread_of_many_rings_is_the_formulas(servers: int, vnodes: int) -> None:
    names = [f"S{n}" for n in range(servers)]
    squares = []
    for salt in range(600):
        ring = HashRing([f"{salt}/{name}" for name in names], vnodes)
        squares.append((relative_spread(ring.shares(), dict.fromkeys(ring.nodes, 1.0)) or 0.0) ** 2)

    assert math.sqrt(mean(squares)) == pytest.approx(theory.ring_spread(servers, vnodes), rel=0.08)


def test_keys_are_spread_by_chance_on_top_of_the_arcs() -> None:
    chance = random.Random(2)
    squares = []
    for salt in range(400):
        ring = HashRing([f"{salt}/S{n}" for n in range(4)], 20)
        owners = ring.owners_at(chance.randrange(2**128) for _ in range(50))
        counts = {name: owners.count(name) for name in ring.nodes}
        squares.append((relative_spread(counts, dict.fromkeys(ring.nodes, 1.0)) or 0.0) ** 2)

    assert math.sqrt(mean(squares)) == pytest.approx(theory.keys_spread(4, 20, 50), rel=0.08)


def test_remainders_move_as_many_as_they_must() -> None:
    assert theory.moved_by_modulo("abc", "abcd") == 3 / 4
    assert theory.moved_by_modulo("abcd", "abc") == 3 / 4
    assert theory.moved_by_modulo("abcd", "abcdefgh") == 1 / 2
    assert theory.moved_by_modulo("abc", "abc") == 0
    assert theory.moved_by_modulo("", "a") == 1
    assert theory.moved_by_modulo("abcd", "acd") == 3 / 4  # the two behind the gap have another number


def test_the_figures_are_those_of_the_formula_and_of_the_lab() -> None:
    entries = told(keys=1000, servers=5, vnodes=50)

    assert entries["arc_spread"]["value"] == pytest.approx(math.sqrt(4 / 251), rel=1e-4)
    assert [each["value"] for each in entries["arc_spread"]["inputs"]] == [5, 50]
    assert entries["key_spread"]["value"] > entries["arc_spread"]["value"]
    assert not broken(entries["arc_spread"])


def test_weights_are_what_the_formula_does_not_know() -> None:
    entry = told(weights="5,1,1", keys=1000)["key_spread"]

    assert broken(entry) == ["Every server has the same weight"]
    assert "modelled" in entry["sentence"]
    assert "for equal weights" in entry["sentence"]


def test_a_usual_draw_is_told_from_a_lucky_and_an_unlucky_one() -> None:
    low, high = usual(0.1, 8)
    assert (low, high) == pytest.approx((0.1 * math.sqrt(1.690 / 7), 0.1 * math.sqrt(16.013 / 7)), rel=0.02)
    said = [about_arcs(measured, 0.1, 8, 100, equal=True) for measured in (0.03, 0.07, 0.105, 0.2)]
    words = ["a lucky draw", "this ring is one draw", "this draw is an average one", "an unlucky draw"]
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))


def test_what_moved_is_compared_with_the_newcomers_part() -> None:
    entries = told([("add_server", {"weight": 2})], keys=2000)

    assert entries["moved_ring"]["value"] == 2 / 5
    assert entries["moved_ring"]["measured"] == pytest.approx(0.4, abs=0.07)
    assert "All of them went to S4." in entries["moved_ring"]["sentence"]
    assert entries["moved_modulo"]["value"] == 0.75
    assert "from one server that stayed to another" in entries["moved_modulo"]["sentence"]


def test_who_left_gives_its_part_to_the_others() -> None:
    entries = told([("remove_server", {"name": "S2"})], servers=4, keys=2000)

    assert entries["moved_ring"]["value"] == 1 / 4
    assert "S2’s, and 3 servers took them over" in entries["moved_ring"]["sentence"]


def test_the_busiest_server_has_the_hot_key_unless_it_is_bounded() -> None:
    free = told(traffic_rate=100, hot_share=0.4, servers=5, seconds=20.0)["busiest"]
    assert free["measured"] == pytest.approx(free["value"], rel=0.1)
    assert free["value"] == pytest.approx(0.4 + 0.6 * 0.2, abs=0.05)

    bounded = told(traffic_rate=100, hot_share=0.4, servers=5, bound=1.25, seconds=20.0)["busiest"]
    assert bounded["value"] == 0.25
    assert bounded["measured"] == pytest.approx(0.25, rel=0.1)
    assert "went on to another server" in bounded["sentence"]

    few = told(traffic_rate=10, hot_share=0.4, servers=5, bound=1.25, seconds=60.0)["busiest"]
    assert "whole numbers" in " ".join(broken(few))


def test_an_empty_ring_has_no_theory_and_a_lone_server_no_spread() -> None:
    assert told([("remove_server", None)], servers=1) == {}
    assert set(told(servers=1)) == set()


@settings(max_examples=40)
@given(
    servers=st.integers(1, 6),
    vnodes=st.sampled_from([1, 2, 30]),
    keys=st.integers(1, 60),
    weights=st.sampled_from(["", "2", "0.1,10"]),
    deeds=st.lists(
        st.sampled_from([("add_server", None), ("remove_server", None), ("set_weight", {"weight": 3})]), max_size=4
    ),
    traffic=st.sampled_from([0.0, 40.0]),
    bound=st.sampled_from([None, 1.0, 2.0]),
)
def test_whatever_is_on_the_ring_it_can_be_said(
    servers: int, vnodes: int, keys: int, weights: str, deeds: list[Any], traffic: float, bound: float | None
) -> None:
    parsed, _ = HashRingLab.parse(
        {"servers": servers, "vnodes": vnodes, "keys": keys, "weights": weights, "bound": bound}
    )
    with AutojumpClock(1) as clock, HashRingLab(parsed, clock=clock) as lab:
        clock.run(until=0.0)
        for name, args in deeds:
            if lab.board.nodes or name == "add_server":
                lab.act(name, args)
        lab.set("traffic_rate", traffic)
        clock.run(until=1.0)
        for entry in lab.theory():
            assert json.loads(json.dumps(entry, allow_nan=False))["sentence"].endswith((".", "%"))
        assert lab.failure is None
