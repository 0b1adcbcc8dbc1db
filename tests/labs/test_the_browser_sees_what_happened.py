"""The browser's reducer, fed with journals of the engine, must reach the engine's own snapshots."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.labs.connection_pool import ConnectionPoolLab
from tools.node import system_node, wheel_node

from .conftest import MakeLab

ROOT = Path(__file__).parents[2]
LIVE_CHANGES: dict[str, list[Any]] = {
    "threads": [1, 5, 20],
    "max_size": [1, 2, 6, 12],
    "max_overflow": [0, 3],
    "min_size": [0, 4],
    "fair": [True, False],
    "order": ["lifo", "fifo"],
    "check_after_idle": [None, 0.0, 0.05],
    "max_idle": [None, 0.05],
    "max_lifetime": [None, 0.2],
    "max_waiting": [None, 2],
    "acquire_timeout": [0.02, 0.3, None],
    "leak_detection_threshold": [None, 0.1],
    "database_cores": [1, 8],
    "query_time": [0.01, 0.1],
}
ACTIONS = ["slow_query", "kill_connection", "restart_database", "leak"]
STARTS: list[dict[str, Any]] = [
    {},
    {"max_size": 2, "max_overflow": 2, "check_after_idle": 0.0},
    {"loop": "open", "arrival_rate": 120.0, "threads": 8, "max_size": 4},
    {"pooling": False, "threads": 6},
    {"fair": False, "max_size": 3, "max_lifetime": 0.3, "max_idle": 0.1, "min_size": 0},
    {"max_waiting": 2, "max_size": 2},
    {"threads": 12, "max_size": 12, "min_size": 0, "max_idle": 0.02, "think_time": 0.2},
]


def rough_run(lab: ConnectionPoolLab, seed: int, seconds: float) -> dict[str, Any]:
    """Let a lab be shaken by random changes and faults; the journal, and snapshots on the way."""
    chance = random.Random(seed)
    for _ in range(30):
        t = chance.uniform(0.0, seconds)
        if chance.random() < 0.6:
            name = chance.choice(list(LIVE_CHANGES))
            lab.set_at(t, name, chance.choice(LIVE_CHANGES[name]))
        else:
            lab.act_at(t, chance.choice(["slow_query", "leak"]))
    for n in range(8):  # a pool that breathes leaves idle connections outside its ropes, which come inside
        lab.set_at(seconds * n / 8, "max_size", (12, 2)[n % 2])
        lab.set_at(seconds * (n + 0.5) / 8, "threads", (1, 12)[n % 2])
    # Faults that need something to be there are dealt out by hand, between two stretches of the run.
    lab.clock.run(until=0.0)
    start = lab.snapshot()
    checkpoints = []
    for n in range(1, 41):
        lab.clock.run(until=seconds * n / 40)
        snapshot = lab.snapshot()
        checkpoints.append({"index": snapshot.index - start.index, "state": snapshot.state})
        if n % 7 == 0 and lab.database.up and any(session.accepted for session in lab.database.sessions.values()):
            lab.act(chance.choice(["kill_connection", "restart_database"]))
    events, _, dropped = lab.journal.read(start.index)
    assert not dropped
    schema = lab.describe()["events"]
    return {
        "lab": lab.slug,
        "schema": schema,
        "start": start.state,
        "events": [event.row() for event in events],
        "checkpoints": checkpoints,
    }


@pytest.fixture(scope="session")
def node() -> list[str]:
    found = system_node() or wheel_node()
    assert found is not None, "no Node.js: run the tests with ./ringside test, which sees to one"
    return [str(found.node)]


def test_the_reducer_reaches_the_engines_own_snapshots(make_lab: MakeLab, node: list[str], tmp_path: Path) -> None:
    kinds = set()
    for n, start in enumerate(STARTS):
        for seed in (1, 2, 3):
            run = rough_run(make_lab(seed=seed, **start), seed, seconds=4.0)
            (tmp_path / f"{n}-{seed}.json").write_text(json.dumps(run))
            kinds |= {event[1] for event in run["events"]}

    # What was shaken must have rattled: else this test proves little.
    assert {"connection.moved", "connection.leaked", "waiter.refused", "session.refused", "connection.checked"} <= kinds
    done = subprocess.run(
        [*node, "--test", "tests/js/engine-journals.test.mjs"],
        cwd=ROOT,
        env={**os.environ, "RINGSIDE_JOURNALS": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
