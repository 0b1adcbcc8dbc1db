"""Arrivals come at the rate that was asked for, and the draws do not depend on it (facts.md, 2.11)."""

from __future__ import annotations

import math
import statistics

import pytest

from app.engine.rng import stream
from app.engine.traffic import Arrivals, exponential, spread
from tests.engine.service.house import House


class Source:
    """Arrivals of a seed, and when they came."""

    def __init__(self, house: House, rate: float, seed: int = 1) -> None:
        self.times: list[float] = []
        self.arrivals = Arrivals(
            house.clock, stream(seed, "arrivals"), rate, lambda: self.times.append(house.clock.now())
        )
        self.arrivals.start()

    def gaps(self) -> list[float]:
        return [later - sooner for sooner, later in zip([0.0, *self.times], self.times, strict=False)]


def times(rate: float, seconds: float, seed: int = 1) -> list[float]:
    house = House()
    source = Source(house, rate, seed)
    house.run(until=seconds)
    house.clock.close()
    return source.times


@pytest.mark.parametrize("rate", [0.5, 10.0, 250.0])
def test_the_rate_is_what_was_asked_for(rate: float) -> None:
    expected = 4000
    counts = [len(times(rate, expected / rate, seed)) for seed in range(3)]

    # A Poisson count of mean 12,000 has a standard deviation of 110: four of them on either side.
    assert sum(counts) == pytest.approx(3 * expected, abs=4 * math.sqrt(3 * expected))


def test_the_gaps_are_memoryless(house: House) -> None:
    source = Source(house, 100.0)
    house.run(until=40.0)
    gaps = source.gaps()

    # For an exponential distribution the deviation is the mean, and 1/e of the gaps are longer than the mean.
    mean = statistics.mean(gaps)
    assert statistics.stdev(gaps) == pytest.approx(mean, rel=0.06)
    assert sum(gap > mean for gap in gaps) / len(gaps) == pytest.approx(1 / math.e, abs=0.03)


def test_the_same_seed_gives_the_same_arrivals_at_any_rate() -> None:
    slow, fast = times(10.0, 20.0), times(20.0, 10.0)

    assert fast == pytest.approx([t / 2 for t in slow[: len(fast)]], abs=1e-6)
    assert slow != times(10.0, 20.0, seed=2)


def test_a_change_of_rate_keeps_the_draws_and_stretches_the_gap_that_is_running(house: House) -> None:
    steady = times(10.0, 20.0)
    changed = Source(house, 10.0)
    house.at(5.0, lambda: changed.arrivals.set_rate(30.0))
    house.run(until=10.0)

    # Up to the change all is the same; what lay t after it now lies t / 3 after it.
    expected = [t if t <= 5.0 else 5.0 + (t - 5.0) / 3 for t in steady]
    assert changed.times == pytest.approx([t for t in expected if t <= 10.0], abs=1e-6)


def test_many_changes_of_rate_lose_nothing(house: House) -> None:
    steady = times(10.0, 20.0)
    changed = Source(house, 10.0)
    for n in range(1, 200):
        house.at(0.1 * n, lambda n=n: changed.arrivals.set_rate(10.0 + 1e-9 * n))
    house.run(until=20.0)

    assert changed.times == pytest.approx(steady[: len(changed.times)], abs=1e-5)
    assert abs(len(changed.times) - len(steady)) <= 1


def test_a_thread_that_always_wakes_late_does_not_lower_the_rate() -> None:
    """On a busy machine every wait ends late; the next gap must begin when this one was due."""

    class LateWaiter:
        def __init__(self, clock: LateClock) -> None:
            self.clock = clock

        def wait(self, deadline: float) -> bool:
            self.clock.t = max(self.clock.t, deadline) + 0.004
            if self.clock.t > 40.0:
                arrivals.stop()
            return False

        def wake(self) -> bool:
            return False

    class LateClock:
        t = 0.0

        def now(self) -> float:
            return self.t

        def waiter(self) -> LateWaiter:
            return LateWaiter(self)

    came: list[float] = []
    clock = LateClock()
    arrivals = Arrivals(clock, stream(1, "arrivals"), 100.0, lambda: came.append(clock.t))  # type: ignore[arg-type]
    arrivals._run()

    assert len(came) == pytest.approx(4000, abs=4 * math.sqrt(4000))


def test_after_stop_nothing_arrives(house: House) -> None:
    source = Source(house, 10.0)
    house.at(5.0, source.arrivals.stop)
    house.run(until=20.0)

    assert source.times[-1] < 5.0


@pytest.mark.parametrize("rate", [0.0, -3.0, float("nan")])
def test_a_rate_that_is_none_is_a_value_error_and_changes_nothing(house: House, rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        Source(house, rate)
    source = Source(house, 10.0)
    with pytest.raises(ValueError, match="rate"):
        source.arrivals.set_rate(rate)
    house.run(until=2.0)

    assert source.times == [t for t in times(10.0, 2.0) if t <= 2.0]


def test_exponential_draws_have_the_mean_asked_for() -> None:
    rng = stream(3, "test")
    draws = [exponential(rng, 0.5) for _ in range(20_000)]

    assert statistics.mean(draws) == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(20_000))
    assert all(draw == round(draw, 9) and draw >= 0 for draw in draws)


def test_spread_draws_lie_evenly_around_the_mean() -> None:
    rng = stream(3, "test")
    draws = [spread(rng, 2.0, 0.25) for _ in range(20_000)]

    assert 1.5 <= min(draws) <= 1.51
    assert 2.49 <= max(draws) <= 2.5
    assert statistics.mean(draws) == pytest.approx(2.0, abs=4 * (1.0 / math.sqrt(12)) / math.sqrt(20_000))


def test_without_spread_every_draw_is_the_mean() -> None:
    rng = stream(3, "test")

    assert {spread(rng, 0.08, 0.0) for _ in range(10)} == {0.08}


def test_more_can_be_made_to_arrive_at_once_and_the_gap_goes_on(house: House) -> None:
    plain, pushed = times(10.0, 5.0), Source(house, 10.0)
    house.clock.call_at(1.23, lambda: pushed.arrivals.at_once(3))
    house.run(until=5.0)

    assert pushed.times.count(1.23) == 3
    assert [t for t in pushed.times if t != 1.23] == pytest.approx(plain, abs=1e-6)


def test_while_an_arrival_keeps_the_thread_nothing_arrives(house: House) -> None:
    seen: list[float] = []

    def arrive() -> float | None:
        seen.append(house.clock.now())
        if len(seen) != 2:
            return None
        house.clock.sleep(3.0)
        return 3.0

    Arrivals(house.clock, stream(1, "arrivals"), 10.0, arrive).start()
    house.run(until=8.0)

    assert seen == pytest.approx([t if n < 2 else t + 3.0 for n, t in enumerate(times(10.0, 5.0))], abs=1e-6)
