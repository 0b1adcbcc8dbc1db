"""One variant of a recording, chosen: it is replayed from its beginning on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.experiments.experiment import _since
from app.experiments.tape import LEAD
from tests.experiments.support import Fake

EVENTS = [
    (0.005, "run.variant", {"variant": "one"}),
    (0.105, "run.finished", {"variant": "one"}),
    (0.2, "run.variant", {"variant": "two"}),
    (0.35, "run.finished", {"variant": "two"}),
]


@pytest.fixture
def site(make_site: Callable[..., Any]) -> Any:
    return make_site(others={Fake.slug: Fake})


def test_the_recording_begins_with_the_variant_that_is_wanted() -> None:
    assert _since(EVENTS, "") == EVENTS
    assert _since(EVENTS, "one") == EVENTS
    assert [(t, fields["variant"]) for t, _, fields in _since(EVENTS, "two")] == [(LEAD, "two"), (0.155, "two")]


def test_a_visitor_sees_it_again_and_is_told_what_there_is(site: Any) -> None:
    visitor = site.browser()
    ack = visitor.ask("open", {"lab": Fake.slug, "params": {"slow": 1.0}})
    visitor.wait_for("keyframe")
    refused = visitor.ask("act", {"action": "show", "args": {"variant": "one"}})
    assert refused["error"]["code"] == "bad_arguments"
    assert refused["error"]["allowed"] == []
    visitor.ask("act", {"action": "run"})
    assert visitor.ask("act", {"action": "show", "args": {"variant": "one"}})["error"]["code"] == "not_now"
    visitor.wait_for("result")
    visitor.wait_for("keyframe", lambda keyframe: keyframe["recording"] == ack["recording"] + 1)
    assert visitor.ask("act", {"action": "show", "args": {"variant": "three"}})["error"]["allowed"] == ["one"]
    assert visitor.ask("act", {"action": "show", "args": {"variant": "one"}})["ok"]
    again = visitor.wait_for("keyframe", lambda keyframe: keyframe["recording"] == ack["recording"] + 2)
    assert again["state"]["result"]["sentences"] == ["It was measured."]
