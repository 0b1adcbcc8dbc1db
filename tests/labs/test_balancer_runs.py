"""Runs of the balancer lab, whatever is done to them: possible, conserved, and the same again from the same seed."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from app.labs import LabError
from app.labs.balancer import BalancerLab
from tests.engine.balancer.possible import PossibleBalancers

from .balancer_runs import STARTS, events, plan_changes, rough_run, rows, shake
from .conftest import MakeBalancer


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.get("policy", "default"))
def test_what_happens_is_possible_and_is_what_the_lab_shows(make_balancer: MakeBalancer, start: dict[str, Any]) -> None:
    run = rough_run(make_balancer(seed=3, **start), 3, seconds=4.0)
    assert len(run["events"]) > 100


def test_what_was_written_down_does_not_change_afterwards(make_balancer: MakeBalancer) -> None:
    """Why a server was picked is in the journal: no policy may go on using what it handed out."""
    for start in STARTS:
        lab = make_balancer(seed=3, **start)
        lab.clock.run(until=2.0)
        then = json.dumps(rows(lab))
        lab.clock.run(until=4.0)
        assert json.dumps(rows(lab))[: len(then) - 1] == then[:-1]


def test_the_same_seed_gives_the_same_journal(make_balancer: MakeBalancer) -> None:
    def run(start: dict[str, Any]) -> list[list[object]]:
        lab = make_balancer(seed=5, **start)
        plan_changes(lab, random.Random(5), seconds=3.0, count=10)
        lab.act_at(1.0, "crash")
        lab.act_at(1.5, "add_server")
        lab.clock.run(until=4.0)
        return rows(lab)

    for start in STARTS[::3]:
        assert run(start) == run(start)


def test_another_seed_gives_another_journal(make_balancer: MakeBalancer) -> None:
    first, second = make_balancer(seed=1), make_balancer(seed=2)
    first.clock.run(until=3.0)
    second.clock.run(until=3.0)

    assert rows(first) != rows(second)


def live_run_full_of_actions(seed: int, **params: object) -> BalancerLab:
    """A paced lab that was changed and shaken from outside while it ran."""
    chance = random.Random(seed)
    parsed, _ = BalancerLab.parse({"seed": seed, "slow": 0.1, "arrival_rate": 60.0, "work_time": 0.05, **params})
    lab = BalancerLab(parsed)
    position = 0
    while len(lab.taken) < 25:
        position += 20
        while lab.journal.position < position:  # in step with the run, which makes thousands of events a second
            time.sleep(0.0005)
        if chance.random() < 0.4:
            lab.set("failure_rate", chance.choice([0.0, 0.3]))
        else:
            shake(lab, chance)
    lab.pause()
    return lab


def test_a_fork_at_any_of_15_random_moments_has_the_same_journal_up_to_there() -> None:
    params = {"rival_1": "peak_ewma", "rival_2": "random", "retries": 1, "passive_checks": True, "slow_start": 0.2}
    with live_run_full_of_actions(3, **params) as lab:
        end = lab.horizon()
        chance = random.Random(15)
        for moment in sorted(round(chance.uniform(0.0, end), 9) for _ in range(15)):
            with BalancerLab.replay(lab.start_params, lab.taken, moment, paused=True) as fork:
                assert json.dumps(rows(fork, moment)) == json.dumps(rows(lab, moment))
                assert fork.failure is None


def test_a_fork_lands_in_the_same_state() -> None:
    with live_run_full_of_actions(4, policy="power_of_two", active_checks=True, check_interval=0.1) as lab:
        moment = lab.horizon()
        with BalancerLab.replay(lab.start_params, lab.taken, moment, paused=True) as fork:
            assert fork.snapshot() == lab.snapshot()
            assert fork.params == lab.params


def test_all_lanes_of_a_race_get_the_same_requests(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(
        policy="round_robin", rival_1="least_connections", rival_2="random", rival_3="ip_hash", retries=1,
        failure_rate=0.3, office_share=0.3, queue_capacity=500,
    )  # fmt: skip
    taken: dict[str, list[Any]] = {lane.name: [] for lane in lab.lanes}
    for lane in lab.lanes:
        send = lane.balancer.send

        def note(request: Any, *args: Any, name: str = lane.name, send: Any = send, **named: Any) -> Any:
            taken[name].append((lab.clock.now(), request))
            return send(request, *args, **named)

        lane.balancer.send = note  # type: ignore[method-assign]
    lab.act_at(2.0, "slow_down", {"server": "C"})
    lab.act_at(3.0, "burst")
    lab.act_at(4.0, "crash", {"server": "A"})
    lab.clock.run(until=8.0)

    first = taken["1"]
    assert len(first) > 60
    assert {request.demand for _, request in first} != {first[0][1].demand}
    assert all(taken[name] == first for name in "234"), "at the same moments, with the same work, luck, client and key"
    arrived = {name: [] for name in taken}
    for event in events(lab, "request.arrived"):
        arrived[event.balancer].append((event.t, event.client))
    assert arrived["1"] == arrived["2"] == arrived["3"] == arrived["4"]
    faults = {name: [(event.t, event.kind) for event in events(lab, "server.changed", "server.crashed")
                     if event.balancer == name] for name in "1234"}  # fmt: skip
    assert faults["1"] == faults["2"] == faults["3"] == faults["4"]


def test_a_rival_changes_nothing_for_the_first_policy(make_balancer: MakeBalancer) -> None:
    """Its requests have other numbers; all else is the same, also where the system of threads has more to do."""

    def story(**rivals: str) -> list[tuple[Any, ...]]:
        lab = make_balancer(policy="least_connections", failure_rate=0.2, retries=1, **rivals)
        lab.act_at(2.0, "crash", {"server": "B"})
        lab.clock.run(until=5.0)
        mine: dict[int, int] = {}
        told = []
        for event in lab.journal:
            if event.kind == "request.arrived" and event.balancer == "1":
                mine[event.request] = len(mine)
            if event.kind in ("request.assigned", "request.served") and event.request in mine:
                told.append((event.t, event.kind, mine[event.request], event.values[1]))
        return told

    assert story() == story(rival_1="random", rival_2="maglev")


def test_rivals_keep_their_servers_names_in_step_when_one_still_drains(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(policy="round_robin", rival_1="ip_hash", clients=1, work_time=2.0, queue_capacity=50)
    lab.clock.run(until=3.0)
    for name in "ABC":  # one client: in the second lane only one of them has anything to do
        lab.act("drain", {"server": name})
        lab.clock.run(until=lab.clock.now())
    lab.set_at(3.5, "servers", 5)
    lab.clock.run(until=4.0)

    assert lab.lanes[0].names == lab.lanes[1].names
    assert len(lab.lanes[0].names) == 5
    for action in ("slow_down", "set_weight", "crash", "restart_server", "remove_server"):
        for name in list(lab._taken()):
            lab.act(action, {"server": name})
            lab.clock.run(until=lab.clock.now())
    lab.clock.run(until=30.0)
    assert lab.clock.failure is None


def test_in_the_order_of_the_operating_system_nothing_is_lost_and_every_look_is_consistent() -> None:
    params, _ = BalancerLab.parse(
        {
            "thread_order": "os", "slow": 0.1, "arrival_rate": 100.0, "work_time": 0.05, "servers": 4, "workers": 2,
            "policy": "least_connections", "rival_1": "power_of_two", "rival_2": "smooth_weighted_round_robin",
            "retries": 2, "retry_budget": 0.5, "request_timeout": 0.3, "passive_checks": True, "eject_after": 2,
            "eject_time": 0.2, "active_checks": True, "check_interval": 0.1, "slow_start": 0.3, "failure_rate": 0.1,
            "queue_capacity": 10,
        }
    )  # fmt: skip
    chance = random.Random(11)
    possible, read = PossibleBalancers(real_time=True), 0
    deadline = time.monotonic() + 60.0
    with BalancerLab(params) as lab:
        goals = [lab.watch(goal.name) for goal in lab.goals]
        while lab.journal.position < 12_000:
            enough = lab.journal.position + 150
            while lab.journal.position < enough:
                assert time.monotonic() < deadline, "it stands still"
                time.sleep(0.001)
            try:
                shake_from_outside(lab, chance)
            except LabError as error:
                if error.code != "not_now":
                    raise
            lab.metrics()
            lab.detail()
            lab.theory()
            for goal in goals:
                goal.read(lab.clock.now())
            snapshot = lab.snapshot()
            written, _, missed = lab.journal.read(read)
            assert not missed
            possible.follow(written[: snapshot.index - read])
            read = snapshot.index
            possible.check_totals()
            told = {name: value for name, value in snapshot.state.items() if name not in ("t", "recent")}
            assert possible.state() == told
        assert lab.failure is None
        assert lab.lanes[0].balancer.totals["served"] > 100


def shake_from_outside(lab: BalancerLab, chance: random.Random) -> None:
    """One thing that a learner may do, without waiting for what comes of it."""
    what = chance.choice(["crash", "restart_server", "restart_server", "drain", "add_server", "add_server", "workers",
                          "servers", "policy", "burst", "slow_down", "set_weight"])  # fmt: skip
    match what:
        case "workers":
            lab.set("workers", chance.choice([1, 3]))
        case "servers":
            lab.set("servers", chance.choice([2, 5]))
        case "policy":
            lab.set("policy", chance.choice(["round_robin", "peak_ewma", "least_connections", "bounded_load"]))
        case "set_weight":
            lab.act(what, {"weight": chance.choice([1, 3])})
        case _:
            lab.act(what)
