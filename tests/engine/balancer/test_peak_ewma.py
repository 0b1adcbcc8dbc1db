"""Costs by latency: peaks at once, good news slowly, one probe for the new (facts.md, 2.13)."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable

import pytest

from app.engine.balancer.peak_ewma import PENALTY, PeakEwma
from app.engine.balancer.policy import Servers
from tests.engine.balancer.crowd import ANY, crowd

DECAY = 10.0


class Watch:
    """Model seconds by hand."""

    def __init__(self) -> None:
        self.t = 0.0

    def __call__(self) -> float:
        return self.t


@pytest.fixture
def now() -> Watch:
    return Watch()


@pytest.fixture
def policy(now: Watch) -> PeakEwma:
    return PeakEwma(random.Random(1), now, decay=DECAY)


def costs(policy: PeakEwma, servers: Servers) -> list[float]:
    """What two servers cost now, in their order."""
    policy.pick(servers, ANY)
    told = dict(zip(policy.why()["candidates"], policy.why()["costs"], strict=True))
    return [told[server.name] for server in servers]


def test_the_cost_is_the_average_times_the_requests_that_would_be_open(policy: PeakEwma) -> None:
    servers = a, b = crowd("ab")
    policy.done(a, 0.2, ok=True)
    policy.done(b, 0.3, ok=True)
    assert costs(policy, servers) == [0.2, 0.3]
    a.active, b.active = 3, 1
    assert costs(policy, servers) == [0.8, 0.6]
    assert policy.pick(servers, ANY) is b


def test_a_peak_becomes_the_average_at_once(policy: PeakEwma, now: Watch) -> None:
    servers = a, _ = crowd("ab")
    policy.done(a, 0.1, ok=True)
    now.t = 0.001
    policy.done(a, 2.0, ok=True)
    assert costs(policy, servers)[0] == 2.0


def test_good_news_counts_by_the_time_since_the_last(policy: PeakEwma, now: Watch) -> None:
    servers = a, _ = crowd("ab")
    policy.done(a, 2.0, ok=True)
    now.t = 5.0
    policy.done(a, 0.1, ok=True)
    kept = math.exp(-5 / DECAY)
    assert costs(policy, servers)[0] == pytest.approx(2.0 * kept + 0.1 * (1 - kept), abs=1e-6)


def test_an_average_decays_before_it_is_read(policy: PeakEwma, now: Watch) -> None:
    servers = a, b = crowd("ab")
    policy.done(a, 2.0, ok=True)
    now.t = 20.0
    policy.done(b, 0.5, ok=True)
    assert costs(policy, servers) == [pytest.approx(2 * math.exp(-2), abs=1e-6), 0.5]
    assert policy.pick(servers, ANY) is a  # the slow one is tried again
    assert costs(policy, servers)[0] == pytest.approx(2 * math.exp(-2), abs=1e-6)  # reading it twice changes nothing


def test_a_new_server_is_probed_once_and_then_awaited(policy: PeakEwma) -> None:
    servers = a, b = crowd("ab")
    policy.done(a, 0.1, ok=True)
    assert policy.pick(servers, ANY) is b  # it costs nothing
    b.active = 1
    assert costs(policy, servers)[1] == PENALTY + 1
    a.active = 500
    assert all(policy.pick(servers, ANY) is a for _ in range(50))
    b.active = 0
    policy.done(b, 0.2, ok=True)
    assert policy.pick(servers, ANY) is b


def test_who_fails_fast_does_not_look_fast(policy: PeakEwma, now: Watch) -> None:
    servers = a, b = crowd("ab")
    policy.done(a, 0.5, ok=True)
    now.t = 1.0
    policy.done(a, 0.0, ok=False)
    policy.done(b, 0.0, ok=False)  # it has never answered
    assert costs(policy, servers) == [0.5, DECAY]
    policy.done(a, 3.0, ok=False)
    assert costs(policy, servers)[0] == 3.0


def test_a_slow_server_gets_little(now: Watch) -> None:
    policy, servers = PeakEwma(random.Random(4), now), crowd("abcd")
    latency: dict[str, Callable[[], float]] = {name: lambda: 0.1 for name in "bcd"} | {"a": lambda: 1.0}
    counts: Counter[str] = Counter()
    for _ in range(2000):
        now.t += 0.05
        server = policy.pick(servers, ANY)
        counts[server.name] += 1
        policy.done(server, latency[server.name](), ok=True)
    assert counts["a"] < 100  # of 500 that would be its share
    assert min(counts[name] for name in "bcd") > 500


def test_one_that_is_out_for_a_while_keeps_its_average_but_nothing_grows_without_end(policy: PeakEwma) -> None:
    servers = a, b = crowd("ab")
    policy.done(a, 0.7, ok=True)
    policy.done(b, 0.1, ok=True)
    policy.pick((b,), ANY)
    assert costs(policy, servers) == [0.7, 0.1]
    for _ in range(100):
        (passing,) = crowd("p")
        policy.pick((passing, b), ANY)
        policy.done(passing, 1.0, ok=True)
    assert len(policy._averages) < 30


def test_a_clock_that_steps_back_does_no_harm(policy: PeakEwma, now: Watch) -> None:
    servers = a, _ = crowd("ab")
    now.t = 9.0
    policy.done(a, 1.0, ok=True)
    now.t = 3.0
    policy.done(a, 0.5, ok=True)
    assert costs(policy, servers)[0] == 1.0


@pytest.mark.parametrize("decay", [0, -1, math.inf, math.nan])
def test_a_decay_out_of_range_is_refused_by_name(decay: float) -> None:
    with pytest.raises(ValueError, match="decay must be above 0"):
        PeakEwma(decay=decay)


def test_without_a_clock_it_reads_real_seconds() -> None:
    policy, servers = PeakEwma(), crowd("ab")
    policy.done(servers[0], 1.0, ok=True)
    assert policy.pick(servers, ANY) is servers[1]
