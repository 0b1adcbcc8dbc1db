"""What a change of settings does to a pool at work: workers for tasks that wait, an end for those too many."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.engine.workers.rejection import Afterwards
from app.engine.workers.starting import start

if TYPE_CHECKING:
    from app.engine.workers.state import PoolState


def fit(pool: PoolState) -> list[Afterwards]:
    """Bring workers and settings together; what is returned is to be done without the lock. Lock held."""
    options = pool.options
    afterwards: list[Afterwards] = []
    surplus = len(pool.workers) - options.limit
    for worker in list(pool.idle)[: max(0, surplus)]:
        afterwards.append(pool.dismiss(worker, "resized"))
    # Java starts workers for what is queued when the core grows, not when the maximum does.
    wanted = options.limit if options.growth == "cpython" else options.core_size
    while pool.queue and len(pool.workers) < wanted:
        _, task = pool.queue.popitem(last=False)
        afterwards.append(partial(start, pool, pool.hire(task, "resized", pool.clock.now())))
    afterwards.extend(worker.rouse() for worker in pool.idle)  # whose time to end may be another now
    return afterwards
