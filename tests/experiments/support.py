"""An experiment for tests, what processes are left, and what must be true of any recording."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest

from app.experiments.experiment import Experiment
from app.experiments.params import ExperimentParams
from app.experiments.queue import RunQueue
from app.experiments.tape import LEAD
from app.labs.declare import parameter

WAIT = 30.0  # seconds; far more than anything here takes
PROC = Path("/proc")
needs_proc = pytest.mark.skipif(not (PROC / "self" / "stat").exists(), reason="processes are looked for in /proc")


class Params(ExperimentParams):
    do: Literal["work", "fail", "die", "hang", "chat", "babble"] = parameter(
        "work", "Do", "What the program does.", group="tasks", applies="rebuild"
    )


class Fake(Experiment):
    """Runs the program of the tests, in a queue of its own."""

    slug = "fake-experiment"
    title = "Fake"
    summary = "Does what it is told to."
    Params = Params
    program = "tests.experiments.program"
    queue = RunQueue()

    @classmethod
    def estimate(cls, params: Any) -> float:
        return 0.1

    @classmethod
    def akin(cls, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        return True

    @classmethod
    def sentences(cls, result: Mapping[str, Any]) -> list[str]:
        return ["It was measured."]


def members(group: int) -> list[int]:
    """The processes of a group that are alive."""
    found = []
    for each in PROC.iterdir():
        if not each.name.isdigit():
            continue
        try:
            state, _, pgrp = (each / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it has ended meanwhile
        if int(pgrp) == group and state not in "ZX":
            found.append(int(each.name))
    return found


def wait_until_gone(group: int) -> None:
    until = time.monotonic() + WAIT
    while members(group):
        assert time.monotonic() < until, f"alive: {members(group)}"
        time.sleep(0.01)


def check_recording(events: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """What is true of every recording; returns what it says of each variant."""
    times = [t for t, _, _ in events]
    assert times[0] == LEAD
    assert times == sorted(times)
    variants: dict[str, dict[str, Any]] = {}
    now: dict[str, Any] = {}
    for t, kind, fields in events:
        match kind:
            case "run.variant":
                assert not now.get("running"), "a variant begins while tasks of another one run"
                now = variants[fields["variant"]] = {**fields, "tasks": {}, "running": {}, "most": 0, "names": set()}
            case "worker.started":
                now["names"].add(fields["who"])
            case "task.submitted":
                assert fields["task"] not in now["tasks"]
                now["tasks"][fields["task"]] = [t]
            case "task.started":
                assert fields["who"] in now["names"]
                assert fields["who"] not in now["running"], "a worker with two tasks"
                assert fields["wait_time"] >= 0
                now["tasks"][fields["task"]].append(t)
                now["running"][fields["who"]] = fields["task"]
                now["most"] = max(now["most"], len(now["running"]))
            case "task.finished":
                assert now["running"].pop(fields["who"]) == fields["task"]
                assert fields["run_time"] >= 0
                now["tasks"][fields["task"]].append(t)
            case "thread.state":
                assert fields["who"] in now["names"]
                assert fields["state"] in ("idle", "waiting", "computing")
            case "worker.ended":
                assert fields["who"] in now["names"]
                now["running"].pop(fields["who"], None)  # a recording may end before the task does
            case "run.finished":
                assert fields["variant"] == now["variant"]
                assert fields["took"] > 0
                now["took"] = fields["took"]
    for each in variants.values():
        assert "took" in each
        assert each["most"] <= (each["workers"] or len(each["names"]))
        for stamps in each["tasks"].values():
            assert stamps == sorted(stamps)
    return variants
