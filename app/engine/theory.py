"""What queueing theory says of pools: closed formulas, each with its units, its assumptions and where it is from.

Nothing here runs or measures anything; results are *modelled*. Rates are per second, times in seconds, loads in
connections (or servers) kept busy on average: a = arrival rate × service time, also called Erlangs. An argument
outside a formula's domain is a ValueError that says which.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def little(rate: float, time: float) -> float:
    """How many are inside on average: L = λ · W.

    `rate` λ enter a second, each stays `time` W seconds. It needs no assumption about chance or order, only a
    system that neither fills up nor runs dry over the stretch that is averaged.
    J. D. C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (3), 1961.
    """
    return _not_negative("rate", rate) * _not_negative("time", time)


def erlang_b(servers: int, load: float) -> float:
    """The share of arrivals that find every server busy and are turned away (nobody waits).

    B(c, a) = (aᶜ/c!) / Σₖ₌₀ᶜ aᵏ/k!, by the recursion B(k) = a·B(k−1) / (k + a·B(k−1)), which cannot overflow.
    A. K. Erlang, 1917.
    """
    _at_least("servers", servers, 0)
    _not_negative("load", load)
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """The probability that an arrival has to wait: P = [aᶜ/c!·c/(c−a)] / [Σₖ₌₀ᶜ⁻¹ aᵏ/k! + the same].

    `servers` c, `load` a = λS in servers. Assumes Poisson arrivals, exponential service times, one queue for all,
    nobody gives up, and a < c: with more load than servers the queue has no steady length (ValueError).
    A. K. Erlang, "Solution of some problems in the theory of probabilities …", 1917.
    """
    _at_least("servers", servers, 1)
    _not_negative("load", load)
    if load >= servers:
        raise ValueError(f"load must be less than servers: {load:g} on {servers} make the queue grow without end")
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def erlang_wait(servers: int, load: float, service_time: float) -> float:
    """The mean wait of all arrivals, also of those who are served at once: Wq = P·S/(c − a), in seconds.

    `service_time` S in seconds; the rest as in `erlang_c`.
    """
    return erlang_c(servers, load) * _not_negative("service_time", service_time) / (servers - load)


def variability_factor(arrivals: float, service: float) -> float:
    """By how much Erlang's wait changes when chance is not exponential: (Cₐ² + Cₛ²) / 2.

    Both arguments are squared coefficients of variation, variance/mean²: 1 for Poisson arrivals and exponential
    service, 0 for anything perfectly regular. An approximation, good at high load.
    A. O. Allen, "Probability, Statistics, and Queueing Theory", 1990 (Allen-Cunneen).
    """
    return (_not_negative("arrivals", arrivals) + _not_negative("service", service)) / 2


def usl(n: float, alpha: float, beta: float) -> float:
    """How many times the throughput of one `n` get together: N / (1 + α(N−1) + βN(N−1)).

    `alpha` is the serial share (queueing for what only one can use), `beta` the cost of keeping each pair
    consistent. alpha = beta = 0 is perfect scaling; beta = 0 is Amdahl's law.
    N. J. Gunther, "Guerrilla Capacity Planning", 2007: the Universal Scalability Law.
    """
    if not 1 <= n < math.inf:
        raise ValueError(f"n must be at least 1, not {n:g}")
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be from 0 to 1, not {alpha:g}")
    _not_negative("beta", beta)
    return n / (1 + alpha * (n - 1) + beta * n * (n - 1))


def usl_peak(alpha: float, beta: float) -> float:
    """The n from which on more of them do less: √((1−α)/β). Infinite for beta = 0: then there is no such n."""
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be from 0 to 1, not {alpha:g}")
    if _not_negative("beta", beta) == 0:
        return math.inf
    return max(1.0, math.sqrt((1 - alpha) / beta))


def connections_for_disks(cores: int, spindles: int) -> int:
    """Connections a database can keep at work: cores × 2 + effective spindles.

    `cores` without hyper-threads; a spindle counts 0 when the active data is cached. Measured on spinning disks:
    "there hasn't been any analysis" of it for SSDs.
    PostgreSQL wiki, "Number Of Database Connections"; quoted in HikariCP, "About Pool Sizing".
    """
    return _at_least("cores", cores, 1) * 2 + _at_least("spindles", spindles, 0)


def connections_without_deadlock(threads: int, held: int) -> int:
    """The smallest pool that cannot lock up when each of `threads` holds up to `held` at a time: T·(C−1) + 1.

    HikariCP, "About Pool Sizing" (pool-locking).
    """
    return _at_least("threads", threads, 1) * (_at_least("held", held, 1) - 1) + 1


def threads_for_io(cores: int, wait: float, compute: float, utilisation: float = 1.0) -> float:
    """Threads that keep `cores` busy: N·U·(1 + W/C), with W seconds of waiting for C seconds of computing.

    Presumes that the computing can go on in parallel: under CPython's GIL one core computes at a time.
    B. Goetz et al., "Java Concurrency in Practice", 2006, section 8.2.
    """
    if not 0 < compute < math.inf:
        raise ValueError(f"compute must be more than 0, not {compute:g}")
    if not 0 < utilisation <= 1:
        raise ValueError(f"utilisation must be more than 0 and at most 1, not {utilisation:g}")
    return _at_least("cores", cores, 1) * utilisation * (1 + _not_negative("wait", wait) / compute)


def ring_spread(servers: int, vnodes: int) -> float:
    """How unequal the shares of a hash ring are: their relative standard deviation, √((n−1)/(v·n+1)).

    `vnodes` v points for each of `servers` n, all of the same weight, placed as if by chance. One server's arcs are
    then a Beta(v, v·(n−1)) share of the ring. Of arcs: keys that fall on them by chance add to it (keys_spread).
    """
    _at_least("servers", servers, 1)
    _at_least("vnodes", vnodes, 1)
    return math.sqrt((servers - 1) / (vnodes * servers + 1))


def keys_spread(servers: int, vnodes: int, keys: int) -> float:
    """How unequal the counts of `keys` K on such a ring are: √(σ² + (n−1−σ²)/K) with σ = ring_spread.

    Keys fall on the arcs by chance, as if each drew its server (a multinomial count, averaged over the arcs).
    """
    _at_least("keys", keys, 1)
    arcs = ring_spread(servers, vnodes) ** 2
    return math.sqrt(arcs + (servers - 1 - arcs) / keys)


def moved_by_modulo(before: Sequence[str], after: Sequence[str]) -> float:
    """The share of keys whose server changes under `hash % n` when the list of servers does, for evenly spread hashes.

    Exact: every remainder by both lengths comes once in their least common multiple. From n servers to n + 1 at the
    end of the list it is n/(n + 1).
    """
    if not before or not after:
        return 1.0 if before or after else 0.0
    turns = math.lcm(len(before), len(after))
    return sum(before[turn % len(before)] != after[turn % len(after)] for turn in range(turns)) / turns


def _not_negative(name: str, value: float) -> float:
    if not 0 <= value < math.inf:  # also refuses NaN
        raise ValueError(f"{name} must be a number from 0 up, not {value:g}")
    return value


def _at_least(name: str, value: int, least: int) -> int:
    if not isinstance(value, int) or value < least:
        raise ValueError(f"{name} must be a whole number from {least} up, not {value!r}")
    return value
