"""The goals of the balancer lab: each is reached by doing what it asks for, and not without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.labs import LabError
from app.labs.balancer import BalancerLab

from .conftest import MakeBalancer

LESSON = {"seed": 9, "arrival_rate": 9, "work_time": 0.2, "servers": 3, "queue_capacity": 200}
Learner = Callable[[BalancerLab], None]


def sets(t: float, **values: Any) -> Learner:
    def learner(lab: BalancerLab) -> None:
        for name, value in values.items():
            lab.set_at(t, name, value)

    return learner


def acts(t: float, action: str, **args: Any) -> Learner:
    return lambda lab: lab.act_at(t, action, args)


def nothing(lab: BalancerLab) -> None:
    """Somebody who only watches."""


def run(lab: BalancerLab, goal: str, args: dict[str, Any], learners: list[Learner], seconds: float) -> dict[str, Any]:
    watched = lab.watch(goal, args)
    for learner in learners:
        learner(lab)
    standing: dict[str, Any] = {}
    before = 0.0
    for n in range(1, 21):
        lab.clock.run(until=lab.clock.now() + seconds / 20)
        standing = watched.read(lab.clock.now())
        assert 0.0 <= standing["progress"] <= 1.0
        assert standing["detail"]
        assert standing["done"] >= bool(before == 1.0), "once reached it stays so"
        before = standing["progress"]
        assert n
    return standing


SLOW_C = {"speeds": "1,1,0.25"}
UNEVEN = {"speeds": "4,2,1", "arrival_rate": 12, "work_time": 0.4, "policy": "smooth_weighted_round_robin"}
MANY = {"servers": 100, "arrival_rate": 450, "policy": "random"}
WELL = {"passive_checks": True, "retries": 1}

REACHED: list[tuple[str, dict[str, Any], dict[str, Any], list[Learner], float]] = [
    ("every_server_in_turn", {}, {}, [nothing], 5.0),
    ("remove_under_traffic", {"requests": 30}, {}, [acts(1.0, "remove_server", server="B")], 10.0),
    ("remove_under_traffic", {"requests": 10}, {}, [acts(1.0, "drain", server="B")], 10.0),
    ("one_queue_grows", {}, {}, [sets(1.0, **SLOW_C)], 20.0),
    ("one_queue_grows", {}, SLOW_C, [nothing], 20.0),
    ("equal_utilisation", {}, UNEVEN, [sets(1.0, weights="4,2,1")], 40.0),
    ("survive_a_crash", {}, WELL, [acts(2.0, "crash", server="B")], 20.0),
    ("one_policy_faster", {}, {**SLOW_C, "rival_1": "least_connections"}, [nothing], 25.0),
    ("clients_moved", {"clients": 15}, {"policy": "ip_hash", "clients": 100, "arrival_rate": 24, "work_time": 0.08},
     [acts(5.0, "add_server")], 15.0),
    ("short_queues", {}, MANY, [sets(0.5, policy="power_of_two")], 6.0),
]  # fmt: skip
MISSED: list[tuple[str, dict[str, Any], dict[str, Any], list[Learner], float]] = [
    ("every_server_in_turn", {}, {"policy": "ip_hash", "clients": 1}, [nothing], 10.0),
    ("remove_under_traffic", {}, {}, [nothing], 10.0),
    ("remove_under_traffic", {"requests": 30}, {"servers": 1}, [acts(1.0, "remove_server")], 10.0),
    ("one_queue_grows", {}, {}, [nothing], 20.0),
    ("one_queue_grows", {}, {**SLOW_C, "policy": "least_connections"}, [nothing], 30.0),
    ("one_queue_grows", {}, {"policy": "least_connections", "rival_1": "round_robin", **SLOW_C}, [nothing], 20.0),
    ("one_queue_grows", {}, {"arrival_rate": 60}, [nothing], 10.0),  # all of them grow
    ("equal_utilisation", {}, UNEVEN, [nothing], 40.0),
    ("equal_utilisation", {}, UNEVEN, [sets(1.0, weights="1,2,4")], 40.0),
    ("survive_a_crash", {}, WELL, [nothing], 20.0),
    ("survive_a_crash", {}, {}, [acts(2.0, "crash", server="B")], 20.0),
    ("survive_a_crash", {}, {"retries": 1}, [acts(2.0, "crash", server="B")], 20.0),
    ("survive_a_crash", {}, {**WELL, "rival_1": "random", "retries": 0}, [acts(2.0, "crash")], 20.0),
    ("one_policy_faster", {}, SLOW_C, [nothing], 25.0),
    ("one_policy_faster", {}, {"rival_1": "least_connections", "arrival_rate": 3}, [nothing], 25.0),
    ("clients_moved", {}, {"policy": "ip_hash", "clients": 99, "arrival_rate": 24, "work_time": 0.08}, [nothing], 15.0),
    ("clients_moved", {}, {"policy": "consistent_hash", "key_count": 50, "clients": 1, "arrival_rate": 24},
     [acts(5.0, "add_server")], 15.0),
    ("short_queues", {}, {"servers": 100, "arrival_rate": 5, "policy": "power_of_two"}, [nothing], 6.0),
    ("short_queues", {}, MANY | {"arrival_rate": 490}, [nothing], 6.0),
]  # fmt: skip


@pytest.mark.parametrize(("goal", "args", "params", "learners", "seconds"), REACHED)
def test_whoever_does_it_reaches_it(
    make_balancer: MakeBalancer, goal: str, args: Any, params: Any, learners: Any, seconds: float
) -> None:
    standing = run(make_balancer(**LESSON | params), goal, args, learners, seconds)
    assert standing["done"], standing
    assert 0.0 < standing["t"] <= seconds


@pytest.mark.parametrize(("goal", "args", "params", "learners", "seconds"), MISSED)
def test_whoever_does_not_does_not(
    make_balancer: MakeBalancer, goal: str, args: Any, params: Any, learners: Any, seconds: float
) -> None:
    standing = run(make_balancer(**LESSON | params), goal, args, learners, seconds)
    assert not standing["done"], standing


def test_a_rival_can_neither_reach_a_goal_nor_spoil_it(make_balancer: MakeBalancer) -> None:
    """What is lost in another lane is not the learner's: here what round robin goes on sending to a slow server."""
    race = {"policy": "least_connections", "rival_1": "round_robin", "speeds": "1,1,0.05,1", "servers": 4}
    lab = make_balancer(**LESSON | WELL | race | {"arrival_rate": 5, "queue_capacity": 4})
    watched = lab.watch("survive_a_crash", {"requests": 20})
    lab.act_at(2.0, "crash", {"server": "B"})
    lab.act_at(2.1, "restart_server", {"server": "B"})
    lab.set_at(3.0, "retries", 0)
    lab.clock.run(until=12.0)

    assert lab.lanes[1].balancer.totals["refused"] > 3
    standing = watched.read(12.0)
    assert standing["done"], standing


def test_a_goal_that_is_watched_from_the_middle_knows_what_is_there(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(**LESSON | SLOW_C)
    lab.clock.run(until=12.0)
    waiting = len(lab.lanes[0].machine("C").queue)
    assert waiting > 10
    watched = lab.watch("one_queue_grows", {"length": waiting})
    lab.clock.run(until=13.0)

    assert watched.read(13.0)["done"]


def test_every_goal_is_tried_here() -> None:
    assert {goal for goal, *_ in REACHED} == {goal for goal, *_ in MISSED} == {goal.name for goal in BalancerLab.goals}


def test_bad_arguments_of_a_goal_are_refused_by_field(make_balancer: MakeBalancer) -> None:
    with pytest.raises(LabError) as caught:
        make_balancer().watch("one_queue_grows", {"length": 0})
    assert (caught.value.code, caught.value.field) == ("bad_arguments", "length")
