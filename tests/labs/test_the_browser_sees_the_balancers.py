"""The browser's rules for balancers, fed with journals of the engine, must reach the engine's own snapshots."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tools.node import system_node, wheel_node

from .balancer_runs import STARTS, rough_run
from .conftest import MakeBalancer

ROOT = Path(__file__).parents[2]
# What was shaken must have rattled: else this test proves little.
RATTLED = {
    "request.dropped", "request.timed_out", "request.refused", "request.failed", "retry.denied", "server.crashed",
    "server.restarted", "server.ejected", "server.restored", "server.removed", "server.draining", "server.weighted",
    "server.checked", "balancer.panic",
}  # fmt: skip


def test_the_browsers_rules_reach_the_engines_own_state(make_balancer: MakeBalancer, tmp_path: Path) -> None:
    kinds: set[str] = set()
    for n, start in enumerate(STARTS):
        run = rough_run(make_balancer(seed=n, **start), seed=n, seconds=4.0, checkpoints=25)
        (tmp_path / f"{n}.json").write_text(json.dumps(run))
        kinds |= {event[1] for event in run["events"]}
    assert kinds >= RATTLED

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
