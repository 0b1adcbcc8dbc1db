"""What results say, on results whose numbers are known."""

from __future__ import annotations

from typing import Any

from app.experiments.executors import words as of_executors
from app.experiments.figures import row
from app.experiments.thread_sizing import words as of_sizing
from app.experiments.thread_sizing.marks import marks

MACHINE = {"cores": 2, "gil": True, "load": 0.1}


def waiting() -> dict[str, Any]:
    rows = [
        row("waiting", "sequential", "one after another", [10.0]),
        row("waiting", "pool-1", "1 thread", [10.0], x=1),
        row("waiting", "pool-10", "10 threads", [1.0], x=10),
        row("waiting", "thread-each", "a new thread per task", [0.502], threads=20),
        row("costs", "make-thread", "", [0.00005]),
        row("costs", "submit-thread", "", [0.000012]),
    ]
    return {"params": {"work": "sleep"}, "machine": MACHINE, "rows": rows}


def computing(**machine: Any) -> dict[str, Any]:
    rows = [
        row("computing", "sequential", "one after another", [0.5]),
        row("computing", "threads-4", "4 threads", [0.55], x=4),
        row("computing", "processes-2", "2 processes, with their start", [0.4], x=2, start_up=0.12),
        row("computing", "processes-2-warm", "2 processes, already there", [0.25], x=2, start_up=None),
    ]
    return {"params": {"work": "compute"}, "machine": {**MACHINE, **machine}, "rows": rows}


def sizing(rates: dict[int, float], *, gil: bool = True, series: str = "python") -> dict[str, Any]:
    extra = {"latency_p95": 0.3, "cores_used": 1.0, "involuntary": 800.0}
    rows = [row(series, f"{series}-{x}", f"{x} threads, …", [rate], x=x, **extra) for x, rate in rates.items()]
    machine = {**MACHINE, "gil": gil}
    return {"machine": machine, "rows": rows, "marks": marks(rows, 2, 0.2, 0.01, gil=gil)}


def test_waiting_in_a_pool() -> None:
    assert of_executors.sentences(waiting()) == [
        "One after another: 10 s. With 10 threads: 1 s, 10 times as fast: who waits needs no processor.",
        "A new thread per task takes 502 ms here, for 20 threads: making one costs 0.05 ms.",
        "To make a thread costs 50 µs, to hand a task to one that is there 12 µs.",
    ]


def test_computing_in_threads_and_processes() -> None:
    with_gil, without = of_executors.sentences(computing()), of_executors.sentences(computing(gil=False))
    assert "0.91 times as fast, for one thread at a time holds the GIL" in with_gil[0]
    assert "this interpreter has no GIL" in without[0]
    assert with_gil[1] == ("2 processes need 250 ms, and 400 ms if they have to be started first, which takes 120 ms.")


def test_a_sweep_names_its_knee_and_the_formula_s_answers() -> None:
    said = of_sizing.sentences(sizing({1: 5.0, 21: 96.0, 42: 100.0, 128: 80.0}))
    assert "the knee is at 21 threads: 96 tasks a second" in said[0]
    assert said[1].startswith("128 threads do 20 % less than 42 threads")
    assert "42 threads for the 2 cores" in said[2]
    assert "21 threads for the one core that the GIL leaves" in said[2]
    assert said[2].endswith("for the document’s 4 cores, 84.")


def test_a_free_threaded_interpreter_says_so() -> None:
    said = of_sizing.sentences(sizing({1: 5.0, 42: 200.0}, gil=False))
    assert said[0].startswith("This interpreter is free-threaded")
    assert not any("GIL leaves" in sentence for sentence in said)


def test_a_single_size_says_what_it_did() -> None:
    assert (
        of_sizing.sentences(sizing({42: 100.0}))[0] == "42 threads: 100 tasks a second, p95 300 ms, 1 of 2 cores used."
    )


def test_switching_is_told_where_nothing_waits() -> None:
    said = of_sizing.sentences(sizing({1: 100.0, 32: 90.0}, series="cpu"))
    assert "takes the core away 800 times a second" in said[2]
