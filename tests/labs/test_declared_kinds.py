"""No lab writes an event of a kind that it does not declare: the browser would not know its fields."""

from __future__ import annotations

import pytest

from app.engine import VOCABULARY, AutojumpClock
from app.labs import LABS, LabError


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_writes_only_the_kinds_it_declares(slug: str) -> None:
    lab_class = LABS[slug]
    declared = set(lab_class.describe()["events"])
    params, _ = lab_class.parse({})
    with AutojumpClock(params.seed) as clock:
        lab = lab_class(params, clock=clock)
        for n, action in enumerate(lab_class.actions, 1):
            clock.run(until=n / 2)
            if action.name != "reset":
                try:
                    lab.act(action.name)
                except LabError:
                    continue  # there is nothing to do it to
        clock.run(until=5.0)
        events, _, dropped = lab.journal.read(0)
        lab.close()
    assert not dropped
    assert {event.kind for event in events} <= declared
    assert declared <= set(VOCABULARY)


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_declares_no_more_than_it_is_about(slug: str) -> None:
    assert set(LABS[slug].describe()["events"]) < set(VOCABULARY)


@pytest.mark.parametrize("slug", LABS)
def test_every_pattern_of_a_lab_names_some_kind(slug: str) -> None:
    lab = LABS[slug]
    alone = [type("Only", (lab,), {"kinds": (pattern,)}) for pattern in lab.kinds]
    assert [only.kinds for only in alone if not only.describe()["events"]] == []
