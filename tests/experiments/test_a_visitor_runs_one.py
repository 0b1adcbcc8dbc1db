"""An experiment as a visitor meets it: opened like a lab, run, watched in slow motion, cancelled, run again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.experiments.picture import Picture
from app.experiments.runner import ChildRun
from tests.experiments.support import WAIT, Fake, needs_proc, wait_until_gone
from tests.live.browser import Browser


@pytest.fixture
def site(make_site: Callable[..., Any]) -> Any:
    return make_site(others={Fake.slug: Fake})


@pytest.fixture
def visitor(site: Any) -> Browser:
    return site.browser()


def opened(browser: Browser, **params: Any) -> dict[str, Any]:
    ack = browser.ask("open", {"lab": Fake.slug, "params": params})
    assert ack["ok"], ack
    return {**ack, "state": browser.wait_for("keyframe")["state"]}


def phase(browser: Browser, wanted: str) -> dict[str, Any]:
    return browser.wait_for("progress", lambda progress: progress["phase"] == wanted)


def test_run_gives_progress_a_result_and_a_recording_of_its_own(visitor: Browser) -> None:
    ack = opened(visitor, slow=20.0)
    assert ack["state"]["experiment"]["phase"] == "idle"
    assert ack["state"]["result"] is None
    assert ack["lab"]["experiment"] is True
    assert visitor.ask("act", {"action": "run"})["result"] == {"place": 0}
    result = visitor.wait_for("result")
    assert result["sentences"] == ["It was measured."]
    assert result["params"] == {"do": "work"}
    keyframe = visitor.wait_for("keyframe")
    assert keyframe["recording"] == ack["recording"] + 1
    assert keyframe["t"] < 0.01
    assert keyframe["state"]["result"] == {key: value for key, value in result.items() if key != "id"}
    assert keyframe["state"]["experiment"]["phase"] == "done"
    visitor.wait_for("metrics", lambda metrics: metrics["pace"]["paused"])  # at its end it stands still by itself
    told = [payload for name, payload in visitor.messages if name == "progress"]
    assert [each["phase"] for each in told] == sorted((each["phase"] for each in told), key=ORDER.index)
    done = [each["done"] for each in told]
    assert done == sorted(done)
    events = visitor.viewers[ack["id"]].events
    assert [row[1] for row in events if row[1] in ("run.variant", "run.finished")] == ["run.variant", "run.finished"]
    assert ["run.finished", "one", 0.01] in [row[1:] for row in events]


ORDER = ["queued", "running", "done"]


def test_the_events_of_a_recording_lead_to_the_server_s_own_state(visitor: Browser) -> None:
    ack = opened(visitor, slow=20.0)
    visitor.ask("act", {"action": "run"})
    visitor.wait_for("result")
    first = visitor.wait_for("keyframe")
    visitor.wait_for("metrics", lambda metrics: metrics["pace"]["paused"])
    assert visitor.ask("keyframe")["ok"]
    last = visitor.wait_for("keyframe")["state"]
    mine = Picture(last["experiment"]["estimate"])
    mine.result, mine.experiment = first["state"]["result"], first["state"]["experiment"]
    mine.variant, mine.finished = first["state"]["variant"], first["state"]["finished"]
    start = [n for n, message in enumerate(visitor.messages) if message[0] == "keyframe"][-2]
    for name, payload in visitor.messages[start:]:
        for t, kind, *values in payload["events"] if name == "frame" else ():
            mine.take(t, kind, dict(zip(ack["schema"][kind], values, strict=True)))
    assert mine.state(last["t"]) == last


def test_play_at_the_end_and_show_again_begin_the_recording_anew(visitor: Browser) -> None:
    ack = opened(visitor, slow=20.0)
    visitor.ask("act", {"action": "run"})
    visitor.wait_for("result")
    visitor.wait_for("keyframe")
    visitor.wait_for("metrics", lambda metrics: metrics["pace"]["paused"])
    assert visitor.ask("play")["ok"]
    again = visitor.wait_for("keyframe")
    assert again["recording"] == ack["recording"] + 2
    visitor.wait_for("metrics", lambda metrics: metrics["pace"]["paused"])
    visitor.ask("pause")
    assert visitor.ask("act", {"action": "reset"})["recording"] == ack["recording"] + 3
    assert visitor.wait_for("keyframe")["state"]["result"]
    assert visitor.ask("step")["t"] in (0.01, 0.02)


def test_play_while_it_is_measured_again_does_not_end_that_run(visitor: Browser) -> None:
    opened(visitor, slow=20.0)
    visitor.ask("act", {"action": "run"})
    visitor.wait_for("result")
    visitor.wait_for("keyframe")
    visitor.wait_for("metrics", lambda metrics: metrics["pace"]["paused"])
    visitor.ask("act", {"action": "run"})
    assert visitor.ask("play")["ok"]
    assert visitor.wait_for("result"), "a run that had been ended would have none"


def test_a_result_belongs_to_its_parameters_and_is_kept_for_them(visitor: Browser) -> None:
    opened(visitor)
    visitor.ask("act", {"action": "run"})
    result = visitor.wait_for("result")
    visitor.wait_for("keyframe")
    assert visitor.ask("set", {"name": "do", "value": "chat"})["applied"] == "rebuild"
    state = visitor.wait_for("keyframe")["state"]
    assert state["result"] is None
    assert [other["params"] for other in state["others"]] == [{"do": "work"}]
    visitor.ask("preset", {"params": {"do": "work", "slow": 2.0}})
    assert visitor.wait_for("keyframe")["state"]["result"]["started"] == result["started"]


def test_a_failure_says_why_and_the_next_one_runs(site: Any, visitor: Browser) -> None:
    opened(visitor, do="fail")
    other = site.browser()
    opened(other)
    visitor.ask("act", {"action": "run"})
    other.ask("act", {"action": "run"})
    assert phase(visitor, "failed")["error"] == "It failed: ValueError: there is no such thing"
    assert other.wait_for("result")["n"] == 1
    visitor.ask("keyframe")
    assert visitor.wait_for("keyframe")["state"]["experiment"]["phase"] == "failed"
    assert visitor.ask("act", {"action": "run"})["ok"], "it may be tried again"
    phase(visitor, "failed")


@needs_proc
def test_the_second_is_told_its_place_and_a_cancelled_run_leaves_nothing(
    site: Any, visitor: Browser, children: list[ChildRun]
) -> None:
    opened(visitor, do="hang")
    assert visitor.ask("act", {"action": "run"})["ok"]
    visitor.wait_for("progress", lambda progress: progress["note"] == "hanging")
    other = site.browser()
    opened(other)
    assert other.ask("act", {"action": "run"})["result"] == {"place": 1}
    assert phase(other, "queued")["place"] == 1
    assert visitor.refused("act", {"action": "run"})["code"] == "not_now"
    assert visitor.refused("set", {"name": "do", "value": "work"})["field"] == "do"
    assert visitor.ask("act", {"action": "cancel"})["ok"]
    phase(visitor, "cancelled")
    assert other.wait_for("result")["n"] == 1
    assert children[0].pid is not None
    wait_until_gone(children[0].pid)
    assert visitor.refused("act", {"action": "cancel"})["code"] == "not_now"


def test_who_waits_may_leave_the_queue(site: Any, visitor: Browser) -> None:
    opened(visitor, do="hang")
    visitor.ask("act", {"action": "run"})
    other = site.browser()
    opened(other)
    other.ask("act", {"action": "run"})
    assert other.ask("act", {"action": "cancel"})["ok"]
    assert phase(other, "cancelled")["place"] == 0


@needs_proc
@pytest.mark.parametrize("how", ["close", "preset", "stop"])
def test_a_run_ends_with_its_session(how: str, site: Any, visitor: Browser, children: list[ChildRun]) -> None:
    opened(visitor, do="hang")
    visitor.ask("act", {"action": "run"})
    visitor.wait_for("progress", lambda progress: progress["note"] == "hanging")
    if how == "stop":
        site.live.close()
    else:
        assert visitor.ask(how, {"params": {}} if how == "preset" else None)["ok"]
    assert children[0].pid is not None
    wait_until_gone(children[0].pid)


def test_an_experiment_cannot_be_forked_or_lived_through_again(visitor: Browser) -> None:
    opened(visitor)
    error = visitor.refused("fork", {"t": 0.0})
    assert error["code"] == "not_repeatable"
    assert "run it again" in error["message"]
    again = {"lab": Fake.slug, "actions": [[0.0, "act", "run", {}]], "t": 1.0}
    assert visitor.refused("open", again)["code"] == "not_repeatable"


def test_the_goals_are_to_measure_and_to_watch(visitor: Browser) -> None:
    opened(visitor, slow=20.0)
    assert visitor.ask("goals", {"names": ["have_result", "see_it_all"]})["ok"]
    visitor.ask("act", {"action": "run"})
    for name in ("have_result", "see_it_all"):
        visitor.wait_for("goal", lambda goal, name=name: goal["name"] == name and goal["done"])


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[ChildRun]:
    """Every run that is begun, in order."""
    begun: list[ChildRun] = []
    run = ChildRun.run

    def noted(self: ChildRun, progress: Any) -> Any:
        begun.append(self)
        return run(self, progress)

    monkeypatch.setattr(ChildRun, "run", noted)
    return begun


@pytest.fixture(autouse=True)
def _nothing_left() -> Any:
    """Nobody is in the queue when a test ends: it belongs to the next one."""
    yield
    waiting = list(Fake.queue._turns)
    assert all(turn.ended.wait(WAIT) for turn in waiting)
