"""What is asked of the lab `hash-ring`: keys looked up, requests that come for them, and a ring without servers."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from app.labs import LabError
from app.labs.hash_ring import HashRingLab

from .conftest import MakeRing
from .ring_events import events, run_on

# -- looking up ------------------------------------------------------------------------------------------------


def test_a_walk_takes_the_first_point_of_each_new_server_and_passes_the_others(make_ring: MakeRing) -> None:
    lab = make_ring(servers=5, vnodes=10)
    found = lab.act("look_up", {"key": "user:456", "replicas": 3})
    walk = lab.snapshot().state["lookup"]["walk"]

    assert [node for _, node, taken in walk if taken] == found["nodes"] == lab.board.ring.get_nodes("user:456", 3)
    assert walk[-1][2]
    clockwise = [(place - found["position"]) % 1.0 for place, _, _ in walk]
    assert clockwise == sorted(clockwise)


def test_asked_for_more_replicas_than_there_are_servers_it_finds_them_all(make_ring: MakeRing) -> None:
    lab = make_ring(servers=2)

    assert sorted(lab.act("look_up", {"replicas": 5})["nodes"]) == ["S1", "S2"]


def test_a_walk_on_a_lopsided_ring_is_told_in_part(make_ring: MakeRing) -> None:
    lab = make_ring(servers=5, vnodes=500, weights="10,10,10,10,0.1")
    lab.act("look_up", {"replicas": 5})
    lookup = lab.snapshot().state["lookup"]

    assert len(lookup["walk"]) <= 205
    assert len(lookup["nodes"]) == 5


# -- traffic ---------------------------------------------------------------------------------------------------


def test_requests_go_to_their_keys_server(make_ring: MakeRing) -> None:
    lab = make_ring(traffic_rate=100.0, servers=4, salt=5)
    owners = lab.snapshot().state["owners"]
    run_on(lab, 5.0)

    asked = events(lab, "request.assigned")
    assert len(asked) > 400
    assert all(event.server == owners[event.why["key"]] for event in asked)
    assert all(not event.why["passed"] for event in asked)


def test_the_hot_key_has_its_share_of_the_requests(make_ring: MakeRing) -> None:
    lab = make_ring(traffic_rate=500.0, hot_share=0.3)
    run_on(lab, 10.0)

    keys = Counter(event.client for event in events(lab, "request.arrived"))
    assert keys["user:0"] / keys.total() == pytest.approx(0.3, abs=0.026)  # four deviations of 5,000 draws
    assert keys.most_common(2)[1][1] < 60  # 17.6 expected of each other key


def test_a_bound_is_kept_at_every_moment_and_spills_what_is_too_much(make_ring: MakeRing) -> None:
    lab = make_ring(traffic_rate=200.0, hot_share=0.4, bound=1.25, servers=5, weights="2")
    run_on(lab, 10.0)

    active: Counter[str] = Counter()
    where: dict[int, str] = {}
    for event in lab.journal:
        if event.kind == "request.served":
            active[where.pop(event.request)] -= 1
        elif event.kind == "request.assigned":
            where[event.request] = event.server
            active[event.server] += 1
            in_all = math.ceil(1.25 * active.total() - 1e-9)
            assert active[event.server] <= math.ceil(in_all * (2 if event.server == "S1" else 1) / 6 - 1e-9)
    totals = lab.snapshot().state["totals"]
    assert totals["spilled"] == sum(bool(event.why["passed"]) for event in events(lab, "request.assigned")) > 0
    assert lab.metrics(window=10.0)["spilled_share"] == totals["spilled"] / totals["arrived"]


def test_a_bound_takes_the_load_off_the_hot_keys_server() -> None:
    def busiest(bound: float | None) -> float:
        params, _ = HashRingLab.parse({"traffic_rate": 100, "hot_share": 0.3, "servers": 5, "bound": bound})
        return HashRingLab.measure(params, 20.0)["load_max"] or 0.0

    assert busiest(None) > 0.4
    assert busiest(1.25) < 0.27


def test_traffic_begins_and_ends_with_its_rate(make_ring: MakeRing) -> None:
    lab = make_ring()
    run_on(lab, 5.0)
    assert not events(lab, "request.arrived")

    lab.set("traffic_rate", 100.0)
    run_on(lab, 5.0)
    arrived = len(events(lab, "request.arrived"))
    assert arrived == pytest.approx(500, abs=90)  # four deviations

    lab.set("traffic_rate", 0.0)
    run_on(lab, 5.0)
    assert len(events(lab, "request.arrived")) == arrived
    assert lab.snapshot().state["requests"] == {}


def test_servers_leave_while_requests_come_and_none_is_lost(make_ring: MakeRing) -> None:
    lab = make_ring(traffic_rate=300.0, servers=4, bound=1.25, hot_share=0.3)
    for action in ["remove_server"] * 4 + ["add_server", "add_server", "remove_server", "remove_server"] * 3:
        run_on(lab, 0.1)
        lab.act(action)
        state = lab.snapshot().state
        totals, open_now = state["totals"], state["requests"]
        assert totals["arrived"] == totals["served"] + totals["refused"] + len(open_now)
        on_ring = Counter(held["server"] for held in open_now.values() if held["server"])
        assert {name: node["active"] for name, node in state["nodes"].items() if node["active"]} == on_ring
    run_on(lab, 0.1)
    lab.set("traffic_rate", 0.0)
    run_on(lab, 1.0)

    ended = [event.request for event in events(lab, "request.served", "request.refused")]
    assert sorted(ended) == list(range(1, lab.requests.arrived + 1))
    assert lab.failure is None


# -- an empty ring ---------------------------------------------------------------------------------------------


def test_the_last_server_can_go_and_then_everything_is_refused_visibly(make_ring: MakeRing) -> None:
    lab = make_ring(servers=1, traffic_rate=50.0)
    lab.act("look_up")
    run_on(lab, 1.0)
    lab.act("remove_server")
    run_on(lab, 2.0)

    state = lab.snapshot().state
    assert state["nodes"] == {}
    assert set(state["owners"]) == set(state["modulo"]) == {None}
    assert state["lookup"]["nodes"] == []
    refused = events(lab, "request.refused")
    assert {event.reason for event in refused} == {"no_server"}
    assert len(refused) == state["totals"]["refused"] > 50
    for action in ("look_up", "remove_server", "set_weight"):
        with pytest.raises(LabError, match="no server on the ring"):
            lab.act(action)
    assert lab.theory() == []

    lab.act("add_server")
    run_on(lab, 1.0)
    assert set(lab.snapshot().state["owners"]) == {"S1"}
    assert lab.snapshot().state["totals"]["refused"] == len(refused)
    assert lab.failure is None
