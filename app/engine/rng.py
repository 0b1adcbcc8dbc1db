"""Named streams of chance: one seed, and a random generator of its own for every purpose.

Arrivals drawn from one stream and faults from another stay the same when either is changed: "the same
arrivals" under two policies are the same only because of this.
"""

from __future__ import annotations

import random


def stream(seed: int | str, purpose: str) -> random.Random:
    """Return the generator for `purpose` under `seed`: the same pair gives the same draws, in every process."""
    return random.Random(f"{seed}/{purpose}")


def choose(rng: random.Random, count: int) -> int:
    """Draw an index below `count`; uses only `random()`, whose sequence Python promises to keep."""
    return int(rng.random() * count)
