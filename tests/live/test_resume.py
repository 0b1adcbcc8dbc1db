"""A browser that lost its connection gets its lab back: the same lab, nothing missed, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.live.browser import WAIT, Browser


def resume(site: Any, ack: dict[str, Any], seen: Browser) -> tuple[Browser, dict[str, Any]]:
    """A new connection of the page `seen`, knowing what that page knows."""
    browser = site.browser()
    viewer = seen.viewers[ack["id"]]
    viewer.take("reconnected", {})
    browser.viewers[ack["id"]] = viewer
    return browser, browser.ask("resume", {"id": ack["id"], "token": ack["token"], "seq": viewer.seq})


def test_within_the_grace_period_the_same_lab_goes_on_where_it_was(site: Any) -> None:
    browser = site.browser()
    ack = browser.open(seed=4)
    (lab,) = site.labs
    lab.happen(5)
    browser.wait_until(lambda: browser.viewers[ack["id"]].count == 5)
    browser.drop()
    assert lab.standing.wait(WAIT)
    lab.happen(3)  # had not been sent yet when the connection broke
    again, answer = resume(site, ack, browser)
    assert {key: answer[key] for key in ack if key != "seq"} == {key: ack[key] for key in ack if key != "seq"}
    assert again.wait_for("frame")["seq"] == answer["seq"] + 1
    lab.happen(2)
    again.wait_until(lambda: again.viewers[ack["id"]].count == 10)
    assert not lab.paused
    assert site.labs == [lab]
    assert all(event != "keyframe" for event, _ in again.messages)


def test_frames_lost_on_the_way_are_sent_again_as_one(site: Any) -> None:
    browser = site.browser()
    ack = browser.open()
    (lab,) = site.labs
    lab.happen(5)
    browser.wait_until(lambda: browser.viewers[ack["id"]].count == 5)
    known = browser.viewers.pop(ack["id"])
    browser.viewers[ack["id"]] = type(known)()  # from here on the page sees nothing any more
    browser.viewers[ack["id"]].seq, browser.viewers[ack["id"]].to = known.seq, known.to
    for count in (1, 2, 3):
        lab.happen(count)
        browser.wait_for("frame", lambda frame, count=count: len(frame["events"]) == count)
    browser.viewers[ack["id"]] = known
    again, answer = resume(site, ack, browser)  # the old connection is still there: half-open
    frame = again.wait_for("frame")
    assert (frame["seq"], len(frame["events"]), frame["dropped"]) == (answer["seq"] + 1, 6, 0)
    assert browser.wait_for("closed")["reason"] == "taken_over"
    assert browser.refused("play")["code"] == "unknown_id"
    assert again.ask("pause")["ok"]
    browser.close()
    assert again.ask("play")["ok"]
    assert not lab.paused, "the end of the old connection is nothing to the lab"


def test_what_cannot_be_sent_again_comes_as_a_keyframe(make_site: Callable[..., Any]) -> None:
    site = make_site(remember_frames=1)
    browser = site.browser()
    ack = browser.open()
    (lab,) = site.labs
    for _ in range(3):
        lab.happen(5)
        browser.wait_for("frame", lambda frame: frame["events"])
    browser.viewers[ack["id"]].seq = 1
    again, answer = resume(site, ack, browser)
    keyframe = again.wait_for("keyframe")
    assert keyframe["seq"] == answer["seq"]
    assert keyframe["state"] == {"count": 15}
    assert again.messages[0][0] == "keyframe"


def test_events_the_journal_has_forgotten_are_counted(site: Any) -> None:
    site.lab_class.capacity = 10
    browser = site.browser()
    ack = browser.open()
    (lab,) = site.labs
    lab.happen(5)
    browser.wait_until(lambda: browser.viewers[ack["id"]].count == 5)
    browser.drop()
    assert lab.standing.wait(WAIT)
    lab.happen(20)
    again, _ = resume(site, ack, browser)
    assert again.wait_for("frame")["dropped"] == 20
    assert again.wait_for("keyframe")["state"] == {"count": 25}


def test_after_a_rebuild_nobody_saw_a_keyframe_of_the_new_recording_comes(site: Any) -> None:
    browser = site.browser()
    ack = browser.open()
    site.labs[0].happen(5)
    browser.wait_until(lambda: browser.viewers[ack["id"]].count == 5)
    seen = browser.viewers[ack["id"]].seq
    browser.ask("act", {"action": "reset"})
    browser.wait_for("keyframe", lambda keyframe: keyframe["recording"] == 2)
    browser.viewers[ack["id"]].seq = seen
    again, answer = resume(site, ack, browser)
    assert answer["recording"] == 2
    assert again.wait_for("keyframe")["recording"] == 2


def test_after_the_grace_period_the_lab_is_gone(make_site: Callable[..., Any]) -> None:
    site = make_site(grace=0.1, reap_every=0.05)
    browser = site.browser()
    ack = browser.open()
    browser.drop()
    assert site.labs[0].closed.wait(WAIT)
    again = site.browser()
    assert again.refused("resume", {"id": ack["id"], "token": ack["token"], "seq": 0})["code"] == "unknown_id"
    assert again.open()["id"] != ack["id"]


def test_a_wrong_token_takes_over_nothing(site: Any) -> None:
    browser, thief = site.browser(), site.browser()
    ack = browser.open()
    for token in ("", "guess", ack["token"][:-1]):
        assert thief.refused("resume", {"id": ack["id"], "token": token, "seq": 0})["code"] == "unknown_id"
    site.labs[0].happen(1)
    browser.wait_for("frame", lambda frame: frame["events"])
    assert thief.messages == []


def test_a_learners_pause_outlasts_the_reconnect(site: Any) -> None:
    browser = site.browser()
    ack = browser.open()
    browser.ask("pause")
    browser.drop()
    again, answer = resume(site, ack, browser)
    assert answer["ok"]
    assert site.labs[0].paused
    assert again.ask("play")["ok"]
    assert not site.labs[0].paused
