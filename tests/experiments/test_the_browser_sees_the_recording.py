"""The browser's rules for an experiment, fed with real recordings, must reach the server's own picture on the way."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.experiments import EXPERIMENTS
from app.experiments.picture import Picture
from tests.experiments.test_measured import ALL, run
from tools.node import system_node, wheel_node

ROOT = Path(__file__).parents[2]
PROGRESS = {"phase": "running", "place": 0, "done": 3, "total": 9, "note": "5 threads, 1 of 3", "error": None}


@pytest.fixture(scope="session")
def node() -> list[str]:
    found = system_node() or wheel_node()
    assert found is not None, "no Node.js: run the tests with ./ringside test, which sees to one"
    return [str(found.node)]


def journal(slug: str, result: dict[str, Any], events: list[Any]) -> dict[str, Any]:
    """The recording as on the wire, and what the server thinks after every seventh event."""
    schema = EXPERIMENTS[slug].describe()["events"]
    picture = Picture(12.0)
    picture.result = result
    start, checkpoints, rows = picture.state(0.0), [], []
    for place, (t, kind, fields) in enumerate([[0.0, "run.progress", PROGRESS], *events], 1):
        picture.take(t, kind, fields)
        rows.append([t, kind, *(fields[name] for name in schema[kind])])
        if place % 7 == 0 or kind.startswith("run."):
            checkpoints.append({"index": place, "state": json.loads(json.dumps(picture.state(t)))})
    return {"lab": slug, "schema": schema, "start": start, "events": rows, "checkpoints": checkpoints}


def test_the_reducer_reaches_the_servers_picture(node: list[str], tmp_path: Path) -> None:
    for place, (slug, values) in enumerate(ALL):
        result, _, events = run(slug, values)
        (tmp_path / f"{place}-{slug}.json").write_text(json.dumps(journal(slug, result, events)))
    done = subprocess.run(
        [*node, "--test", "tests/js/engine-journals.test.mjs"],
        cwd=ROOT,
        env={**os.environ, "RINGSIDE_JOURNALS": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
