"""What a result of `thread-sizing` says, in sentences made from its own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.labs.theory_form import number, percent, time

WORTH_SAYING = 0.02  # a difference

NAMES = {
    "python": "pure Python",
    "native": "computing that lets go of the GIL",
    "processes": "processes",
    "cpu": "work that never waits",
}


def sentences(result: Mapping[str, Any]) -> list[str]:
    """One thing each."""
    rows, marks = result["rows"], {mark["name"]: mark for mark in result["marks"]}
    said = []
    if not result["machine"]["gil"]:
        said.append("This interpreter is free-threaded: no GIL, and pure Python computes on all cores at once.")
    for series in dict.fromkeys(row["series"] for row in rows):
        own = {row["x"]: row for row in rows if row["series"] == series}
        said += _of_curve(series, own, marks, result["machine"])
    if "formula" in marks and any(row["series"] != "cpu" for row in rows):
        said.append(_of_formula(marks, result["machine"]))
    return said


def _of_curve(series: str, rows: Mapping[int, Any], marks: Mapping[str, Any], machine: Mapping[str, Any]) -> list[str]:
    if len(rows) < 2:
        only = next(iter(rows.values()))
        used = f"{number(only['extra']['cores_used'])} of {machine['cores']} cores used"
        return [
            f"{only['label'].partition(',')[0]}: {number(only['median'])} tasks a second,"
            f" p95 {time(only['extra']['latency_p95'])}, {used}."
        ]
    knee, best, most = rows[marks[f"knee-{series}"]["x"]], rows[marks[f"best-{series}"]["x"]], rows[max(rows)]
    said = [
        f"With {NAMES[series]} the knee is at {_threads(knee['x'])}: {number(knee['median'])} tasks a second,"
        f" within 5 % of the best of all sizes tried."
    ]
    lost = 1 - most["median"] / best["median"]
    if lost >= WORTH_SAYING:
        said.append(
            f"{_threads(most['x'])} do {percent(lost)} less than {_threads(best['x'])}, and p95 is"
            f" {time(most['extra']['latency_p95'])} instead of {time(best['extra']['latency_p95'])}."
        )
    if series == "cpu":
        one = rows[min(rows)]
        said.append(
            f"{number(most['extra']['cores_used'])} of {machine['cores']} cores are used with {_threads(most['x'])},"
            f" and the system takes the core away {number(most['extra']['involuntary'])} times a second;"
            f" with {_threads(one['x'])}, {number(one['extra']['involuntary'])} times."
        )
    return said


def _of_formula(marks: Mapping[str, Any], machine: Mapping[str, Any]) -> str:
    told = f"The formula says {_threads(marks['formula']['x'])} for the {machine['cores']} cores of this machine"
    if "formula-gil" in marks:
        told += f", and {_threads(marks['formula-gil']['x'])} for the one core that the GIL leaves to pure Python"
    return f"{told}; for the document’s 4 cores, {number(marks['formula-4']['x'])}."


def _threads(count: float) -> str:
    return "1 thread" if count == 1 else f"{number(count)} threads"
