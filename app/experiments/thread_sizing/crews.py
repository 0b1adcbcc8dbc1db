"""Points measured in this process, or in several at once that share the threads."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from app.experiments.thread_sizing.point import Crew, Load, Span, Usage
from app.experiments.thread_sizing.work import computing

WARM_WITHIN = 30.0

Found = tuple[list[Span], list[Usage]]
Measure = Callable[[Load], Found]


class Part(NamedTuple):
    """What one process found."""

    spans: list[Span]
    usage: Usage


def one_process() -> Measure:
    """Measures points in this process."""

    def measure(load: Load) -> Found:
        part = _crew(load)
        return part.spans, [part.usage]

    return measure


@contextmanager
def several_processes(count: int) -> Iterator[Measure]:
    """Measures points in `count` spawned processes, which are there before and share the threads."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=count, mp_context=context) as executor:
        _warm(executor, count)
        yield partial(_shared, executor, count)


def _shared(executor: ProcessPoolExecutor, count: int, load: Load) -> Found:
    shares = [load.threads // count + (place < load.threads % count) for place in range(count)]
    asked = [executor.submit(_crew, load._replace(threads=share)) for share in shares if share]
    parts = [future.result() for future in asked]
    spans: list[Span] = []
    before = 0
    for share, part in zip([share for share in shares if share], parts, strict=True):
        spans += [span._replace(who=before + span.who) for span in part.spans]
        before += share
    return spans, [part.usage for part in parts]


def _crew(load: Load) -> Part:
    crew = Crew(load, computing(load.kind, load.amount))
    usage = crew.run()
    return Part(crew.spans, usage)


def _warm(executor: ProcessPoolExecutor, count: int) -> None:
    """Have every process started. TimeoutError if they do not come."""
    seen: set[int] = set()
    until = time.monotonic() + WARM_WITHIN
    while len(seen) < count:
        seen |= {future.result() for future in [executor.submit(_hello) for _ in range(count)]}
        if time.monotonic() > until:
            raise TimeoutError(f"only {len(seen)} of {count} processes answered")


def _hello() -> int:
    """Which process this is; it takes a moment, so that another one has to answer the next call."""
    time.sleep(0.01)
    return os.getpid()
