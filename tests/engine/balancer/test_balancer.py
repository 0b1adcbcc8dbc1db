"""One balancer, requests that come at set times: how each ends, what the caller hears, what is counted."""

from __future__ import annotations

import pytest

from app.engine.balancer import (
    Request,
    Server,
)
from app.engine.balancer.policies import POLICIES
from app.engine.balancer.round_robin import RoundRobin
from tests.engine.balancer.conftest import MakeHouse


def test_a_request_goes_to_the_servers_in_turn_and_is_answered(make_house: MakeHouse) -> None:
    house = make_house()
    house.add_each("ABC")
    sent = [house.send(1.0) for _ in range(6)]
    house.run(until=10.0)

    assert [(it.outcome, it.latency) for it in sent] == [("served", 1.0)] * 3 + [("served", 2.0)] * 3
    assert [server for _, _, server, *_ in house.told("request.assigned")] == list("ABCABC")
    house.check_all_is_over()


def test_the_lines_of_the_document_least_connections_takes_b(make_house: MakeHouse) -> None:
    house = make_house("least_connections")
    house.add_each("ABC")
    for name, held in zip("ABC", (12, 8, 15), strict=True):
        for _ in range(held):
            house.send(1.0, to=name)
    house.send(1.0)

    (*_, last) = house.told("request.assigned")
    assert last[2] == "B"
    assert [member.server.active for member in house.balancer.members] == [12, 9, 15]
    house.run(until=20.0)
    house.check_all_is_over()


def test_the_story_of_a_request_is_told_in_order(make_house: MakeHouse) -> None:
    house = make_house()
    house.add("A")
    house.at(1.0, house.send, 0.5, client="10.0.0.7")
    house.run(until=3.0)

    assert [(event.kind, event.t) for event in house.journal] == [
        ("balancer.policy", 0.0), ("server.added", 0.0), ("request.arrived", 1.0), ("request.assigned", 1.0),
        ("request.working", 1.0), ("request.served", 1.5),
    ]  # fmt: skip
    assert house.events("request.arrived")[0].client == "10.0.0.7"
    assert house.told("request.working") == [(1.0, 1, "A/1", 1.5)]


@pytest.mark.parametrize("policy", POLICIES)
def test_without_servers_requests_are_refused_and_nothing_is_thrown(make_house: MakeHouse, policy: str) -> None:
    house = make_house(policy)
    house.send()
    house.add_each("AB")
    house.send()
    house.balancer.remove("A")
    house.balancer.remove("B")
    house.send()
    house.add("A")
    house.send()
    house.run(until=5.0)

    assert [it.outcome for it in house.sent] == ["refused", "served", "refused", "served"]
    assert house.told("request.refused") == [(0.0, 1, 0, "no_server"), (0.0, 3, 0, "no_server")]
    house.check_all_is_over()


@pytest.mark.parametrize("policy", POLICIES)
def test_if_all_servers_are_ejected_requests_are_refused_until_one_is_back(make_house: MakeHouse, policy: str) -> None:
    house = make_house(policy, eject_after=1, eject_time=2.0, max_ejected=1.0)
    for machine in house.add_each("AB", failure_rate=1.0):
        house.at(0.2, machine.configure, failure_rate=1.0)
    for n in range(12):  # other keys and clients, so that every server is asked by any policy
        house.at(0.0, house.send, 0.1, luck=(0.0,), key=f"user:{n}", client=f"10.{n}.0.1")
    house.at(1.9, house.send, 0.1)
    house.at(2.5, lambda: [house.balancer.configure_server(name, failure_rate=0.0) for name in "AB"])
    house.at(5.0, house.send, 0.1)
    house.run(until=10.0)

    outcomes = [it.outcome for it in house.sent]
    assert outcomes[-2:] == ["refused", "served"]
    assert set(outcomes[:12]) == {"failed"}
    house.check_all_is_over()


def test_a_full_queue_refuses_and_a_worker_that_is_free_counts_as_room(make_house: MakeHouse) -> None:
    house = make_house()
    house.add("A", workers=2, queue_capacity=1)
    sent = [house.send() for _ in range(5)]
    house.run(until=5.0)

    assert [it.outcome for it in sent] == ["served"] * 3 + ["refused"] * 2
    assert [reason for *_, reason in house.told("request.refused")] == ["queue_full"] * 2
    assert [reason for *_, reason in house.told("request.dropped")] == ["queue_full"] * 2
    house.check_all_is_over()


def test_work_that_nobody_waits_for_any_more_keeps_its_worker(make_house: MakeHouse) -> None:
    house = make_house(request_timeout=1.0)
    house.add("A")
    first = house.send(5.0)
    house.at(0.5, house.send, 1.0)
    house.run(until=1.2)

    assert first.outcome == "timed_out"
    assert house.state()["requests"]["1"]["state"] == "abandoned"
    assert house.balancer.members.get("A").server.active == 1, "the second one"
    assert house.machine("A").busy == 1

    house.at(4.5, house.send, 0.25)
    house.run(until=20.0)
    assert [it.outcome for it in house.sent] == ["timed_out", "timed_out", "served"]
    assert [(t, reason) for t, _, _, _, reason in house.told("request.dropped")] == [(5.0, "abandoned")]
    assert house.told("request.working")[1][0] == 5.0, "and then the worker takes the third"
    house.check_all_is_over()


def test_what_waits_when_it_times_out_leaves_the_queue_at_once(make_house: MakeHouse) -> None:
    house = make_house(request_timeout=1.5)
    house.add("A", queue_capacity=1)
    for demand in (1.0, 1.0, 1.0):
        house.send(demand)
    house.at(1.0, house.send, 0.4)
    house.run(until=1.6)

    assert [it.outcome for it in house.sent] == ["served", "timed_out", "refused", None]
    house.run(until=5.0)
    assert house.sent[3].outcome == "served"
    house.check_all_is_over()


def test_an_answer_at_the_moment_of_the_timeout_is_in_time(make_house: MakeHouse) -> None:
    for seed in range(5):
        house = make_house(seed=seed, request_timeout=1.0)
        house.add("A")
        house.send(1.0)
        house.run(until=2.0)
        assert house.sent[0].outcome == "served"


def test_a_crash_takes_abandoned_work_with_it(make_house: MakeHouse) -> None:
    house = make_house(request_timeout=1.0)
    house.add("A")
    house.send(5.0)
    house.at(2.0, lambda: house.machine("A").crash())
    house.run(until=9.0)

    assert house.told("request.dropped") == [(2.0, 1, "A", 1, "abandoned")]
    house.check_all_is_over()


def test_whoever_is_told_of_the_end_may_send_and_remove_at_once(make_house: MakeHouse) -> None:
    house = make_house(request_timeout=1.0, eject_after=1)
    house.add_each("AB")
    request = Request("k", None, 3.0)
    house.balancer.send(request, lambda _: (house.balancer.remove("A"), house.send(0.5)))
    house.run(until=5.0)

    assert house.sent[0].outcome == "served"
    assert house.told("server.ejected") == [], "it was gone before it could be ejected"


def test_another_policy_takes_over_in_mid_flight(make_house: MakeHouse) -> None:
    house = make_house()
    house.add_each("ABC")
    for name in POLICIES:
        house.send(2.0)
        house.balancer.set_policy(house.policy(name))
        assert house.balancer.why is None
        house.send(1.0)
        house.check()
    house.run(until=100.0)

    assert {it.outcome for it in house.sent} == {"served"}
    assert [event.policy for event in house.events("balancer.policy")] == ["round_robin", *POLICIES]
    house.check_all_is_over()


def test_a_policy_is_told_how_each_attempt_ended(make_house: MakeHouse) -> None:
    told: list[tuple[str, float, bool]] = []

    class Learning(RoundRobin):
        def done(self, server: Server, latency: float, ok: bool) -> None:
            told.append((server.name, latency, ok))

    house = make_house(Learning(), retries=1, request_timeout=4.0)
    house.add("A", failure_rate=0.5)
    house.add("B", speed=0.5)
    house.send(1.0, luck=(0.0, 0.9))
    house.at(5.0, house.send, 9.0, luck=(0.9,))
    house.run(until=20.0)

    assert told == [("A", 1.0, False), ("B", 2.0, True), ("A", 4.0, False)]


def test_requests_have_a_key_and_a_client_or_neither(make_house: MakeHouse) -> None:
    house = make_house("consistent_hash")
    house.add_each("AB")
    house.balancer.send(Request())
    house.run(until=1.0)

    assert house.told("request.served")[0][1:3] == (1, house.told("request.working")[0][2])
