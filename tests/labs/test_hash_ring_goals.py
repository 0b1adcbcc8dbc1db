"""The goals of the lab `hash-ring` tick when they are reached, and not before."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import AutojumpClock
from app.labs.goals import WatchedGoal
from app.labs.hash_ring import HashRingLab
from app.labs.hash_ring.goals import GOALS

Deeds = list[tuple[str, Any]]  # name of a parameter and its value, or of an action and its arguments


class Run:
    """A lab with one goal being watched."""

    def __init__(self, goal: str, **params: object) -> None:
        parsed, _ = HashRingLab.parse(params)
        self.lab = HashRingLab(parsed, clock=AutojumpClock(parsed.seed))
        self.lab.clock.run(until=0.0)
        self.goal: WatchedGoal = self.lab.watch(goal)

    def do(self, name: str, value: Any = None, seconds: float = 0.1) -> dict[str, Any]:
        if name in HashRingLab.Params.model_fields:
            self.lab.set(name, value)
        elif name:
            self.lab.act(name, value)
        self.lab.clock.run(until=self.lab.clock.now() + seconds)
        return self.goal.read(self.lab.horizon())

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.lab.close()


REACHED: list[tuple[str, dict[str, Any], Deeds, Deeds]] = [  # goal, parameters, what is not enough, what is
    ("modulo_moves_most", {}, [("remove_server", None), ("set_weight", None)], [("add_server", None)]),
    ("one_arc", {}, [("add_server", None), ("vnodes", 1)], [("add_server", None)]),
    ("even_spread", {"vnodes": 10}, [("keys", 1000), ("vnodes", 50)], [("vnodes", 500)]),
    ("shared_inheritance", {"servers": 5, "vnodes": 1}, [("remove_server", None), ("vnodes", 150)],
     [("remove_server", None)]),
    ("look_up", {}, [("look_up", {"key": "user:123"})], [("look_up", {"key": "user:456"})]),
    ("keep_copies", {}, [("look_up", {"replicas": 2})], [("look_up", {"replicas": 3})]),
]  # fmt: skip


@pytest.mark.parametrize(("goal", "params", "not_enough", "enough"), REACHED)
def test_a_goal_ticks_when_it_is_reached(goal: str, params: dict[str, Any], not_enough: Deeds, enough: Deeds) -> None:
    with Run(goal, **params) as run:
        assert not run.do("")["done"]
        for deed in not_enough:
            standing = run.do(*deed)
            assert not standing["done"], standing
        assert standing["progress"] < 1.0
        for deed in enough:
            standing = run.do(*deed)
        assert standing["done"], standing
        assert standing["detail"]


def test_a_hot_key_is_tamed_by_a_bound_and_not_before() -> None:
    with Run("tame_hot_key", servers=5, traffic_rate=100.0, hot_share=0.1) as run:
        assert "10 % of the requests" in run.do("", seconds=6.0)["detail"]
        wild = run.do("hot_share", 0.3, seconds=6.0)
        assert not wild["done"]
        assert "times the mean, asked for" in wild["detail"]
        assert not run.do("bound", 1.25, seconds=4.0)["done"]
        assert run.do("", seconds=2.0)["done"]


def test_every_goal_is_tried_here() -> None:
    assert {goal.name for goal in GOALS} == {"tame_hot_key", *(goal for goal, *_ in REACHED)}
