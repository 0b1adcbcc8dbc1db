"""What stands beside a measured curve: the answers of the formula, and the knee by a stated rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NEAR = 0.95  # the knee is the smallest size with so much of the best throughput
DOCUMENT_CORES = 4
CROWDED = 0.8  # of what the cores can do: from here on threads wait for one another

Row = Mapping[str, Any]


def formula(cores: int, wait: float, compute: float) -> float:
    """cores × (1 + wait / compute); as in app.engine.theory, which a child process does without."""
    return cores * (1 + wait / compute)


def is_crowded(threads: int, wait: float, compute: float, parallel: int) -> bool:
    """Whether so many threads want more computing than `parallel` cores do, or nearly."""
    return threads / (wait + compute) > CROWDED * parallel / compute


def cycle(threads: int, wait: float, compute: float, parallel: int) -> float:
    """How long a task takes if all threads want to compute, in seconds."""
    return wait + compute * threads / parallel


def marks(rows: Sequence[Row], cores: int, wait: float, compute: float, *, gil: bool) -> list[dict[str, Any]]:
    """`x` is a number of threads, `y` a throughput where the mark is on a curve."""
    answers = {"formula": (cores, f"formula, {_cores(cores)}")}
    if gil:
        answers["formula-gil"] = (1, "formula, one core: the GIL")
    answers["formula-4"] = (DOCUMENT_CORES, f"formula, the document’s {DOCUMENT_CORES} cores")
    found = [_mark(name, label, formula(count, wait, compute), None, None) for name, (count, label) in answers.items()]
    for series in dict.fromkeys(str(row["series"]) for row in rows):
        own = sorted((row for row in rows if row["series"] == series), key=lambda row: float(row["x"]))
        best = max(own, key=lambda row: float(row["median"]))
        knee = next(row for row in own if row["median"] >= NEAR * best["median"])
        for name, label, row in (("knee", f"knee: {100 * NEAR:.0f} % of the best", knee), ("best", "best", best)):
            found.append(_mark(f"{name}-{series}", label, row["x"], row["median"], series))
    return found


def _mark(name: str, label: str, x: float, y: float | None, series: str | None) -> dict[str, Any]:
    return {"name": name, "label": label, "x": x, "y": y, "series": series}


def _cores(count: int) -> str:
    return "1 core" if count == 1 else f"{count} cores"
