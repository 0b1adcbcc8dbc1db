"""The browser's rules for a thread pool, fed with journals of the engine, must reach the engine's own snapshots."""

from __future__ import annotations

import json
from pathlib import Path

from .browser_rules import follow_in_the_browser
from .conftest import MakeThreads
from .thread_pool_runs import STARTS, rough_run

# What was shaken must have rattled: else this test proves little.
RATTLED = {
    "threads.resized", "threads.shutdown", "threads.ended", "task.queued", "task.rejected", "task.discarded",
    "task.cancelled", "worker.started", "worker.idle", "worker.ended", "thread.state", "lab.set", "lab.act",
}  # fmt: skip


def test_the_browsers_rules_reach_the_engines_own_state(make_threads: MakeThreads, tmp_path: Path) -> None:
    kinds: set[str] = set()
    for n, start in enumerate(STARTS):
        for seed in (n, n + 100):
            run = rough_run(make_threads(seed=seed, **start), seed=seed, seconds=5.0)
            (tmp_path / f"{n}-{seed}.json").write_text(json.dumps(run))
            kinds |= {event[1] for event in run["events"]}
    assert kinds >= RATTLED
    follow_in_the_browser(tmp_path)
