"""The stream with the ring lab: its state, time that goes on although nothing happens, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.labs import LABS
from tests.live.browser import Browser


@pytest.fixture
def learner(make_site: Callable[..., Any]) -> Browser:
    return make_site(others=LABS).browser()


def test_keys_and_points_come_with_the_keyframe_and_what_moves_with_a_frame(learner: Browser) -> None:
    params = {"keys": 1000, "servers": 8, "vnodes": 50, "slow": 0.1}
    ack = learner.ask("open", {"lab": "hash-ring", "params": params})
    assert ack["ok"], ack
    assert ack["schema"]["keys.moved"] == ["scheme", "moves"]
    assert "pool.opened" not in ack["schema"]
    state = learner.wait_for("keyframe")["state"]
    assert len(state["owners"]) == len(state["positions"]) == 1000
    assert [len(node["points"]) for node in state["nodes"].values()] == [50] * 8

    learner.wait_for("frame", lambda frame: frame["to"] > 1.0 and not frame["events"])  # time goes on by itself
    assert learner.ask("act", {"action": "add_server"})["result"] == {"server": "S9"}
    frame = learner.wait_for("frame", lambda frame: frame["events"])
    kinds = [row[1] for row in frame["events"]]
    assert kinds == ["node.placed", "keys.moved", "keys.moved", "lab.act"]
    assert {to for _, to, _ in frame["events"][1][3]} == {"S9"}
    metrics = learner.wait_for("metrics", lambda message: message["values"]["servers"] == 9)
    assert {metric["name"] for metric in ack["lab"]["metrics"]} == set(metrics["values"])
    assert set(metrics["detail"]["nodes"]) == {f"S{n}" for n in range(1, 10)}
    assert {entry["name"] for entry in metrics["theory"]} >= {"arc_spread", "moved_ring", "moved_modulo"}


def test_bad_input_to_the_ring_lab_names_the_field(learner: Browser) -> None:
    error = learner.refused("open", {"lab": "hash-ring", "params": {"weights": "1, 0"}})
    assert (error["code"], error["field"]) == ("out_of_range", "weights")
    assert "above 0" in error["message"]
    assert learner.ask("open", {"lab": "hash-ring", "params": {"servers": 1}})["ok"]
    assert learner.refused("act", {"action": "add_server", "args": {"name": "S1"}})["field"] == "name"
    assert learner.refused("set", {"name": "vnodes", "value": 0})["field"] == "vnodes"
    assert learner.ask("act", {"action": "remove_server"})["ok"]
    assert "no server on the ring" in learner.refused("act", {"action": "look_up"})["message"]
