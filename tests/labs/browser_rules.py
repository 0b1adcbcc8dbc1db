"""Has the browser's rules follow journals that the engine wrote; they must agree with the engine on the way."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools.node import system_node, wheel_node

ROOT = Path(__file__).parents[2]


def follow_in_the_browser(folder: Path) -> None:
    """`folder` holds runs as JSON: lab, schema, start, events, checkpoints; see tests/js/support/engine-journal.mjs."""
    node = system_node() or wheel_node()
    assert node is not None, "no Node.js: run the tests with ./ringside test, which sees to one"
    done = subprocess.run(
        [str(node.node), "--test", "tests/js/engine-journals.test.mjs"],
        cwd=ROOT,
        env={**os.environ, "RINGSIDE_JOURNALS": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
