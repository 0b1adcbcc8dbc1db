"""The stream with the real lab: its frames and its keyframes tell the same story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app.labs import LABS
from tests.live.browser import Browser

# What each total of a keyframe counts, as kinds of events.
TOTALS = {
    "arrived": "request.arrived",
    "served": "request.served",
    "failed": "request.failed",
    "timed_out": "waiter.timed_out",
    "opened": "connection.connected",
    "closed": "connection.closed",
}


class Story:
    """A browser's view of the pool lab: what the first keyframe says, and every event since."""

    def __init__(self, lab_id: str) -> None:
        self.id = lab_id
        self.totals: dict[str, int] = {}
        self.seq = -1
        self.to = 0.0
        self.seen: Counter[str] = Counter()
        self.keyframes = 0

    def read(self, messages: list[tuple[str, dict[str, Any]]]) -> None:
        for event, payload in messages:
            if payload["id"] != self.id:
                continue
            if event == "frame":
                assert payload["seq"] == self.seq + 1
                assert payload["from"] == self.to
                assert payload["dropped"] == 0
                assert all(payload["from"] <= row[0] <= payload["to"] for row in payload["events"])
                self.seq, self.to = payload["seq"], payload["to"]
                self.seen.update(row[1] for row in payload["events"])
            elif event == "keyframe":
                self.check(payload)

    def check(self, keyframe: dict[str, Any]) -> None:
        self.keyframes += 1
        totals = keyframe["state"]["totals"]
        if self.totals:
            told = {name: self.totals[name] + self.seen[kind] for name, kind in TOTALS.items()}
            assert told == {name: totals[name] for name in TOTALS}
        else:
            self.totals, self.to = totals, keyframe["t"]
        self.seq = keyframe["seq"]


@pytest.fixture
def learner(make_site: Callable[..., Any]) -> Browser:
    return make_site(others=LABS).browser()


@pytest.mark.parametrize("thread_order", ["seeded", "os"])
def test_frames_and_keyframes_of_a_running_pool_agree(learner: Browser, thread_order: str) -> None:
    params = {"slow": 1.0, "acquire_timeout": 0.05, "thread_order": thread_order}
    ack = learner.ask("open", {"lab": "connection-pool", "params": params, "seed": 7})
    assert ack["ok"], ack
    assert ack["schema"]["connection.acquired"] == ["connection", "who", "wait_time"]
    assert (ack["seed"], ack["params"]["acquire_timeout"]) == (7, 0.05)
    learner.wait_for("keyframe")
    for ask, payload in [
        ("set", {"name": "max_size", "value": 2}),
        ("act", {"action": "kill_connection"}),
        ("set", {"name": "max_size", "value": 8}),
        ("act", {"action": "restart_database", "args": {"down_for": 0.05}}),
        ("act", {"action": "slow_query"}),
    ]:
        answer = learner.ask(ask, payload)
        assert answer["ok"], answer
        learner.wait_for("frame", lambda frame: any(row[1] == "request.served" for row in frame["events"]))
        assert learner.ask("keyframe")["ok"]
        learner.wait_for("keyframe")
    learner.ask("pause")
    learner.ask("keyframe")
    learner.wait_for("keyframe")
    story = Story(ack["id"])
    story.read(learner.messages)
    assert story.keyframes == 7
    assert story.seen["waiter.enqueued"] > 0
    values = [payload["values"] for event, payload in learner.messages if event == "metrics"][-1]
    assert {metric["name"] for metric in ack["lab"]["metrics"]} <= set(values)


def test_bad_input_to_the_pool_lab_names_field_and_range(learner: Browser) -> None:
    error = learner.refused("open", {"lab": "connection-pool", "params": {"threads": 4000}})
    assert (error["code"], error["field"]) == ("out_of_range", "threads")
    assert error["allowed"]["maximum"] < 4000
    assert learner.ask("open", {"lab": "connection-pool"})["ok"]
    error = learner.refused("set", {"name": "max_size", "value": "many"})
    assert (error["code"], error["field"]) == ("out_of_range", "max_size")
    assert learner.refused("set", {"name": "maxsize", "value": 1})["code"] == "unknown_parameter"
    assert learner.refused("act", {"action": "explode"})["code"] == "unknown_action"
    assert learner.refused("act", {"action": "restart_database", "args": {"down_for": "long"}})["code"] == (
        "bad_arguments"
    )
    learner.wait_for("frame", lambda frame: frame["events"])


def test_time_stands_still_step_by_step(learner: Browser) -> None:
    assert learner.ask("open", {"lab": "connection-pool"})["ok"]
    learner.wait_for("frame", lambda frame: frame["events"])
    learner.ask("pause")
    first = learner.ask("step")
    learner.wait_for("frame", lambda frame: frame["to"] >= first["t"])
    second = learner.ask("step")
    assert second["t"] >= first["t"] > 0
    assert learner.ask("speed", {"slow": 2.5}) == {"ok": True, "slow": 2.5}


def test_a_rebuild_begins_a_new_recording_at_time_0(learner: Browser) -> None:
    ack = learner.ask("open", {"lab": "connection-pool", "params": {"max_size": 3}})
    learner.wait_for("frame", lambda frame: frame["events"])
    learner.ask("pause")
    rebuilt = learner.ask("set", {"name": "pooling", "value": False})
    assert (rebuilt["applied"], rebuilt["recording"]) == ("rebuild", 2)
    keyframe = learner.wait_for("keyframe", lambda keyframe: keyframe["recording"] == 2)
    assert keyframe["t"] == 0
    assert keyframe["state"]["pool"]["pooling"] is False
    assert keyframe["id"] == ack["id"]
