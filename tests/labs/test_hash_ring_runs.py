"""Runs of the lab `hash-ring` repeat exactly, go on without anything to do, and are seen by browsers as they were."""

from __future__ import annotations

import json
import os
import random
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.engine import AutojumpClock
from app.labs import LabError
from app.labs.hash_ring import HashRingLab
from tools.node import system_node, wheel_node

ROOT = Path(__file__).parents[2]

CHANGES: list[tuple[str, Any]] = [
    ("servers", 2), ("servers", 6), ("vnodes", 1), ("vnodes", 20), ("keys", 7), ("keys", 300), ("weights", "3,1"),
    ("weights", ""), ("replicas", 3), ("traffic_rate", 0.0), ("traffic_rate", 150.0), ("hot_share", 0.4),
    ("bound", 1.25), ("bound", None), ("hold_time", 0.05),
]  # fmt: skip
ACTIONS: list[tuple[str, dict[str, Any]]] = [
    ("add_server", {}), ("add_server", {"name": "cache", "weight": 1.5}), ("remove_server", {}),
    ("remove_server", {"name": "S1"}), ("set_weight", {"weight": 0.5}), ("look_up", {"key": "user:456", "replicas": 2}),
]  # fmt: skip


def shake(lab: HashRingLab, chance: random.Random) -> None:
    """Change something, or do something; it may be that this cannot be done just now."""
    if chance.random() < 0.5:
        lab.set(*chance.choice(CHANGES))
    else:
        with suppress(LabError):
            lab.act(*chance.choice(ACTIONS))


def rows(lab: HashRingLab, until: float) -> list[list[object]]:
    return [event.row() for event in lab.journal if event.t <= until]


def rough_run(start: dict[str, Any], seed: int) -> dict[str, Any]:
    """A run shaken by random changes, with the engine's own account of its state after each."""
    params, _ = HashRingLab.parse({"seed": seed, **start})
    chance = random.Random(seed)
    checkpoints = []
    with AutojumpClock(seed) as clock, HashRingLab(params, clock=clock) as lab:
        clock.run(until=0.0)
        first = lab.snapshot()
        for n in range(60):
            shake(lab, chance)
            clock.run(until=(n + 1) / 10)
            snapshot = lab.snapshot()
            checkpoints.append({"index": snapshot.index - first.index, "state": snapshot.state})
        events, _, dropped = lab.journal.read(first.index)
        assert not dropped
        assert lab.failure is None
        return {
            "lab": lab.slug,
            "schema": lab.describe()["events"],
            "start": first.state,
            "events": [event.row() for event in events],
            "checkpoints": checkpoints,
        }


STARTS: list[dict[str, Any]] = [
    {"keys": 50},
    {"servers": 2, "vnodes": 5, "traffic_rate": 100, "hot_share": 0.3, "bound": 1.25, "keys": 40},
    {"servers": 1, "vnodes": 1, "traffic_rate": 60, "naming": "server", "salt": 3, "keys": 12, "weights": "2"},
]


def test_the_same_parameters_and_deeds_give_the_same_journal() -> None:
    assert rough_run(STARTS[1], 5) == rough_run(STARTS[1], 5)
    assert rough_run(STARTS[1], 5)["events"] != rough_run(STARTS[1], 6)["events"]


def test_it_writes_only_kinds_that_it_declares() -> None:
    declared = HashRingLab.describe()["events"]
    run = rough_run(STARTS[1], 1)

    assert {event[1] for event in run["events"]} <= set(declared)
    assert not {"pool.opened", "server.added"} & set(declared)


def test_the_browsers_rules_reach_the_engines_own_state(tmp_path: Path) -> None:
    kinds = set()
    for n, start in enumerate(STARTS):
        for seed in (1, 2):
            run = rough_run(start, seed)
            (tmp_path / f"{n}-{seed}.json").write_text(json.dumps(run))
            kinds |= {event[1] for event in run["events"]}
    # What was shaken must have rattled: else this test proves little.
    assert {"node.removed", "request.refused", "key.looked_up", "keys.placed", "request.served"} <= kinds

    node = system_node() or wheel_node()
    assert node is not None, "no Node.js: run the tests with ./ringside test, which sees to one"
    done = subprocess.run(
        [str(node.node), "--test", "tests/js/engine-journals.test.mjs"],
        cwd=ROOT,
        env={**os.environ, "RINGSIDE_JOURNALS": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_a_fork_from_any_moment_has_lived_through_the_same() -> None:
    chance = random.Random(8)
    params, _ = HashRingLab.parse({"slow": 0.1, "servers": 4, "traffic_rate": 100.0, "keys": 60, "vnodes": 10})
    with HashRingLab(params) as lab:
        shaken = 0
        while shaken < 20:
            end = lab.horizon() + 0.1
            shake(lab, chance)
            shaken += 1
            while lab.horizon() < end:  # in step with the run: ten milliseconds
                pass
        lab.pause()
        end = lab.horizon()
        for moment in [*sorted(round(chance.uniform(0.0, end), 9) for _ in range(15)), end]:
            with HashRingLab.replay(lab.start_params, lab.taken, moment, paused=True) as fork:
                assert rows(fork, moment) == rows(lab, moment)
                assert fork.horizon() == moment
                assert fork.failure is None
        with HashRingLab.replay(lab.start_params, lab.taken, end, paused=True) as fork:
            assert fork.snapshot().state == lab.snapshot().state
            assert fork.params == lab.params


def test_time_goes_on_although_nothing_is_ever_due() -> None:
    params, _ = HashRingLab.parse({"slow": 0.1})
    with HashRingLab(params) as lab:
        while lab.horizon() < 0.5:
            assert lab.failure is None
        lab.act("add_server")

        assert lab.taken[0][0] >= 0.5
        lab.pause()
        stands = lab.horizon()
        assert lab.horizon() == stands
        lab.step()
        assert lab.horizon() == stands


@pytest.mark.parametrize("traffic_rate", [0.0, 50.0])
def test_in_the_order_of_the_operating_system_it_stays_consistent(traffic_rate: float) -> None:
    params, _ = HashRingLab.parse(
        {"thread_order": "os", "slow": 0.1, "traffic_rate": traffic_rate, "keys": 50, "vnodes": 10}
    )
    chance = random.Random(1)
    with HashRingLab(params) as lab:
        for _ in range(20):
            shake(lab, chance)
            state = lab.snapshot().state
            assert sum(node["keys"] for node in state["nodes"].values()) in (0, len(state["owners"]))
            totals = state["totals"]
            assert totals["arrived"] == totals["served"] + totals["refused"] + len(state["requests"])
        assert lab.failure is None
