"""The lab `hash-ring`: what changes of the servers do to the keys, and what is asked of them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.engine.balancer.hashing import md5_128
from app.labs import LABS
from app.labs.hash_ring import HashRingLab

from .conftest import MakeRing
from .ring_events import events, moved_keys, moves, run_on
from .ring_salts import is_sixty_thirty_ten, shows_the_documents_picture, smallest

# -- what it declares ------------------------------------------------------------------------------------------


def test_it_declares_the_parameters_and_actions_that_stay_put() -> None:
    described = LABS["hash-ring"].describe()

    assert set(described["params"]["properties"]) == {
        "servers", "vnodes", "weights", "naming", "salt", "keys", "replicas", "traffic_rate", "hot_share", "hold_time",
        "bound", "thread_order", "seed", "slow",
    }  # fmt: skip
    assert described["params"]["properties"]["vnodes"]["notches"] == [1, 3, 10, 50, 150, 500]
    assert [action["name"] for action in described["actions"]] == [
        "add_server", "remove_server", "set_weight", "look_up", "reset"
    ]  # fmt: skip


def test_it_measures_what_it_declares(make_ring: MakeRing) -> None:
    lab = make_ring(traffic_rate=50.0)
    lab.act_at(1.0, "add_server")
    run_on(lab, 2.0)

    values = lab.metrics(window=2.0)
    assert set(values) == {metric.name for metric in HashRingLab.metrics_declared}
    assert None not in values.values()


def test_its_detail_tells_each_servers_part(make_ring: MakeRing) -> None:
    lab = make_ring(traffic_rate=100.0, weights="2", keys=1000)
    run_on(lab, 2.0)
    detail = lab.detail(window=2.0)["nodes"]

    assert list(detail) == ["S1", "S2", "S3"]
    assert [each["fair"] for each in detail.values()] == [0.5, 0.25, 0.25]
    for part in ("fair", "arc", "keys", "modulo", "requests"):
        assert sum(each[part] or 0.0 for each in detail.values()) == pytest.approx(1.0)


# -- the document's own examples -------------------------------------------------------------------------------


def test_the_documents_keys_are_where_its_own_code_puts_them(make_ring: MakeRing) -> None:
    lab = make_ring(naming="server")
    assert lab.act("look_up", {"key": "user:123"})["nodes"] == ["server-a"]
    assert lab.act("look_up", {"key": "user:456"})["nodes"] == ["server-c"]

    lab.act("add_server")

    assert lab.act("look_up", {"key": "user:123"})["nodes"] == ["server-d"]
    assert lab.act("look_up", {"key": "user:456"})["nodes"] == ["server-c"]


def test_a_key_that_was_looked_up_is_looked_up_again_when_the_ring_changes(make_ring: MakeRing) -> None:
    lab = make_ring(naming="server")
    lab.act("look_up", {"key": "user:123"})
    lab.act("add_server")

    assert lab.snapshot().state["lookup"]["nodes"] == ["server-d"]
    assert [event.nodes for event in events(lab, "key.looked_up")] == [["server-a"], ["server-d"]]


def test_with_its_salt_s4_comes_between_s1_and_s2_and_takes_keys_from_s2_alone(make_ring: MakeRing) -> None:
    lab = make_ring(vnodes=1, salt=262, keys=1000)
    lab.act("add_server")

    order = sorted(lab.snapshot().state["nodes"].items(), key=lambda item: item[1]["points"])
    assert [name for name, _ in order] == ["S1", "S4", "S2", "S3"]
    assert [(old, new) for old, new, _ in moves(lab)] == [("S2", "S4")]


def test_the_salts_of_the_lessons_are_the_smallest_that_fit() -> None:
    assert smallest(shows_the_documents_picture) == 262
    assert smallest(is_sixty_thirty_ten) == 340


# -- what moves ------------------------------------------------------------------------------------------------


def test_adding_a_server_moves_about_one_nth_of_the_keys_and_only_to_the_new_one(make_ring: MakeRing) -> None:
    lab = make_ring(keys=10_000)
    lab.act("add_server")

    # 25 % expected; one server's share of 4 × 150 points has a relative deviation of 7 %, so three are 5.2 points.
    assert moved_keys(lab) / 10_000 == pytest.approx(0.25, abs=0.052)
    assert {new for _, new, _ in moves(lab)} == {"S4"}
    assert moved_keys(lab, "modulo") / 10_000 == pytest.approx(0.75, abs=0.02)
    values = lab.metrics()
    assert values["moved_ring"] == moved_keys(lab) / 10_000
    assert values["moved_to_others"] == 0
    assert values["modulo_to_others"] == pytest.approx(5000, abs=300)  # 3 of 6 remainders that stay below 3


def test_the_moves_are_told_exactly(make_ring: MakeRing) -> None:
    lab = make_ring(keys=500)
    before = lab.snapshot().state
    lab.act("add_server", {"name": "cache-7", "weight": 2})
    after = lab.snapshot().state

    for scheme, owners in (("ring", "owners"), ("modulo", "modulo")):
        told = {key: (old, new) for old, new, keys in moves(lab, scheme) for key in keys}
        pairs = enumerate(zip(before[owners], after[owners], strict=True))
        assert told == {key: (old, new) for key, (old, new) in pairs if old != new}
    assert after["modulo"] == [["S1", "S2", "S3", "cache-7"][md5_128(f"user:{n}") % 4] for n in range(500)]
    assert all(keys == sorted(keys) for _, _, keys in moves(lab))


def test_removing_a_server_moves_its_keys_and_no_others(make_ring: MakeRing) -> None:
    lab = make_ring(servers=5, keys=2000)
    of_s2 = [key for key, owner in enumerate(lab.snapshot().state["owners"]) if owner == "S2"]
    lab.act("remove_server", {"name": "S2"})

    assert sorted(key for _, _, keys in moves(lab) for key in keys) == of_s2
    assert {old for old, _, _ in moves(lab)} == {"S2"}
    assert {new for _, new, _ in moves(lab)} == {"S1", "S3", "S4", "S5"}


def test_with_one_point_a_server_its_neighbour_takes_all(make_ring: MakeRing) -> None:
    lab = make_ring(vnodes=1, salt=262, keys=1000)
    lab.act("remove_server", {"name": "S1"})

    assert [(old, new) for old, new, _ in moves(lab)] == [("S1", "S2")]


def test_a_server_that_comes_back_gets_its_own_keys_back(make_ring: MakeRing) -> None:
    lab = make_ring(servers=4, keys=500)
    before = lab.snapshot().state["owners"]
    lab.act("remove_server", {"name": "S2"})
    assert lab.act("add_server") == {"server": "S2"}

    assert lab.snapshot().state["owners"] == before


def test_keys_go_by_weight(make_ring: MakeRing) -> None:
    state = make_ring(weights="3, 2, 1", keys=10_000).snapshot().state

    shares = [node["keys"] / 10_000 for node in state["nodes"].values()]
    assert shares == pytest.approx([1 / 2, 1 / 3, 1 / 6], abs=0.05)
    assert [len(node["points"]) for node in state["nodes"].values()] == [450, 300, 150]


def test_more_weight_takes_keys_and_gives_none_away(make_ring: MakeRing) -> None:
    lab = make_ring(keys=2000)
    lab.act("set_weight", {"name": "S2", "weight": 2})

    assert {new for _, new, _ in moves(lab)} == {"S2"}
    assert lab.snapshot().state["nodes"]["S2"]["weight"] == 2
    assert moved_keys(lab, "modulo") == 0


def test_more_virtual_nodes_spread_the_keys_as_the_formula_says(make_ring: MakeRing) -> None:
    lab = make_ring(servers=8, vnodes=1, keys=10_000)
    spreads = []
    for vnodes in (1, 10, 150, 500):
        lab.set("vnodes", vnodes)
        run_on(lab, 0.1)
        values = lab.metrics()
        assert values["spread_expected"] == pytest.approx(math.sqrt(7 / (vnodes * 8 + 1)))
        spreads.append((values["spread"] or 0) / (values["spread_expected"] or 1))
    assert all(0.4 < ratio < 1.7 for ratio in spreads)  # 19 draws in 20 of 8 servers are from 0.49 to 1.51


# -- live parameters -------------------------------------------------------------------------------------------


LIVE = {
    "servers": 7, "vnodes": 10, "weights": "2,1", "keys": 77, "replicas": 3, "traffic_rate": 200.0, "hot_share": 0.5,
    "hold_time": 0.1, "bound": 1.5,
}  # fmt: skip


def test_every_live_parameter_is_tried_below() -> None:
    properties = HashRingLab.describe()["params"]["properties"]

    assert {name for name, declared in properties.items() if declared["applies"] == "live"} == {*LIVE, "slow"}


@pytest.mark.parametrize(("name", "value"), LIVE.items())
def test_a_live_parameter_takes_effect_while_it_runs(make_ring: MakeRing, name: str, value: Any) -> None:
    lab = make_ring(traffic_rate=100.0)
    lab.act("look_up")
    run_on(lab, 1.0)
    lab.set(name, value)
    run_on(lab, 1.0)

    state, load = lab.snapshot().state, lab.requests.load
    held = {
        "servers": len(state["nodes"]),
        "vnodes": len(state["nodes"]["S1"]["points"]),
        "weights": ",".join(f"{node['weight']:g}" for node in state["nodes"].values()).removesuffix(",1"),
        "keys": len(state["owners"]),
        "replicas": len(state["lookup"]["nodes"]),
        "traffic_rate": load.rate,
        "hot_share": load.hot_share,
        "hold_time": load.hold,
        "bound": load.bound,
    }
    assert held[name] == value
    assert getattr(lab.params, name) == value


def test_keys_that_come_are_from_nobody_and_keys_that_go_are_told_by_the_size(make_ring: MakeRing) -> None:
    lab = make_ring(keys=10)
    lab.set("keys", 14)
    run_on(lab, 0.1)
    assert {old for old, _, _ in moves(lab)} == {None}
    assert sorted(key for _, _, keys in moves(lab) for key in keys) == [10, 11, 12, 13]

    lab.set("keys", 5)
    run_on(lab, 0.1)
    assert moves(lab) == []
    assert sum(node["keys"] for node in lab.snapshot().state["nodes"].values()) == 5


def test_servers_of_the_slider_come_by_the_next_name_and_the_last_ones_leave(make_ring: MakeRing) -> None:
    lab = make_ring(servers=3)
    lab.act("remove_server", {"name": "S1"})
    lab.set("servers", 4)
    run_on(lab, 0.1)
    assert list(lab.snapshot().state["nodes"]) == ["S2", "S3", "S1", "S4"]

    lab.set("servers", 2)
    run_on(lab, 0.1)
    assert list(lab.snapshot().state["nodes"]) == ["S2", "S3"]
