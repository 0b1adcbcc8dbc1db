"""The namespace `/live` over a real websocket."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import socketio

from tests.live.browser import WAIT
from tests.live.fake_lab import FakeLab


def test_open_is_acknowledged_and_followed_by_a_keyframe_and_frames(site: Any) -> None:
    browser = site.browser()
    ack = browser.ask("open", {"lab": "fake", "params": {"size": 5}, "seed": 7})
    assert ack["ok"] is True
    assert ack["schema"] == {"fake.tick": ["number", "text"]}
    assert ack["lab"] == FakeLab.describe()
    assert ack["params"] == {"size": 5, "threads": 2, "slow": 10.0, "seed": 7}
    assert (ack["seed"], ack["slow"], ack["recording"], ack["seq"]) == (7, 10.0, 1, 0)
    keyframe = browser.wait_for("keyframe")
    assert (keyframe["id"], keyframe["seq"], keyframe["recording"]) == (ack["id"], 0, 1)
    site.labs[0].happen(3)
    frame = browser.wait_for("frame", lambda frame: frame["events"])
    assert [row[1:] for row in frame["events"]] == [["fake.tick", 0, ""], ["fake.tick", 1, ""], ["fake.tick", 2, ""]]
    assert browser.wait_for("metrics")["values"]["unknown"] is None


def test_frames_stay_contiguous_under_load(site: Any) -> None:
    browser = site.browser()
    ack = browser.open()
    viewer = browser.viewers[ack["id"]]
    (lab,) = site.labs
    for _ in range(3_000):
        lab.happen(10, dt=0.001)
        browser.wait_until(lambda: viewer.count > lab.journal.position - 10_000)  # so that nothing need be skipped
    browser.wait_until(lambda: viewer.count == 30_000)
    assert viewer.dropped == 0
    assert [row[2] for row in viewer.events] == list(range(30_000))


@pytest.mark.parametrize(
    "event, payload, code, field",
    [
        ("open", {"lab": "nope"}, "unknown_lab", "lab"),
        ("open", {"lab": "fake", "params": {"size": 99}}, "out_of_range", "size"),
        ("open", {"lab": "fake", "params": {"sise": 1}}, "unknown_parameter", "sise"),
        ("open", {"lab": "fake", "seed": 1000}, "out_of_range", "seed"),
        ("set", {"name": "size", "value": 99}, "out_of_range", "size"),
        ("set", {"name": "sise", "value": 1}, "unknown_parameter", "sise"),
        ("set", {"name": "size"}, "bad_message", "value"),
        ("act", {"action": "explode"}, "unknown_action", "action"),
        ("speed", {"slow": -1}, "bad_message", "slow"),
        ("speed", {"slow": 5000}, "out_of_range", "slow"),
        ("preset", {"params": {"threads": 0}}, "out_of_range", "threads"),
        ("visible", {}, "bad_message", "on"),
        ("play", {"id": "somebody else's"}, "unknown_id", "id"),
        ("resume", {"id": "x", "token": "y", "seq": 0}, "unknown_id", "id"),
        ("explode", {}, "unknown_event", "event"),
        ("__class__", {}, "unknown_event", "event"),
    ],
)
def test_bad_input_names_field_and_range_and_changes_nothing(
    site: Any, event: str, payload: Any, code: str, field: str
) -> None:
    browser = site.browser()
    browser.open()
    before = site.labs[0].params
    error = browser.refused(event, payload)
    assert (error["code"], error["field"]) == (code, field)
    assert error.get("allowed") or field in ("id", "value"), "the range, where there is one"
    (lab,) = site.labs
    assert lab.params == before
    lab.happen(1)
    browser.wait_for("frame", lambda frame: frame["events"])


@pytest.mark.parametrize("payload", [5, "text", [], (1, 2), True, b"bytes"[0]])
def test_a_payload_that_is_no_object_is_refused_and_the_lab_goes_on(site: Any, payload: Any) -> None:
    browser = site.browser()
    browser.open()
    assert browser.refused("pause", payload)["code"] == "bad_message"
    assert not site.labs[0].paused


def test_an_unknown_event_without_a_wish_for_an_answer_is_passed_over(site: Any) -> None:
    browser = site.browser()
    browser.open()
    browser.tell("explode", {"loud": True})
    assert browser.ask("keyframe") == {"ok": True}


def test_a_bug_in_a_lab_is_logged_and_told_without_its_details(site: Any, caplog: pytest.LogCaptureFixture) -> None:
    browser = site.browser()
    browser.open()
    error = browser.refused("act", {"action": "bug"})
    assert error["code"] == "internal"
    assert "secret" not in str(error)
    assert "secret detail" in caplog.text
    assert browser.ask("act", {"action": "echo", "args": {"a": 1}}) == {"ok": True, "result": {"a": 1}}


def test_a_lab_that_does_not_answer_costs_its_client_an_error_and_others_nothing(
    make_site: Callable[..., Any],
) -> None:
    site = make_site(call_timeout=0.2)
    stuck, other = site.browser(), site.browser()
    stuck.open()
    other.open()
    site.labs[0].go.clear()
    assert stuck.refused("act", {"action": "hang"})["code"] == "stalled"
    assert other.ask("act", {"action": "echo"})["ok"]
    site.labs[1].happen(1)
    other.wait_for("frame", lambda frame: frame["events"])
    assert stuck.ask("close") == {"ok": True}, "even a lab that hangs can be closed"
    assert site.labs[0].closed.wait(WAIT)


def test_parameters_apply_live_or_rebuild(site: Any) -> None:
    browser = site.browser()
    ack = browser.open(seed=3)
    assert browser.ask("set", {"name": "size", "value": 2}) == {
        "ok": True,
        "value": 2,
        "applied": "live",
        "recording": 1,
    }
    site.labs[0].happen(5)
    browser.wait_for("frame", lambda frame: frame["events"])
    assert browser.ask("set", {"name": "threads", "value": 4}) == {
        "ok": True,
        "value": 4,
        "applied": "rebuild",
        "recording": 2,
    }
    keyframe = browser.wait_for("keyframe")
    assert (keyframe["recording"], keyframe["state"], keyframe["id"]) == (2, {"count": 0}, ack["id"])
    old, new = site.labs
    assert old.closed.is_set()
    assert new.params.model_dump() == {"size": 2, "threads": 4, "slow": 10.0, "seed": 3}
    old.happen(7)
    new.happen(1)
    assert len(browser.wait_for("frame", lambda frame: frame["events"])["events"]) == 1


def test_reset_and_preset_rebuild(site: Any) -> None:
    browser = site.browser()
    browser.open(params={"size": 5})
    assert browser.ask("act", {"action": "reset"}) == {"ok": True, "result": None, "recording": 2}
    assert browser.wait_for("keyframe")["recording"] == 2
    assert site.labs[1].params == site.labs[0].params
    ack = browser.ask("preset", {"params": {"threads": 3}, "seed": 9})
    assert ack["ok"]
    assert (ack["recording"], ack["seed"]) == (3, 9)
    assert ack["params"] == {"size": 3, "threads": 3, "slow": 10.0, "seed": 9}, "missing ones take their defaults"
    assert browser.wait_for("keyframe")["recording"] == 3
    assert [lab.closed.is_set() for lab in site.labs] == [True, True, False]


def test_a_rebuild_keeps_the_pause(site: Any) -> None:
    browser = site.browser()
    browser.open()
    browser.ask("pause")
    browser.ask("act", {"action": "reset"})
    assert site.labs[1].paused
    browser.ask("play")
    browser.ask("act", {"action": "reset"})
    assert not site.labs[2].paused


def test_when_the_new_lab_cannot_be_built_the_running_one_goes_on(site: Any) -> None:
    browser = site.browser()
    browser.open()
    site.lab_class.unbuildable = True
    assert browser.refused("set", {"name": "threads", "value": 4})["code"] == "internal"
    (lab,) = site.labs
    assert not lab.closed.is_set()
    assert lab.params.threads == 2
    lab.happen(1)
    browser.wait_for("frame", lambda frame: frame["events"])
    assert browser.refused("open", {"lab": "fake"})["code"] == "internal"
    site.lab_class.unbuildable = False
    assert browser.ask("open", {"lab": "fake"})["ok"], "what was reserved for the failed one is free again"


def test_play_pause_step_and_speed(site: Any) -> None:
    browser = site.browser()
    browser.open()
    (lab,) = site.labs
    assert browser.ask("pause")["ok"]
    assert lab.paused
    assert browser.wait_for("metrics", lambda m: m["pace"]["paused"])
    assert browser.ask("step") == {"ok": True, "t": lab.now}
    assert len(browser.wait_for("frame", lambda frame: frame["events"])["events"]) == 1
    assert browser.ask("play")["ok"]
    assert not lab.paused
    browser.wait_for("metrics", lambda m: not m["pace"]["paused"])
    assert browser.ask("step")["ok"]
    assert lab.paused, "a step leaves it standing"
    assert browser.ask("speed", {"slow": 2}) == {"ok": True, "slow": 2}
    browser.wait_for("metrics", lambda m: m["pace"]["slow"] == 2)


def test_a_lab_nobody_sees_stands_still(site: Any) -> None:
    browser = site.browser()
    browser.open()
    (lab,) = site.labs
    assert browser.ask("visible", {"on": False})["ok"]
    assert lab.paused
    pace = browser.wait_for("metrics", lambda m: m["pace"]["hidden"])["pace"]
    assert not pace["paused"], "paused means: by the learner"
    assert browser.ask("pause")["ok"]
    assert browser.ask("visible", {"on": True})["ok"]
    assert lab.paused, "the learner's pause outlasts it"
    assert browser.ask("play")["ok"]
    assert not lab.paused


def test_one_connection_holds_several_labs(make_site: Callable[..., Any]) -> None:
    site = make_site(max_labs_per_connection=2)
    browser = site.browser()
    first, second = browser.open(), browser.open(seed=5)
    error = browser.refused("pause")
    assert (error["code"], error["field"], error["allowed"]) == (
        "bad_message",
        "id",
        [first["id"], second["id"]],
    )
    assert browser.ask("pause", {"id": second["id"]})["ok"]
    assert [lab.paused for lab in site.labs] == [False, True]
    site.labs[0].happen(2)
    site.labs[1].happen(3)
    browser.wait_until(lambda: [browser.viewers[ack["id"]].count for ack in (first, second)] == [2, 3])
    error = browser.refused("open", {"lab": "fake"})
    assert (error["code"], error["allowed"]) == ("too_many_labs", {"maximum": 2})
    assert browser.ask("close", {"id": first["id"]}) == {"ok": True}
    assert site.labs[0].closed.is_set()
    assert browser.ask("play")["ok"], "one is left: no id needed"
    assert not site.labs[1].paused


def test_two_clients_neither_see_nor_command_each_others_labs(site: Any) -> None:
    ann, bob = site.browser(), site.browser()
    anns, bobs = ann.open(), bob.open()
    assert bob.refused("pause", {"id": anns["id"]})["code"] == "unknown_id"
    assert bob.refused("close", {"id": anns["id"]})["code"] == "unknown_id"
    site.labs[0].happen(1, text="ann's")
    site.labs[1].happen(1, text="bob's")
    assert ann.wait_for("frame", lambda frame: frame["events"])["events"][0][3] == "ann's"
    assert bob.wait_for("frame", lambda frame: frame["events"])["events"][0][3] == "bob's"
    assert {payload["id"] for _, payload in ann.messages} == {anns["id"]}
    assert {payload["id"] for _, payload in bob.messages} == {bobs["id"]}


def test_a_failed_lab_is_closed_with_a_reason(site: Any) -> None:
    browser = site.browser()
    browser.open()
    site.labs[0].failure = RuntimeError("T1 died")
    closed = browser.wait_for("closed")
    assert (closed["reason"], closed["message"]) == ("failed", "RuntimeError: T1 died")
    assert browser.refused("play")["code"] == "unknown_id"
    assert site.labs[0].closed.wait(WAIT)


def test_closing_the_server_tells_the_clients_and_closes_the_labs(site: Any) -> None:
    browser = site.browser()
    browser.open()
    site.live.close()
    assert browser.wait_for("closed")["reason"] == "shutdown"
    assert site.labs[0].closed.is_set()


def test_long_polling_is_not_offered(site: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{site.port}/socket.io/?EIO=4&transport=polling")
    assert refused.value.code == 400
    refused.value.close()


def test_other_namespaces_are_refused(site: Any) -> None:
    client = socketio.Client(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(f"http://127.0.0.1:{site.port}", namespaces=["/"], transports=["websocket"])
    client.disconnect()
