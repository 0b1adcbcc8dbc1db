"""The closed formulas: the values of the literature, their limits, and what they refuse."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.engine import theory

servers = st.integers(1, 60)
shares = st.floats(0.0, 0.99)
times = st.floats(0.0, 1000.0)


def test_littles_law() -> None:
    assert theory.little(50.0, 0.08) == pytest.approx(4.0)


@pytest.mark.parametrize(("c", "a", "p"), [(2, 1.0, 1 / 3), (10, 8.0, 0.4092), (1, 0.7, 0.7), (5, 0.0, 0.0)])
def test_erlang_c_has_the_values_of_the_tables(c: int, a: float, p: float) -> None:
    assert theory.erlang_c(c, a) == pytest.approx(p, abs=5e-5)


def test_erlang_c_is_the_sum_that_the_docstring_gives() -> None:
    c, a = 7, 5.3
    last = a**c / math.factorial(c) * c / (c - a)
    assert theory.erlang_c(c, a) == pytest.approx(last / (sum(a**k / math.factorial(k) for k in range(c)) + last))


def test_one_server_waits_as_m_m_1_does() -> None:
    load, service = 0.8, 0.05
    assert theory.erlang_wait(1, load, service) == pytest.approx(load * service / (1 - load))


def test_erlang_c_does_not_overflow_for_many_servers() -> None:
    assert 0 < theory.erlang_c(2000, 1950.0) < 1


@given(servers, shares)
def test_erlang_c_is_a_probability_and_never_below_being_turned_away(c: int, share: float) -> None:
    load = share * c
    assert 0 <= theory.erlang_b(c, load) <= theory.erlang_c(c, load) + 1e-12 <= 1 + 2e-12


@given(servers, shares, times)
def test_another_server_never_makes_anybody_wait_longer(c: int, share: float, service: float) -> None:
    load = share * c
    assert theory.erlang_wait(c + 1, load, service) <= theory.erlang_wait(c, load, service) + 1e-12


@given(servers, shares, shares)
def test_more_load_never_makes_the_wait_shorter(c: int, one: float, other: float) -> None:
    low, high = sorted((one * c, other * c))
    assert theory.erlang_wait(c, low, 1.0) <= theory.erlang_wait(c, high, 1.0) * (1 + 1e-9) + 1e-12


@given(servers, shares, st.floats(0.001, 10.0))
def test_waiting_obeys_littles_law(c: int, share: float, service: float) -> None:
    """The queue's mean length, from P alone, is λ times the mean wait."""
    load = share * c
    queue = theory.erlang_c(c, load) * load / (c - load)
    assert theory.little(load / service, theory.erlang_wait(c, load, service)) == pytest.approx(queue)


def test_exponential_chance_leaves_erlangs_wait_as_it_is() -> None:
    assert theory.variability_factor(1.0, 1.0) == 1.0
    assert theory.variability_factor(1.0, 0.0) == 0.5


def test_the_universal_scalability_law() -> None:
    assert theory.usl(8, 0.0, 0.0) == 8
    assert theory.usl(8, 0.5, 0.0) == pytest.approx(8 / 4.5)  # Amdahl
    assert theory.usl_peak(0.04, 0.0001) == pytest.approx(math.sqrt(0.96 / 0.0001))
    assert theory.usl_peak(0.1, 0.0) == math.inf
    assert theory.usl_peak(1.0, 0.5) == 1.0


@given(st.floats(0.0, 1.0), st.floats(1e-6, 0.5), st.floats(1.0, 500.0))
def test_nowhere_is_more_done_than_at_the_peak(alpha: float, beta: float, n: float) -> None:
    peak = theory.usl_peak(alpha, beta)
    assume(math.isfinite(peak))
    assert theory.usl(n, alpha, beta) <= theory.usl(peak, alpha, beta) * (1 + 1e-9)


def test_pool_sizes() -> None:
    assert theory.connections_for_disks(4, 1) == 9
    assert theory.connections_without_deadlock(8, 3) == 17
    assert theory.connections_without_deadlock(8, 1) == 1
    assert theory.threads_for_io(8, 0.09, 0.01) == pytest.approx(80)
    assert theory.threads_for_io(8, 0.09, 0.01, 0.5) == pytest.approx(40)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: theory.erlang_c(2, 2.0), "load must be less"),
        (lambda: theory.erlang_c(0, 0.0), "servers"),
        (lambda: theory.erlang_c(3, -1.0), "load"),
        (lambda: theory.erlang_c(3, math.nan), "load"),
        (lambda: theory.erlang_b(-1, 1.0), "servers"),
        (lambda: theory.erlang_wait(3, 1.0, -0.1), "service_time"),
        (lambda: theory.little(-1.0, 1.0), "rate"),
        (lambda: theory.little(1.0, math.inf), "time"),
        (lambda: theory.variability_factor(-1.0, 1.0), "arrivals"),
        (lambda: theory.usl(0.5, 0.1, 0.1), "n must"),
        (lambda: theory.usl(2, 1.5, 0.1), "alpha"),
        (lambda: theory.usl_peak(0.1, -0.1), "beta"),
        (lambda: theory.connections_for_disks(0, 1), "cores"),
        (lambda: theory.connections_without_deadlock(1, 0), "held"),
        (lambda: theory.threads_for_io(1, 0.1, 0.0), "compute"),
        (lambda: theory.threads_for_io(1, 0.1, 0.1, 1.2), "utilisation"),
    ],
)
def test_what_is_outside_the_domain_is_refused_by_name(call: Callable[[], float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        call()
