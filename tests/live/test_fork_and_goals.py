"""Forks, shared runs and goals, over the wire with the real lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.labs import LABS
from tests.live.browser import Browser

FAST = {"slow": 0.5, "max_size": 4}


@pytest.fixture
def learner(make_site: Callable[..., Any]) -> Browser:
    return make_site(others=LABS).browser()


def open_pool(learner: Browser, **params: Any) -> dict[str, Any]:
    ack = learner.ask("open", {"lab": "connection-pool", "params": {**FAST, **params}, "seed": 7})
    assert ack["ok"], ack
    return ack


def reach(learner: Browser, lab_id: str, t: float) -> None:
    learner.wait_for("frame", lambda frame: frame["id"] == lab_id and frame["to"] >= t)


def test_a_fork_has_lived_through_the_same_up_to_its_moment(learner: Browser) -> None:
    first = open_pool(learner)
    reach(learner, first["id"], 0.3)
    learner.ask("set", {"id": first["id"], "name": "max_size", "value": 2})
    reach(learner, first["id"], 1.0)
    paused = learner.ask("pause", {"id": first["id"]})

    fork = learner.ask("fork", {"id": first["id"], "t": paused["t"]})

    assert fork["ok"], fork
    assert fork["forked"] == {"from": first["id"], "t": paused["t"]}
    assert fork["id"] != first["id"]
    copy = learner.wait_for("keyframe", lambda keyframe: keyframe["id"] == fork["id"])
    learner.ask("keyframe", {"id": first["id"]})
    original = learner.wait_for("keyframe", lambda keyframe: keyframe["id"] == first["id"])
    assert copy["state"] == original["state"]
    assert copy["actions"] == original["actions"]
    assert [action[1:] for action in copy["actions"]] == [["set", "max_size", 2]]
    assert copy["start_params"]["max_size"] == 4


def test_a_fork_goes_its_own_way(learner: Browser) -> None:
    first = open_pool(learner)
    reach(learner, first["id"], 0.5)
    fork = learner.ask("fork", {"id": first["id"], "t": 0.4})
    assert learner.ask("set", {"id": fork["id"], "name": "max_size", "value": 9})["ok"]
    reach(learner, fork["id"], 0.8)
    reach(learner, first["id"], 0.8)

    learner.ask("keyframe", {"id": first["id"]})
    original = learner.wait_for("keyframe", lambda keyframe: keyframe["id"] == first["id"])
    assert original["state"]["pool"]["max_size"] == 4


def test_a_moment_that_has_not_come_yet_is_now(learner: Browser) -> None:
    first = open_pool(learner)
    reach(learner, first["id"], 0.2)
    now = learner.ask("pause", {"id": first["id"]})["t"]

    assert learner.ask("fork", {"id": first["id"], "t": 99.0})["forked"]["t"] == now


def test_a_run_in_the_order_of_the_operating_system_is_not_forked(learner: Browser) -> None:
    first = open_pool(learner, thread_order="os")
    error = learner.refused("fork", {"id": first["id"], "t": 0.1})

    assert (error["code"], error["field"]) == ("not_repeatable", "thread_order")
    assert learner.ask("play", {"id": first["id"]})["ok"]


def test_a_shared_run_opens_at_its_moment_and_stands_still(learner: Browser) -> None:
    actions = [[0.2, "set", "max_size", 2], [0.5, "act", "slow_query", {}]]
    share = {"lab": "connection-pool", "params": FAST, "seed": 3, "actions": actions, "t": 1.25}
    states = []
    for _ in range(2):
        ack = learner.ask("open", share)
        assert ack["ok"], ack
        keyframe = learner.wait_for("keyframe", lambda keyframe, lab=ack["id"]: keyframe["id"] == lab)
        assert keyframe["t"] == 1.25
        assert keyframe["actions"] == actions
        states.append(keyframe["state"])
    assert states[0] == states[1]
    assert states[0]["pool"]["max_size"] == 2


@pytest.mark.parametrize(
    "actions", [[[1, 2]], [[-1, "set", "max_size", 2]], [[0, "set", "max_size", 99]], [[0, "go", "x", 1]]]
)
def test_actions_that_are_none_are_refused_by_field(learner: Browser, actions: list[Any]) -> None:
    error = learner.refused("open", {"lab": "connection-pool", "actions": actions, "t": 1})

    assert (error["code"], error["field"]) == ("bad_arguments", "actions")


def test_a_moment_too_far_away_is_refused_by_field(learner: Browser) -> None:
    error = learner.refused("open", {"lab": "connection-pool", "t": 1e6})

    assert (error["code"], error["field"], error["allowed"]) == ("bad_arguments", "t", {"maximum": 900})


def test_a_goal_ticks_by_itself_and_stays_ticked(learner: Browser) -> None:
    lab = open_pool(learner, threads=12)
    ack = learner.ask("goals", {"names": ["one_connection_three_threads", "find_leak"]})
    assert [goal["name"] for goal in ack["goals"]] == ["one_connection_three_threads", "find_leak"]

    reached = learner.wait_for("goal", lambda goal: goal["done"])

    assert (reached["id"], reached["name"], reached["progress"]) == (lab["id"], "one_connection_three_threads", 1)
    assert "3 of 3 threads" in reached["detail"]
    assert not any(
        name == "goal" and message["name"] == reached["name"] and not message["done"]
        for name, message in learner.messages[learner._read :]
    )


def test_a_rebuild_opens_the_goals_again(learner: Browser) -> None:
    open_pool(learner)
    learner.ask("goals", {"names": [{"name": "one_connection_three_threads", "params": {"threads": 1}}]})
    learner.wait_for("goal", lambda goal: goal["done"])

    learner.ask("act", {"action": "reset"})

    learner.wait_for("goal", lambda goal: not goal["done"])
    learner.wait_for("goal", lambda goal: goal["done"])


def test_an_unknown_goal_is_refused_with_those_there_are(learner: Browser) -> None:
    open_pool(learner)
    error = learner.refused("goals", {"names": ["win"]})

    assert (error["code"], error["field"]) == ("unknown_goal", "names")
    assert "find_leak" in error["allowed"]
