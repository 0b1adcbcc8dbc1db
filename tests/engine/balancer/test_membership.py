"""Servers that come and go while requests flow: removed, drained, named as one before them."""

from __future__ import annotations

import pytest

from app.engine.balancer.policies import POLICIES
from tests.engine.balancer.conftest import MakeHouse


def test_a_removed_server_finishes_what_it_has_and_gets_nothing_more(make_house: MakeHouse) -> None:
    house = make_house()
    house.add_each("AB")
    for _ in range(6):
        house.send(1.0)
    house.at(0.5, house.balancer.remove, "A")
    house.at(0.6, lambda: [house.send(1.0) for _ in range(2)])
    house.run(until=0.9)
    assert [it["server"] for it in house.state()["requests"].values()] == [None, "B"] * 3 + ["B", "B"]

    house.run(until=20.0)
    assert {it.outcome for it in house.sent} == {"served"}
    assert [it.latency for it in house.sent[:6:2]] == [1.0, 2.0, 3.0]
    assert house.told("server.removed") == [(0.5, "A", "removed")]
    house.check_all_is_over()


def test_what_a_removed_server_fails_at_is_tried_elsewhere(make_house: MakeHouse) -> None:
    house = make_house(retries=1)
    house.add("A", failure_rate=1.0)
    house.add("B")
    house.send(1.0, luck=(0.5, 0.5))
    house.at(0.5, house.balancer.remove, "A")
    house.run(until=9.0)

    assert [server for _, _, server, *_ in house.told("request.assigned")] == ["A", "B"]
    assert house.sent[0].outcome == "served"


def test_what_waits_at_a_removed_server_can_still_time_out(make_house: MakeHouse) -> None:
    house = make_house(request_timeout=1.0)
    house.add("A")
    for _ in range(3):
        house.send(5.0)
    removed = house.machine("A")
    house.balancer.remove("A")
    house.run(until=2.0)
    assert [it.outcome for it in house.sent] == ["timed_out"] * 3
    assert len(removed.queue) == 0

    house.run(until=9.0)
    assert removed.workers == []
    house.check_all_is_over()


def test_draining_ends_with_the_last_answer(make_house: MakeHouse) -> None:
    house = make_house()
    house.add_each("AB")
    for _ in range(4):
        house.send(1.0)
    house.at(0.5, house.balancer.drain, "A")
    house.at(0.5, house.balancer.drain, "A")  # twice is once
    house.at(0.6, house.send, 1.0)
    house.run(until=9.0)

    assert house.told("server.draining") == [(0.5, "A")]
    assert house.told("server.removed") == [(2.0, "A", "drained")]
    assert house.told("request.assigned")[-1][2] == "B"
    assert {it.outcome for it in house.sent} == {"served"}
    house.check_all_is_over()


def test_a_server_that_has_nothing_to_do_is_drained_at_once(make_house: MakeHouse) -> None:
    house = make_house()
    house.add_each("AB")
    house.balancer.drain("A")

    assert [event.kind for event in list(house.journal)[-2:]] == ["server.draining", "server.removed"]
    assert [server.name for server in house.balancer.members.eligible] == ["B"]


@pytest.mark.parametrize("ending", ["crash", "timeout", "error"])
def test_draining_ends_however_the_last_request_ends(make_house: MakeHouse, ending: str) -> None:
    house = make_house(request_timeout=2.0 if ending == "timeout" else None)
    house.add("A", failure_rate=1.0 if ending == "error" else 0.0)
    house.send(5.0, luck=(0.5,))
    house.at(0.5, house.balancer.drain, "A")
    house.at(1.0, house.machine("A").crash if ending == "crash" else lambda: None)
    house.run(until=9.0)

    assert house.told("server.removed") == [({"crash": 1.0, "timeout": 2.0, "error": 5.0}[ending], "A", "drained")]
    house.check_all_is_over()


def test_a_name_can_come_back_while_its_last_owner_still_works(make_house: MakeHouse) -> None:
    house = make_house()
    house.add("A")
    for _ in range(2):
        house.send(2.0)
    house.at(1.0, lambda: [house.balancer.remove("A"), house.add("A", speed=2.0), house.send(2.0)])
    house.run(until=1.5)
    server = house.state()["balancers"]["1"]["servers"]["A"]
    assert (server["active"], server["picked"]) == (1, 1), "the new one has nothing of the old one"

    house.run(until=9.0)
    assert [it.outcome for it in house.sent] == ["served"] * 3
    assert [t for t, *_ in house.told("request.served")] == [2.0, 2.0, 4.0]
    assert house.state()["balancers"]["1"]["servers"]["A"]["served"] == 1
    house.check_all_is_over()


def test_failures_of_an_earlier_owner_do_not_count_against_the_name(make_house: MakeHouse) -> None:
    house = make_house(eject_after=1, retries=1)
    house.add_each("AB", failure_rate=1.0)
    house.send(2.0, to="A", luck=(0.5, 0.5))
    house.at(1.0, lambda: [house.balancer.remove("A"), house.add("A")])
    house.run(until=9.0)

    assert [name for _, name, *_ in house.told("server.ejected")] == ["B"], "where it was tried again"
    assert house.balancer.members.get("A").failed == 0


def test_an_ejection_ends_with_its_server_not_with_its_name(make_house: MakeHouse) -> None:
    house = make_house(eject_after=1, eject_time=3.0, max_ejected=1.0)
    house.add("A", failure_rate=1.0)
    house.at(0.0, house.send, 0.0, luck=(0.5,))
    house.at(1.0, lambda: [house.balancer.remove("A"), house.add("A", failure_rate=1.0)])
    house.at(2.0, house.send, 0.0, luck=(0.5,))
    house.run(until=9.0)

    assert [t for t, *_ in house.told("server.ejected")] == [0.0, 2.0]
    assert [t for t, *_ in house.told("server.restored")] == [5.0], "and not at 3, when the first one's time was up"


def test_a_slow_start_ends_with_its_server(make_house: MakeHouse) -> None:
    house = make_house(slow_start=10.0)
    house.add("A", weight=2)
    house.at(2.5, lambda: [house.balancer.remove("A"), house.add("A", weight=1)])
    house.run(until=20.0)

    late = [weight for t, _, weight in house.told("server.weighted") if t >= 2.5]
    assert late == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


@pytest.mark.parametrize("what", ["remove", "drain"])
def test_an_unknown_name_is_a_lookup_error_and_changes_nothing(make_house: MakeHouse, what: str) -> None:
    house = make_house()
    house.add("A")
    before = house.journal.position
    with pytest.raises(LookupError, match="'B', but: A"):
        getattr(house.balancer, what)("B")
    with pytest.raises(LookupError, match="'B'"):
        house.balancer.set_weight("B", 1)
    with pytest.raises(LookupError, match="'B'"):
        house.balancer.configure_server("B", speed=1)
    with pytest.raises(ValueError, match="weight"):
        house.balancer.set_weight("A", 0)

    assert house.journal.position == before


@pytest.mark.parametrize("policy", POLICIES)
def test_servers_come_and_go_under_traffic_and_nothing_is_lost(make_house: MakeHouse, policy: str) -> None:
    house = make_house(policy, seed=3)
    house.add_each("ABC", workers=2)
    for n in range(120):
        house.at(n / 10, house.send, 0.3, key=f"user:{n % 17}", client=f"10.{n % 13}.0.1")
    names = iter("DEFGHIJ")
    for n in range(6):
        house.at(2.0 * n + 1.05, lambda: house.add(next(names), workers=2))
        house.at(2.0 * n + 1.55, lambda: house.balancer.remove(house.balancer.members.eligible[0].name))
        house.at(2.0 * n + 1.75, lambda: house.balancer.drain(house.balancer.members.eligible[-1].name))
        house.at(2.0 * n + 1.76, house.add, str(n), workers=2)
    house.run(until=60.0)

    assert {it.outcome for it in house.sent} == {"served"}
    house.check_all_is_over()
