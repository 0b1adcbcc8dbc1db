"""Second attempts: where they go, how many there may be, and what they cost."""

from __future__ import annotations

import pytest

from app.engine.balancer.policies import POLICIES
from app.engine.balancer.retry_budget import RetryBudget
from tests.engine.balancer.conftest import MakeHouse
from tests.engine.balancer.house import House


def attempts(house: House, request: int) -> str:
    """The servers that a request was sent to, in order."""
    return "".join(server for _, number, server, *_ in house.told("request.assigned") if number == request)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_retry_goes_to_a_server_that_was_not_tried_yet(make_house: MakeHouse, policy: str) -> None:
    house = make_house(policy, retries=3)
    for machine in house.add_each("ABCD"):
        machine.crash()
    for n in range(12):
        house.send(key=f"user:{n}", client=f"10.{n}.0.1")
    house.run(until=1.0)

    for exchange in house.sent:
        assert sorted(attempts(house, exchange.number)) == list("ABCD")
        assert exchange.problem == "ConnectionRefused"
    house.check_all_is_over()


@pytest.mark.parametrize("policy", POLICIES)
def test_one_server_down_and_one_retry_lose_nothing(make_house: MakeHouse, policy: str) -> None:
    house = make_house(policy, retries=1)
    house.add_each("ABC")[1].crash()
    for n in range(30):
        house.at(n * 1.0, house.send, 0.1, key=f"user:{n}", client=f"10.{n}.0.1")
    house.run(until=100.0)

    assert {it.outcome for it in house.sent} == {"served"}
    assert house.balancer.totals["retries"] == sum(it.attempt - 1 for it in house.sent) > 0
    house.check_all_is_over()


def test_if_all_were_tried_one_of_them_is_tried_again(make_house: MakeHouse) -> None:
    house = make_house(retries=3)
    house.add("A", failure_rate=0.5)
    house.send(1.0, luck=(0.0, 0.0, 0.9))
    house.run(until=9.0)

    assert attempts(house, 1) == "AAA"
    assert (house.sent[0].outcome, house.sent[0].latency) == ("served", 3.0)


def test_each_attempt_has_its_own_luck_and_a_request_all_of_its_own_time(make_house: MakeHouse) -> None:
    house = make_house(retries=2, request_timeout=2.5)
    house.add_each("ABC", failure_rate=0.5)
    house.send(1.0, luck=(0.0, 0.0, 0.9))
    house.run(until=9.0)

    assert attempts(house, 1) == "ABC"
    assert (house.sent[0].outcome, house.sent[0].latency) == ("timed_out", 2.5), "one deadline for all attempts"
    house.check_all_is_over()


def test_without_retries_the_first_failure_is_the_end(make_house: MakeHouse) -> None:
    house = make_house()
    house.add_each("AB", failure_rate=1.0)
    house.send(1.0, luck=(0.5,))
    house.run(until=9.0)

    assert attempts(house, 1) == "A"
    assert house.told("request.failed") == [(1.0, 1, None, 1.0, "ServerError")]


def test_a_full_queue_is_tried_elsewhere_too(make_house: MakeHouse) -> None:
    house = make_house(retries=1)
    house.add_each("AB", queue_capacity=0)
    house.send(5.0, to="A")
    house.send(1.0, to="A")
    house.send(1.0, to="A")
    house.run(until=1.5)

    assert [attempts(house, number) for number in (1, 2, 3)] == ["A", "AB", "AB"]
    assert [it.outcome for it in house.sent] == [None, "served", "refused"]


def test_a_crash_sends_what_was_lost_to_the_others_at_once(make_house: MakeHouse) -> None:
    house = make_house(retries=1)
    house.add_each("AB")
    for _ in range(3):
        house.send(2.0, to="A")
    house.at(1.0, house.machine("A").crash)
    house.run(until=20.0)

    assert [it.outcome for it in house.sent] == ["served"] * 3
    assert [t for t, _, server, *_ in house.told("request.assigned") if server == "B"] == [1.0] * 3
    house.check_all_is_over()


def test_a_retry_that_has_nowhere_to_go_is_denied(make_house: MakeHouse) -> None:
    house = make_house(retries=2, eject_after=1)
    house.add("A", failure_rate=1.0)
    house.send(1.0, luck=(0.5,))
    house.run(until=5.0)

    assert house.told("retry.denied") == [(1.0, 1, "no_server")]
    assert house.sent[0].outcome == "failed"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_a_budget_bounds_the_retries_of_a_service_in_trouble(make_house: MakeHouse, share: float) -> None:
    house = make_house(retries=3, retry_budget=share)
    house.add_each("ABC", failure_rate=1.0)
    for n in range(300):
        house.at(n / 10, house.send, 0.01, luck=(0.5,) * 4)
    house.run(until=60.0)

    retries = house.balancer.totals["retries"]
    assert share * 300 - 1 <= retries <= share * 300 + 1
    denied = house.told("retry.denied")
    assert len(denied) == 300 - sum(it.attempt == 4 for it in house.sent)
    assert {reason for *_, reason in denied} == {"budget"}
    house.check_all_is_over()


def test_what_a_good_time_has_saved_up_is_little(make_house: MakeHouse) -> None:
    house = make_house(retries=3, retry_budget=0.5)
    house.add_each("ABC")
    for n in range(300):
        house.at(n / 10, house.send, 0.01, luck=(0.5,) * 4)
    for name in "ABC":
        house.at(15.0, house.balancer.configure_server, name, failure_rate=1.0)
    house.run(until=60.0)

    assert 0.5 * 150 <= house.balancer.totals["retries"] <= 0.5 * 150 + 10 + 1


def test_without_a_budget_retries_multiply_the_load(make_house: MakeHouse) -> None:
    house = make_house(retries=3)
    house.add_each("ABCD", failure_rate=1.0)
    for n in range(100):
        house.at(n / 10, house.send, 0.01, luck=(0.5,) * 4)
    house.run(until=60.0)

    assert house.balancer.totals["retries"] == 300


@pytest.mark.parametrize("policy", ["peak_ewma", "smooth_weighted_round_robin", "maglev", "weighted_round_robin"])
def test_retries_do_not_make_a_policy_forget(make_house: MakeHouse, policy: str) -> None:
    """A retry picks from a shorter list. What was learned of the one left out must outlive that."""
    house = make_house(policy, retries=1)
    house.add_each("ABC")
    house.add("D", speed=0.1, failure_rate=1.0)
    for n in range(400):
        house.at(n / 4, house.send, 0.1, luck=(0.5, 0.5), key=f"user:{n}")
    house.run(until=150.0)

    shares = dict.fromkeys("ABCD", 0)
    for _, _, server, attempt, _ in house.told("request.assigned"):
        shares[server] += attempt == 1
    if policy == "peak_ewma":
        assert shares["D"] < 20
    else:
        assert all(60 <= share <= 145 for share in shares.values()), shares


def test_a_budget_is_filled_by_requests_and_emptied_by_retries() -> None:
    budget = RetryBudget(0.2)
    assert [budget.withdraw() for _ in range(2)] == [True, False]
    for _ in range(5):
        budget.deposit()
    assert [budget.withdraw() for _ in range(2)] == [True, False]
    for _ in range(1000):
        budget.deposit()
    assert sum(budget.withdraw() for _ in range(100)) == 10, "a quiet time saves up no more than that"


def test_without_a_budget_there_is_no_limit() -> None:
    budget = RetryBudget(None)
    assert all(budget.withdraw() for _ in range(100))
