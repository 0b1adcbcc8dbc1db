"""What the balancer lab refuses: each with the field that is to blame, and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from app.labs import LabError
from app.labs.balancer import BalancerLab

from .balancer_runs import events
from .conftest import MakeBalancer


def settle(lab: BalancerLab) -> None:
    """Whoever was woken at this moment does what it has to do."""
    lab.clock.run(until=lab.clock.now())


@pytest.mark.parametrize(
    ("name", "value", "field", "words"),
    [
        ("weights", "5,0,2", "weights", "“0” is not"),
        ("weights", "5,-1", "weights", "above 0"),
        ("weights", "a", "weights", "“a” is not"),
        ("weights", "5,,2", "weights", "“” is not"),
        ("weights", "nan", "weights", "“nan” is not"),
        ("weights", "1e9", "weights", "up to"),
        ("weights", ",".join("1" * 101), "weights", "at most 100 numbers"),
        ("speeds", "1,0", "speeds", "“0” is not"),
        ("speeds", "1e-300", "speeds", "from 0.01"),
        ("open_at_start", "1.5", "open_at_start", "whole numbers"),
        ("open_at_start", "-1", "open_at_start", "“-1” is not"),
        ("open_at_start", "1000", "open_at_start", "up to 200"),
        ("servers", 0, "servers", "from 1 to 100"),
        ("vnodes", 0, "vnodes", "from 1 to 500"),
        ("bound", 1.0, "bound", "from 1.01"),
        ("policy", "fastest", "policy", "one of round_robin"),
        ("rival_1", "round_robin", "rival_1", "cannot race itself"),
        ("retry_budget", 1.5, "retry_budget", "from 0 to 1 or null"),
    ],
)
def test_a_bad_value_is_refused_with_field_and_reason_and_changes_nothing(
    make_balancer: MakeBalancer, name: str, value: Any, field: str, words: str
) -> None:
    lab = make_balancer()
    with pytest.raises(LabError) as caught:
        lab.set(name, value)

    assert (caught.value.code, caught.value.field) == ("out_of_range", field)
    assert words in caught.value.message
    assert lab.params == BalancerLab.parse({})[0]


def test_two_rivals_cannot_be_the_same_and_none_is_any_number_of_times() -> None:
    with pytest.raises(LabError) as caught:
        BalancerLab.parse({"rival_1": "random", "rival_2": "random"})
    assert caught.value.field == "rival_2"
    assert BalancerLab.parse({"rival_3": "random"})[0].lanes == ("round_robin", "random")


@pytest.mark.parametrize(
    "params",
    [
        {"servers": 100, "workers": 4},
        {"servers": 100, "rival_1": "random", "rival_2": "maglev", "rival_3": "ip_hash"},
        {"servers": 70, "workers": 2, "rival_1": "random"},
    ],
)
def test_too_many_threads_are_refused_and_a_link_asks_for_fewer(params: dict[str, Any]) -> None:
    with pytest.raises(LabError, match="256 threads at most") as caught:
        BalancerLab.parse(params)
    assert caught.value.field == "workers"

    fewer, notices = BalancerLab.parse(params, lenient=True)
    assert len(fewer.lanes) * fewer.servers * fewer.workers <= 256
    assert any("256 threads" in notice for notice in notices)


def test_loose_values_from_a_url_fall_back_with_a_notice() -> None:
    params, notices = BalancerLab.parse(
        {"servers": "4", "weights": "5,0", "policy": "best", "rival_1": "round_robin"}, lenient=True
    )

    assert (params.servers, params.weights, params.policy, params.rival_1) == (4, "", "round_robin", "none")
    assert len(notices) == 3


@pytest.mark.parametrize("name", ["A", "", "two/1", "1st", "x" * 21, "tab\t", "/"])
def test_a_server_cannot_have_just_any_name(make_balancer: MakeBalancer, name: str) -> None:
    lab = make_balancer()
    with pytest.raises(LabError) as caught:
        lab.act("add_server", {"name": name})

    assert (caught.value.code, caught.value.field) == ("bad_arguments", "name")
    assert lab.lanes[0].names == ["A", "B", "C"]
    assert not events(lab, "lab.act")


@pytest.mark.parametrize(
    "action",
    ["crash", "stop_server", "restart_server", "slow_down", "set_speed", "set_weight", "drain", "remove_server"],
)
def test_an_unknown_server_is_refused_and_the_known_ones_are_named(make_balancer: MakeBalancer, action: str) -> None:
    lab = make_balancer(rival_1="random")
    with pytest.raises(LabError, match="no server 'Z'") as caught:
        lab.act(action, {"server": "Z"})

    assert (caught.value.field, caught.value.allowed) == ("server", ["A", "B", "C"])


@pytest.mark.parametrize(
    ("action", "args", "field"),
    [
        ("set_weight", {"weight": 0}, "weight"), ("set_weight", {"weight": 1e9}, "weight"),
        ("add_server", {"weight": -1}, "weight"), ("set_speed", {"speed": 0}, "speed"),
        ("slow_down", {"factor": 0}, "factor"), ("burst", {"requests": 0}, "requests"),
    ],
)  # fmt: skip
def test_bad_arguments_are_refused_by_field(
    make_balancer: MakeBalancer, action: str, args: dict[str, Any], field: str
) -> None:
    with pytest.raises(LabError) as caught:
        make_balancer().act(action, args)

    assert (caught.value.code, caught.value.field) == ("bad_arguments", field)


def test_what_cannot_be_done_now_is_said_and_not_written_down(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(servers=1)
    for args, words in [({}, "no server that is down"), ({"server": "A"}, "not down")]:
        with pytest.raises(LabError, match=words):
            lab.act("restart_server", args)
    lab.act("crash")
    settle(lab)
    with pytest.raises(LabError, match="no server that is up"):
        lab.act("crash")
    with pytest.raises(LabError, match="A is not up"):
        lab.act("crash", {"server": "A"})
    lab.act("remove_server")
    settle(lab)
    for action in ("remove_server", "drain", "slow_down", "crash"):
        with pytest.raises(LabError, match="there is no server"):
            lab.act(action)

    assert [event.action for event in events(lab, "lab.act")] == ["crash", "remove_server"]


def test_slowing_down_again_and_again_has_an_end(make_balancer: MakeBalancer) -> None:
    lab = make_balancer()
    for _ in range(30):
        lab.act("slow_down", {"factor": 100.0})
        settle(lab)
    lab.clock.run(until=5.0)

    assert lab.lanes[0].machine("C").options.speed == 0.01


def test_no_more_servers_can_be_added_than_there_may_be_threads(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(servers=63, workers=2, rival_1="random")
    lab.act("add_server")
    settle(lab)
    with pytest.raises(LabError, match="64 servers at most"):
        lab.act("add_server")


def test_workers_are_counted_for_the_servers_that_there_are(make_balancer: MakeBalancer) -> None:
    lab = make_balancer(servers=64, workers=3)
    lab.act("add_server")
    settle(lab)
    with pytest.raises(LabError, match="there are 65 servers") as caught:
        lab.set("workers", 4)

    assert caught.value.field == "workers"
    assert lab.set_at(1.0, "workers", 2) is None
