"""From the stamps of a point to its figures, and to a stretch of recording."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from app.experiments.figures import p95
from app.experiments.tape import NANO, Tape
from app.experiments.thread_sizing.point import Span, Usage


def without_first(spans: Sequence[Span]) -> list[Span]:
    """Without the first task of each thread, whose wait was only there to spread the threads; all, if that is all."""
    seen: set[int] = set()
    later: list[Span] = []
    for span in sorted(spans, key=lambda span: span.began):
        if span.who in seen:
            later.append(span)
        seen.add(span.who)
    return later or list(spans)


def throughput(spans: Sequence[Span], begin: int, end: int, *, crowded: bool) -> float:
    """Tasks a second between two stamps; one that was under way at either counts for the part in between.

    `crowded`: that part is of its computing alone. Where many threads want a core they wait in step, and then compute
    in step, so that the ends of their tasks come in bursts; but what the cores do is steady.
    """
    done = 0.0
    for span in spans:
        since = span.computing if crowded else span.began
        inside = min(span.ended, end) - max(since, begin)
        if inside > 0:
            done += inside / (span.ended - since)
    return done * NANO / (end - begin)


def figures(spans: Sequence[Span], begin: int, end: int, usages: Sequence[Usage]) -> dict[str, Any]:
    """Of the tasks that ended between two stamps (all, if none did): times in seconds, rates a second."""
    counted = [span for span in spans if begin <= span.ended <= end] or list(spans)
    latencies = [(span.ended - span.began) / NANO for span in counted]
    computed = [(span.ended - span.computing) / NANO for span in counted]
    return {
        "latency_p50": median(latencies),
        "latency_p95": p95(latencies),
        "compute_p50": median(computed),
        "cores_used": sum(usage.cores for usage in usages),
        "involuntary": sum(usage.involuntary for usage in usages),
        "voluntary": sum(usage.voluntary for usage in usages),
        "tasks": len(counted),
    }


def stretch(spans: Sequence[Span], begin: int, end: int, *, name: str, label: str, threads: int) -> Tape:
    """What the threads did between two stamps, as events: who was under way already is seen as it was at `begin`."""
    tape = Tape()
    start = tape.at(begin)
    start.append("run.variant", variant=name, label=label, workers=threads, mode="sizing")
    for number in range(threads):
        start.append("worker.started", who=_name(number), reason="thread")
    for number in range(threads):
        start.append("thread.state", who=_name(number), state="idle", request=None, until=None)
    inside = sorted((span for span in spans if span.ended > begin and span.began < end), key=lambda span: span.began)
    for task, span in enumerate(inside, 1):
        _write(tape, task, span, begin, end)
    last = tape.at(end)
    for number in range(threads):
        last.append("worker.ended", who=_name(number), reason="shutdown")
    last.append("run.finished", variant=name, took=round((end - begin) / NANO, 6))
    return tape


def _write(tape: Tape, task: int, span: Span, begin: int, end: int) -> None:
    who, submitted, began = _name(span.who), max(span.submitted, begin), max(span.began, begin)
    tape.at(submitted).append("task.submitted", task=task, name="task", who="main")
    first = tape.at(began)
    first.append("task.started", task=task, who=who, wait_time=max(0, span.began - span.submitted) / NANO)
    first.append("thread.state", who=who, state="waiting", request=task, until=None)
    if span.computing < end:
        computing = tape.at(max(span.computing, began))
        computing.append("thread.state", who=who, state="computing", request=task, until=None)
    if span.ended < end:
        last = tape.at(span.ended)
        last.append("task.finished", task=task, who=who, run_time=(span.ended - span.began) / NANO, error=None)
        last.append("thread.state", who=who, state="idle", request=None, until=None)


def _name(number: int) -> str:
    return f"W{number + 1}"
