"""Every goal of the balancing lessons can be reached with what its round offers, and soon; few by watching alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import AutojumpClock
from app.labs import LABS
from app.lessons import Library

LIBRARY = Library(LABS)
SOON = 20.0  # real seconds, of which some are the learner's

BALANCING, HASHING = "load-balancing", "consistent-hashing"
Deed = tuple[float, str, object]  # model time, a live parameter or an action, its value or arguments


def reached(slug: str, number: int, name: str, deeds: list[Deed], until: float, **start: object) -> float | None:
    """After how many real seconds the goal of that round ticks; None if it does not up to model time `until`."""
    lesson = LIBRARY.get(slug)
    assert lesson is not None
    assert lesson.front is not None
    shown = lesson._drafts[number - 1]
    [goal] = [goal for goal in shown.tasks.goals if goal.name == name]
    lab_class: Any = LABS[lesson.front.lab]
    params = lab_class.parse({**shown.preset, **start})[0]
    offered = {*shown.spec.controls, *shown.spec.actions, "policy"}
    assert {what for _, what, _ in deeds} | set(start) <= offered
    with AutojumpClock(params.seed) as clock:
        lab = lab_class(params, clock=clock)
        watched = lab.watch(name, goal.params)
        for t, what, value in deeds:
            if what in lab_class.Params.model_fields:
                lab.set_at(t, what, value)
            else:
                lab.act_at(t, what, value)
        clock.run(until=until)
        said = watched.read(until)
        lab.close()
    return said["t"] * params.slow if said["done"] else None


ALL = [
    (BALANCING, 1, "remove_under_traffic", [(1.0, "remove_server", {})], 6, {}),
    (BALANCING, 2, "one_queue_grows", [], 10, {}),
    (BALANCING, 3, "one_policy_faster", [], 12, {}),
    (BALANCING, 4, "equal_utilisation", [(1.0, "weights", "4, 2, 1")], 10, {}),
    (BALANCING, 5, "clients_moved", [(3.0, "add_server", {})], 8, {}),
    (BALANCING, 6, "short_queues", [(0.5, "policy", "least_connections")], 4, {}),
    (
        BALANCING,
        7,
        "survive_a_crash",
        [(0.5, "passive_checks", True), (0.6, "retries", 1), (1.0, "crash", {})],
        10,
        {},
    ),
    (HASHING, 1, "modulo_moves_most", [(1.0, "add_server", {})], 2, {}),
    (HASHING, 2, "one_arc", [(1.0, "add_server", {})], 2, {}),
    (HASHING, 3, "even_spread", [(1.0, "vnodes", 150)], 2, {}),
    (HASHING, 4, "shared_inheritance", [(1.0, "vnodes", 50), (2.0, "remove_server", {})], 3, {}),
    (HASHING, 5, "look_up", [(1.0, "look_up", {}), (2.0, "look_up", {"key": "user:456"})], 3, {}),
    (HASHING, 6, "tame_hot_key", [(1.0, "bound", 1.25)], 10, {}),
    (HASHING, 6, "keep_copies", [(1.0, "replicas", 3), (2.0, "look_up", {"key": "user:0"})], 3, {}),
]
BY_WATCHING = {"one_queue_grows", "one_policy_faster"}  # what there is to see in these rounds


@pytest.mark.parametrize(("slug", "number", "name", "deeds", "until", "start"), ALL, ids=[each[2] for each in ALL])
def test_it_can_be_reached(
    slug: str, number: int, name: str, deeds: list[Deed], until: float, start: dict[str, object]
) -> None:
    seconds = reached(slug, number, name, deeds, until, **start)
    assert seconds is not None
    assert seconds <= SOON
    if name not in BY_WATCHING:
        assert reached(slug, number, name, [], until) is None


def test_none_is_forgotten() -> None:
    for slug in (BALANCING, HASHING):
        lesson = LIBRARY.get(slug)
        assert lesson is not None
        there = {goal.name for draft in lesson._drafts for goal in draft.tasks.goals}
        assert there == {name for tried, _, name, *_ in ALL if tried == slug}
