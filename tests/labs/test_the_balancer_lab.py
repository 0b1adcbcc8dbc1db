"""The lab `balancer`: what its parameters and actions do to the run, and how it refuses what makes no sense."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.engine import AutojumpClock, Journal
from app.engine.balancer.policies import POLICIES
from app.labs import LABS, LabError
from app.labs.balancer import BalancerLab
from app.labs.balancer.policy_names import PolicyName

from .balancer_runs import events, rows
from .conftest import MakeBalancer

NAMES_THAT_STAY_PUT = {
    "policy", "rival_1", "rival_2", "rival_3", "arrival_rate", "pattern", "clients", "office_share", "key_count",
    "hot_share", "work_time", "work_spread", "servers", "weights", "speeds", "workers", "queue_capacity",
    "failure_rate", "open_at_start", "request_timeout", "vnodes", "bound", "passive_checks", "eject_after",
    "eject_time", "max_ejected", "active_checks", "check_interval", "rise", "fall", "panic_threshold", "slow_start",
    "retries", "retry_budget", "thread_order", "seed", "slow",
}  # fmt: skip
LIVE = {
    "policy": "maglev", "vnodes": 10, "bound": 2.0, "arrival_rate": 33.0, "work_time": 0.1, "work_spread": 0.1,
    "clients": 3, "office_share": 0.5, "key_count": 7, "hot_share": 0.3, "servers": 5, "weights": "5,3,2",
    "speeds": "1,1,0.25", "queue_capacity": 2, "failure_rate": 0.5, "workers": 3, "passive_checks": True,
    "eject_after": 2, "eject_time": 2.0, "max_ejected": 0.9, "active_checks": True, "check_interval": 0.5, "fall": 1,
    "rise": 1, "panic_threshold": 0.4, "slow_start": 3.0, "request_timeout": 2.0, "retries": 2, "retry_budget": 0.3,
}  # fmt: skip
REBUILD = {
    "rival_1": "random", "rival_2": "maglev", "rival_3": "ip_hash", "pattern": "even", "open_at_start": "12,8,15",
    "seed": 3, "thread_order": "os",
}  # fmt: skip


def served(lab: BalancerLab, lane: int = 0) -> int:
    return lab.lanes[lane].balancer.totals["served"]


def settle(lab: BalancerLab) -> None:
    """Whoever was woken at this moment does what it has to do."""
    lab.clock.run(until=lab.clock.now())


def test_it_declares_the_parameters_and_actions_that_stay_put() -> None:
    described = LABS["balancer"].describe()

    assert set(described["params"]["properties"]) == NAMES_THAT_STAY_PUT == {*LIVE, *REBUILD, "slow"}
    assert {action["name"] for action in described["actions"]} >= {
        "crash", "stop_server", "restart_server", "slow_down", "set_speed", "set_weight", "drain",
        "add_server", "remove_server", "burst", "reset",
    }  # fmt: skip
    for declared in described["params"]["properties"].values():
        assert declared["title"]
        assert declared["description"]
        assert declared["applies"] in ("live", "rebuild")
    assert set(PolicyName.__args__) == set(POLICIES)
    json.dumps(described)


@pytest.mark.parametrize(("name", "value"), LIVE.items())
def test_a_live_parameter_takes_effect_while_it_runs(make_balancer: MakeBalancer, name: str, value: Any) -> None:
    lab = make_balancer(policy="bounded_load" if name in ("vnodes", "bound") else "round_robin")
    lab.clock.run(until=1.0)
    lab.set_at(1.0, name, value)
    lab.clock.run(until=2.0)

    assert getattr(lab.params, name) == value
    assert events(lab, "lab.set")[0].row()[2:] == [name, value]
    balancer, clients = lab.lanes[0].balancer, lab.clients.params
    machines = [lab.lanes[0].machine(server).options for server in lab.lanes[0].names]
    held: dict[str, Any] = {
        "policy": balancer.policy.name,
        "vnodes": getattr(balancer.policy, "vnodes", None),
        "bound": getattr(balancer.policy, "_c", None),
        "arrival_rate": lab._arrivals._rate,
        "servers": len(machines),
        "weights": ",".join(f"{member.server.weight:g}" for member in balancer.members),
        "speeds": ",".join(f"{machine.speed:g}" for machine in machines),
        "passive_checks": balancer.options.eject_after is not None,
        "active_checks": balancer.options.check_interval is not None,
        **{field: getattr(balancer.options, field) for field in ("retries", "retry_budget", "request_timeout")},
        **{field: getattr(balancer.options, field) for field in balancer.options.__slots__ if field in LIVE},
        **{field: getattr(machines[-1], field) for field in ("queue_capacity", "failure_rate", "workers")},
        **{field: getattr(clients, field) for field in ("work_time", "work_spread", "clients", "office_share")},
        **{field: getattr(clients, field) for field in ("key_count", "hot_share")},
    }
    if name in ("eject_after", "check_interval"):  # told to the balancer when the checks are on
        lab.set_at(2.0, "passive_checks", True)
        lab.set_at(2.0, "active_checks", True)
        lab.clock.run(until=2.5)
        held[name] = getattr(balancer.options, name)
    assert held[name] == value
    assert lab.clock.failure is None


@pytest.mark.parametrize(("name", "value"), REBUILD.items())
def test_a_parameter_that_rebuilds_is_not_changed_in_place(make_balancer: MakeBalancer, name: str, value: Any) -> None:
    lab = make_balancer()
    assert lab.set(name, value) == "rebuild"
    assert getattr(lab.params, name) != value
    assert getattr(lab.with_value(name, value), name) == value


def test_a_change_of_policy_leaves_the_rivals_alone(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(rival_1="least_connections", rival_2="bounded_load")
    before = [lane.balancer.policy for lane in lab.lanes]
    lab.set_at(1.0, "policy", "random")
    lab.set_at(1.5, "vnodes", 9)
    lab.clock.run(until=2.0)
    after = [lane.balancer.policy for lane in lab.lanes]

    assert [one is other for one, other in zip(before, after, strict=True)] == [False, True, False]
    told = [(event.t, event.balancer, event.policy) for event in events(lab, "balancer.policy") if event.t > 0]
    assert told == [(1.0, "1", "random"), (1.5, "3", "bounded_load")]


def test_actions_without_a_name_choose_a_server_and_say_which(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(rival_1="random")
    done: list[Any] = []
    for action, args in [
        ("crash", {}), ("stop_server", {}), ("restart_server", {}), ("slow_down", {}), ("set_speed", {"speed": 2.0}),
        ("set_weight", {"weight": 3}), ("add_server", {}), ("drain", {}), ("remove_server", {}),
    ]:  # fmt: skip
        done.append(lab.act(action, args)["server"])
        settle(lab)

    assert done == ["C", "B", "C", "C", "C", "C", "D", "D", "C"]
    assert [lane.names for lane in lab.lanes] == [["A", "B"]] * 2


def test_removing_every_server_under_traffic_refuses_requests_until_there_is_one_again(
    make_balancer: MakeBalancer,
) -> None:
    for policy in POLICIES:
        lab = make_balancer(policy=policy, rival_1="random" if policy != "random" else "ip_hash", seed=2)
        for t in (2.0, 3.0, 4.0):
            lab.act_at(t, "remove_server")
        lab.act_at(6.0, "add_server")
        lab.clock.run(until=5.99)
        before = [served(lab, lane) for lane in (0, 1)]
        refused = [event for event in events(lab, "request.refused") if event.t > 4.0]
        assert len(refused) > 10
        assert {event.reason for event in refused} == {"no_server"}
        assert lab.metrics()["share_max"] is None
        lab.clock.run(until=9.0)

        assert all(served(lab, lane) > before[lane] for lane in (0, 1))
        assert {event.reason for event in events(lab, "request.refused") if event.t > 6.0} <= {"queue_full"}
        assert lab.clock.failure is None


def test_servers_can_be_fewer_and_more_while_requests_flow(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(weights="1,2,3,4", speeds="1,1,1,0.5")
    for t, count in ((1.0, 1), (2.0, 5), (3.0, 2), (4.0, 4)):
        lab.set_at(t, "servers", count)
    lab.clock.run(until=5.0)

    assert lab.lanes[0].names == ["A", "B", "C", "D"]
    members = lab.snapshot().state["balancers"]["1"]["servers"]
    assert [member["weight"] for member in members.values()] == [1, 2, 3, 4]
    assert [member["speed"] for member in members.values()] == [1, 1, 1, 0.5]


def test_the_requests_that_are_open_at_the_start_are_the_documents_example(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(policy="least_connections", open_at_start="12, 8, 15", work_time=5.0, rival_1="random")
    settle(lab)
    for lane in lab.snapshot().state["balancers"].values():
        assert [server["active"] for server in lane["servers"].values()] == [12, 8, 15]
    lab.act("burst", {"requests": 1})
    settle(lab)

    active = [server["active"] for server in lab.snapshot().state["balancers"]["1"]["servers"].values()]
    assert active == [12, 9, 15]


@pytest.mark.parametrize("pattern", ["poisson", "even", "burst"])
@pytest.mark.parametrize("rate", [5.0, 50.0])
def test_arrivals_come_at_the_rate_of_the_slider(make_balancer: MakeBalancer, pattern: str, rate: float) -> None:
    lab = make_balancer(pattern=pattern, arrival_rate=rate, work_time=0.001)
    lab.clock.run(until=60.0)

    # Four standard deviations of a Poisson count; bursts of ten have √10 as much.
    expected = rate * 60.0
    spread = {"poisson": 1.0, "even": 0.05, "burst": 10**0.5}[pattern]
    assert abs(lab.lanes[0].balancer.totals["arrived"] - expected) <= 4 * spread * expected**0.5


def test_the_metrics_declared_are_the_metrics_given(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(rival_1="random", rival_2="ip_hash", rival_3="maglev")
    declared = {metric.name for metric in lab.metrics_declared}
    assert set(lab.metrics()) == declared
    lab.clock.run(until=10.0)
    values = lab.metrics()

    assert set(values) == declared
    assert all(value is not None for value in values.values()), values
    assert values["arrived"] == values["served"] + values["lost"] + values["in_flight"]
    json.dumps(lab.detail(), allow_nan=False)


def test_the_detail_of_a_lane_adds_up(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(policy="smooth_weighted_round_robin", weights="5,3,2", arrival_rate=8.0)
    lab.clock.run(until=50.0)
    lane = lab.detail(50.0)["balancers"]["1"]

    shares = [server["share"] for server in lane["servers"].values()]
    assert sum(shares) == pytest.approx(1.0)
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.01), "smooth weights are kept to a request"
    assert [server["expected"] for server in lane["servers"].values()] == [0.5, 0.3, 0.2]
    busy = [server["utilisation"] for server in lane["servers"].values()]
    assert sum(busy) == pytest.approx(lane["served_rate"] * lab.params.work_time, rel=0.05)
    assert lane["chi_square"] < 1.0
    assert lane["load"] == 1.0


def test_clients_that_have_a_home_keep_it(make_balancer: MakeBalancer) -> None:
    for policy, kind in POLICIES.items():
        lab = make_balancer(policy=policy, arrival_rate=20.0, work_time=0.01)
        lab.clock.run(until=20.0)
        affinity = lab.metrics()["affinity"]
        assert affinity is not None
        # A bounded ring spills when a server has more than its part; with so little to do, hardly ever.
        assert affinity == 1.0 if kind.affinity and policy != "bounded_load" else 0.2 < affinity < 0.95, policy


def test_a_meter_that_was_not_read_for_long_goes_on_with_what_is_left(
    make_balancer: MakeBalancer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.labs.base.Journal", lambda clock, strict: Journal(clock, 300, strict=strict))
    lab = make_balancer(work_time=0.2, arrival_rate=12.0)
    lab.clock.run(until=1.0)
    lab.metrics()
    lab.clock.run(until=60.0)
    for server in lab.detail(30.0)["balancers"]["1"]["servers"].values():
        assert server["utilisation"] <= 1.0


def test_an_even_pattern_has_no_chance_in_it(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(pattern="even", arrival_rate=10.0)
    lab.clock.run(until=5.0)
    times = [event.t for event in events(lab, "request.arrived")]

    assert times == pytest.approx([n / 10 for n in range(1, len(times) + 1)])


def test_the_lab_of_a_closed_clock_says_so() -> None:
    params, _ = BalancerLab.parse({})
    lab = BalancerLab(params, clock=AutojumpClock(params.seed))
    lab.close()

    with pytest.raises(LabError, match="has ended"):
        lab.set("servers", 2)
    assert rows(lab)[0][1] == "balancer.policy"
