"""Why a measured wait and Erlang C's differ, in sentences made from the parameters and the gap."""

from __future__ import annotations

from app.engine import theory
from app.labs.connection_pool.params import Params
from app.labs.loans import Loans
from app.labs.theory_form import gap, more, number, percent, time

CLOSE = 0.10  # a gap of so much is agreement
BRINK = 0.97  # of c: with more load than that Erlang's wait has no upper limit worth naming
FEW = 100  # loans; with fewer, chance alone makes such gaps
SHORT = 1e-4  # seconds of mean wait that are as good as none


def about_wait(params: Params, loans: Loans, leaked: int, load: float, wait: float | None) -> str:
    """The sentence under the waits; `wait` is Erlang's, None where it has none."""
    c, measured = params.max_size + params.max_overflow, loans.mean_wait
    if wait is None:
        return (
            f"Callers ask for {number(load)} connections’ worth of work and there are {c}: in Erlang’s model the "
            f"queue would grow without end. Here {_bound(params, loans)}, so the mean wait is {time(measured)}."
        )
    figures = f"Measured {time(measured)}, modelled {time(wait)}"
    if measured < SHORT and wait < SHORT:
        return f"{figures}: both say that hardly anybody waits."
    if abs(gap(measured, wait)) <= CLOSE:
        return f"{figures}: they agree to within {max(1, round(100 * abs(gap(measured, wait))))} %."
    if measured < wait and load > BRINK * c:
        return (
            f"{figures}. With {c} connections {100 * load / c:.1f} % busy, Erlang’s queue is on the brink of growing "
            f"without end. Here {_bound(params, loans)}."
        )
    why = _why_longer(params, loans, leaked) if measured > wait else _why_shorter(params, loans)
    than = f"Measured {time(measured)}, {more(measured, wait)} than the {time(wait)} modelled."
    return " ".join([than, *why[:2]])


def _why_shorter(params: Params, loans: Loans) -> list[str]:
    """Reasons for a wait below Erlang's, the strongest first."""
    c, threads, reasons = params.max_size + params.max_overflow, params.threads, []
    if threads <= c:
        return [f"{threads} threads never need more than {c} connections: nobody waits for a return."]
    if params.loop == "closed":
        reasons.append(
            f"In a closed loop no more than {threads - c} of the {threads} threads can ever wait, and those who do ask "
            "for nothing else meanwhile; Erlang’s callers come however long the queue is."
        )
    elif threads <= 2 * c:
        reasons.append(f"Only {threads} threads can ask, so no more than {threads - c} ever wait in the pool’s queue.")
    factor = theory.variability_factor(1.0, loans.variability)
    if loans.returned >= FEW and factor < 1 - CLOSE:
        reasons.append(
            "Loans vary less than exponential ones: by Allen and Cunneen that alone makes the wait "
            f"{factor:.2f} times as long."
        )
    if loans.given_up:
        reasons.append(f"{_gave_up(loans)}, which ends that wait and shortens everybody else’s.")
    if loans.returned < FEW:
        reasons.append(f"Only {loans.returned} loans have ended since the last change: chance still shows.")
    return reasons or ["Callers come more evenly than by chance."]


def _why_longer(params: Params, loans: Loans, leaked: int) -> list[str]:
    """Reasons for a wait above Erlang's, the strongest first."""
    c, reasons = params.max_size + params.max_overflow, []
    if leaked:
        reasons.append(f"{leaks(leaked)}, so only {c - leaked} of {c} serve anybody.")
    if loans.opened:
        reasons.append(
            f"{loans.opened} connections were opened meanwhile, and callers waited for that; "
            "Erlang’s servers are there from the start."
        )
    if loans.returned >= FEW and loans.variability > 1 + CLOSE:
        factor = theory.variability_factor(1.0, loans.variability)
        reasons.append(
            "Loans vary more than exponential ones: by Allen and Cunneen that alone makes the wait "
            f"{factor:.1f} times as long."
        )
    if not params.fair:
        reasons.append("The pool is unfair: a returned connection may lie idle while a waiter wakes up.")
    if loans.returned < FEW:
        reasons.append(f"Only {loans.returned} loans have ended since the last change: chance still shows.")
    return reasons or ["Callers come in bursts: Poisson arrivals would be spread more evenly."]


def about_share(measured: float, value: float | None) -> str:
    """The sentence under the shares of callers that wait."""
    if value is None:
        return f"Measured {percent(measured)}; in Erlang’s model, with a ≥ c, everybody waits in the end."
    words = f"Measured {percent(measured)}, modelled {percent(value)}"
    if abs(measured - value) < 0.05:
        return f"{words}: they agree."
    return (
        f"{words}: {'more' if measured > value else 'fewer'} callers find every connection busy than in Erlang’s model."
    )


def _bound(params: Params, loans: Loans) -> str:
    """What keeps the queue of a pool with too much to do from growing."""
    if params.loop == "closed":
        return f"only {params.threads} threads can ask, and each asks again only after its answer"
    if loans.given_up:
        return _gave_up(loans)
    return f"only {params.threads} threads can ask; what they cannot take waits before the pool, not in it"


def _gave_up(loans: Loans) -> str:
    return "1 caller gave up" if loans.given_up == 1 else f"{loans.given_up} callers gave up"


def leaks(leaked: int) -> str:
    return f"{leaked} connection is leaked" if leaked == 1 else f"{leaked} connections are leaked"
