"""The pool lab's theory: Little's law and Erlang C from measured inputs, beside what was measured, and why they differ.

A comparison is plain data for the page: `value` is modelled, `measured` was measured, `assumes` says what the
formula takes for granted and whether it is so here, and `sentence` is made from the gap between the two.
"""

from __future__ import annotations

from typing import Any

from app.engine import theory
from app.labs.connection_pool.params import Params
from app.labs.connection_pool.theory_words import FEW, about_share, about_wait, leaks
from app.labs.loans import Loans
from app.labs.theory_form import assumption, gap, measured_over, more, number, short, taken, time

CLOSE = 0.05  # a gap of so much is agreement: this law is exact but for the edges
LIKE_EXPONENTIAL = (0.6, 1.6)  # squared coefficients of variation that pass for 1
CURVE = 20  # pool sizes drawn, at least


def compare(params: Params, loans: Loans, leaked: int) -> list[dict[str, Any]]:
    """What theory says of these loans; nothing before the first of them has ended."""
    if not loans.returned or not loans.lent:
        return []
    return [_busy(loans, leaked), *_waiting(params, loans, leaked)]


# -- Little's law --------------------------------------------------------------------------------------------


def _busy(loans: Loans, leaked: int) -> dict[str, Any]:
    value, measured = theory.little(loans.lend_rate, loans.mean_use), loans.mean_busy
    sums = f"{number(loans.lend_rate)} loans a second × {time(loans.mean_use)} each = {number(value)} connections"
    if abs(gap(measured, value)) <= CLOSE:
        why = "Little’s law needs no assumption about chance, so the two agree whatever the traffic is like."
    elif leaked:
        why = f"{leaks(leaked)}: counted as busy, but the loan has not ended, so W knows nothing of it."
    else:
        why = "Loans that began before this stretch or have not ended yet are counted on one side only."
    return {
        "name": "little",
        "label": "Connections busy",
        "law": "Little’s law",
        "formula": "L = λ · W",
        "unit": "",
        "value": short(value),
        "measured": short(measured),
        "inputs": [
            taken("λ", "loans a second", loans.lend_rate, "1/s"),
            taken("W", "mean time a connection is held", loans.mean_use, "s"),
        ],
        "assumes": [
            assumption(
                "What comes in goes out: no filling up or running dry", not leaked, f"{leaks(leaked)}: never came back"
            )
        ],
        "sentence": f"{sums}; counted: {number(measured)}, {more(measured, value)}. {why}",
        **measured_over(loans.seconds, loans.returned),
    }


# -- Erlang C --------------------------------------------------------------------------------------------------


def _waiting(params: Params, loans: Loans, leaked: int) -> list[dict[str, Any]]:
    c, hold = params.max_size + params.max_overflow, loans.mean_use
    load = theory.little(loans.ask_rate, hold)
    share = theory.erlang_c(c, load) if load < c else None
    wait = theory.erlang_wait(c, load, hold) if load < c else None
    return [
        {
            "name": "erlang_wait",
            "label": "Mean wait for a connection",
            "law": "Erlang C",
            "formula": "Wq = P · S / (c − a)",
            "unit": "s",
            "value": short(wait),
            "measured": short(loans.mean_wait),
            "inputs": [
                taken("λ", "callers a second", loans.ask_rate, "1/s"),
                taken("S", "mean time a connection is held", hold, "s"),
                taken("a = λ · S", "load, in connections", load, ""),
                taken("c", "connections there may be", c, ""),
            ],
            "assumes": _assumptions(params, loans, leaked, load),
            "sentence": about_wait(params, loans, leaked, load, wait),
            "curve": _curve(loans.ask_rate, hold, max(CURVE, c)),
            "at": c,
            **measured_over(loans.seconds, loans.returned),
        },
        {
            "name": "erlang_share",
            "label": "Callers that have to wait",
            "law": "Erlang C",
            "formula": "P = [aᶜ/c! · c/(c−a)] / [Σ aᵏ/k! + the same]",
            "unit": "share",
            "value": short(share),
            "measured": short(loans.wait_share),
            "inputs": [],  # those of the wait, and so is what it assumes
            "assumes": [],
            "sentence": about_share(loans.wait_share, share),
            **measured_over(loans.seconds, loans.returned),
        },
    ]


def _curve(rate: float, hold: float, largest: int) -> list[tuple[int, float | None]]:
    """Erlang C's wait for each pool size, all for the same traffic; None where the queue grows without end."""
    load = theory.little(rate, hold)
    sizes = range(1, largest + 1)
    return [(c, short(theory.erlang_wait(c, load, hold)) if load < c else None) for c in sizes]


def _assumptions(params: Params, loans: Loans, leaked: int, load: float) -> list[dict[str, Any]]:
    c = params.max_size + params.max_overflow
    closed = f"a closed loop: {params.threads} threads, each asks again only after its answer"
    few = f"only {params.threads} threads can ask at a time"
    independent = params.loop == "open" and params.threads > 2 * c
    low, high = LIKE_EXPONENTIAL
    spread = f"their variability is {number(loans.variability)}, exponential is 1"
    absent = [leaks(leaked)] * bool(leaked) + [f"{loans.opened} were opened meanwhile"] * bool(loans.opened)
    return [
        assumption(
            "Callers ask by chance, whatever the others do (Poisson)",
            independent,
            few if params.loop == "open" else closed,
        ),
        assumption(
            "Loans are exponential: most short, a few long",
            low <= loans.variability <= high if loans.returned >= FEW else None,
            spread if loans.returned >= FEW else f"only {loans.returned} loans so far",
        ),
        assumption("One queue, first come, first served", params.fair, "unfair: whoever is quickest takes it"),
        assumption("Nobody gives up", not loans.given_up, f"{loans.given_up} did"),
        assumption("All c connections are there all the time", not absent, "; ".join(absent)),
        assumption("Stable: less load than connections (a < c)", load < c, f"a = {number(load)}, c = {c}"),
    ]
