"""What a result of `executors` says, in sentences made from its own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.labs.theory_form import number, time

FASTER = 1.2  # times: less is chance


def sentences(result: Mapping[str, Any]) -> list[str]:
    """One thing each; fewer if a row is missing."""
    rows = {row["name"]: row for row in result["rows"]}
    said = _waiting(rows) if result["params"]["work"] == "sleep" else _computing(rows, result["machine"])
    return said + _costs(rows)


def _waiting(rows: Mapping[str, Any]) -> list[str]:
    alone, pools = rows["sequential"], [row for name, row in rows.items() if name.startswith("pool-")]
    best = min(pools, key=lambda row: float(row["median"]))
    said = [
        f"One after another: {time(alone['median'])}. With {best['label']}: {time(best['median'])},"
        f" {number(alone['median'] / best['median'])} times as fast: who waits needs no processor."
    ]
    if (each := rows.get("thread-each")) and (cost := rows.get("make-thread")):
        said.append(
            f"A new thread per task takes {time(each['median'])} here, for {each['extra']['threads']} threads:"
            f" making one costs {time(cost['median'])}."
        )
    return said


def _why(ratio: float, gil: bool) -> str:
    """Why threads that compute are so many times as fast as one, as the end of a sentence."""
    if not gil:
        return "for this interpreter has no GIL"
    if ratio > FASTER:
        return "which threads that share one GIL cannot be: something else took the machine meanwhile"
    return "for one thread at a time holds the GIL"


def _computing(rows: Mapping[str, Any], machine: Mapping[str, Any]) -> list[str]:
    alone = rows["sequential"]
    threads = [row for name, row in rows.items() if name.startswith("threads-")]
    said = []
    if threads:
        most = max(threads, key=lambda row: int(row["x"]))
        ratio = alone["median"] / most["median"]
        said.append(
            f"Computing with {most['label']} takes {time(most['median'])}, one after another"
            f" {time(alone['median'])}: {number(ratio)} times as fast, {_why(ratio, machine['gil'])}."
        )
    for cold in [row for row in rows.values() if row["extra"].get("start_up") is not None]:
        warm = rows.get(f"{cold['name']}-warm")
        if warm is not None:
            said.append(
                f"{warm['label'].partition(',')[0].capitalize()} need {time(warm['median'])}, and"
                f" {time(cold['median'])} if they have to be started first, which takes"
                f" {time(cold['extra']['start_up'])}."
            )
    return said


def _costs(rows: Mapping[str, Any]) -> list[str]:
    thread, process = rows.get("submit-thread"), rows.get("submit-process")
    if thread and process:
        return [
            f"To hand over an empty task and get its result costs {_micro(thread)} with a thread,"
            f" {_micro(process)} with a process."
        ]
    made = rows.get("make-thread")
    if thread and made:
        return [f"To make a thread costs {_micro(made)}, to hand a task to one that is there {_micro(thread)}."]
    return []


def _micro(row: Mapping[str, Any]) -> str:
    return f"{number(1e6 * row['median'])} µs"
