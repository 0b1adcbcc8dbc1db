"""What the child process does: one curve after another, point by point, each with a stretch of its recording."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from app.experiments.figures import digits, row
from app.experiments.machine import has_gil, machine, usable_cores
from app.experiments.report import Report
from app.experiments.tape import NANO, Tape, joined
from app.experiments.thread_sizing.crews import Measure, one_process, several_processes
from app.experiments.thread_sizing.marks import cycle, is_crowded, marks
from app.experiments.thread_sizing.point import Load
from app.experiments.thread_sizing.reading import figures, stretch, throughput, without_first
from app.experiments.thread_sizing.work import calibrated_bytes, calibrated_loops

BEFORE = 0.02  # seconds from the order to the start, so that all processes can make it
SHOWN = 0.4  # seconds of each point that are recorded
LABELS = {
    "python": "pure Python",
    "native": "a hash, which lets go of the GIL",
    "processes": "pure Python in processes",
    "cpu": "pure Python, no waiting",
}


def run(params: dict[str, Any], report: Report) -> dict[str, Any]:
    """The result and the recording, as the server expects them."""
    started, clock = datetime.now(UTC), time.perf_counter()
    about, cores = machine(), usable_cores()
    report.begin(sum(len(sizes) for sizes in params["series"].values()))
    rows: list[dict[str, Any]] = []
    tapes: list[Tape] = []
    for series, sizes in params["series"].items():
        own, recorded = _curve(series, sizes, params, report)
        rows += own
        tapes += recorded
    events = joined(tapes)
    wait = 0.0 if "cpu" in params["series"] else params["wait_time"]
    result = {
        "started": started.isoformat(timespec="seconds"),
        "took": round(time.perf_counter() - clock, 3),
        "n": params["repeats"],
        "machine": about,
        "versions": {"python": about["python"]},
        "rows": rows,
        "marks": marks(rows, cores, wait, params["compute_time"], gil=has_gil()),
        "recorded": {"variants": len(tapes), "events": len(events), "seconds": events[-1][0]},
    }
    return {"result": result, "events": events}


def _curve(
    series: str, sizes: Sequence[int], params: dict[str, Any], report: Report
) -> tuple[list[dict[str, Any]], list[Tape]]:
    """The rows of one curve, and what is recorded of each."""
    compute, count = params["compute_time"], params["processes"]
    wait = 0.0 if series == "cpu" else params["wait_time"]
    parallel = {"native": usable_cores(), "processes": min(count, usable_cores())}.get(
        series, 1 if has_gil() else usable_cores()
    )
    native = series == "native"
    amount = calibrated_bytes(compute) if native else calibrated_loops(compute)
    rows, tapes = [], []
    with ExitStack() as stack:
        measure = stack.enter_context(several_processes(count)) if series == "processes" else one_process()
        for size in sizes:
            report.step(f"{size} thread{'s' if size > 1 else ''}, {LABELS[series]}")
            crowded, once = is_crowded(size, wait, compute, parallel), cycle(size, wait, compute, parallel)
            lead, tail = (1.25 * once, 0.5 * once) if crowded else (once, 0.0)
            length = params["window"] * params["repeats"]
            start = time.perf_counter_ns() + round(BEFORE * NANO)
            load = Load("native" if native else "python", amount, size, wait, start, lead, length, tail)
            point, tape = _point(series, size, load, params["repeats"], measure, crowded)
            point["extra"]["modelled"] = digits(min(size / (wait + compute), parallel / compute))
            rows.append(point)
            tapes.append(tape)
            report.done()
    return rows, tapes


def _point(
    series: str, size: int, load: Load, repeats: int, measure: Measure, crowded: bool
) -> tuple[dict[str, Any], Tape]:
    """`repeats` windows, one right after the other, while the same threads go on."""
    spans, usages = measure(load)
    if not spans:
        raise RuntimeError(f"no task was done with {size} threads")
    begin = load.start + round(load.lead * NANO)
    window = round(load.length / repeats * NANO)
    edges = [begin + place * window for place in range(repeats + 1)]
    runs = [throughput(spans, early, late, crowded=crowded) for early, late in pairwise(edges)]
    counted = figures(without_first(spans), begin, edges[-1], usages)
    name, label = f"{series}-{size}", f"{size} thread{'s' if size > 1 else ''}, {LABELS[series]}"
    found = row(series, name, label, runs, unit="1/s", x=size, **counted)
    shown = min(edges[-1], begin + round(SHOWN * NANO))
    tape = stretch(spans, begin, shown, name=name, label=label, threads=size)
    return found, tape
