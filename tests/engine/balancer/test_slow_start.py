"""A server that is new, or comes back, gets its weight step by step."""

from __future__ import annotations

from tests.engine.balancer.conftest import MakeHouse
from tests.engine.balancer.house import House


def picks(house: House, since: float = 0.0) -> str:
    return "".join(server for t, _, server, *_ in house.told("request.assigned") if t >= since)


def test_a_new_server_gets_its_weight_in_even_steps_and_all_of_it_at_the_end(make_house: MakeHouse) -> None:
    house = make_house("smooth_weighted_round_robin", slow_start=10.0)
    house.add("A", weight=5)
    house.run(until=20.0)

    steps = house.told("server.weighted")
    assert [weight for *_, weight in steps] == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert [t for t, *_ in steps] == [float(n) for n in range(10)], "so that each step lasts a tenth of the time"


def test_a_slow_start_means_fewer_requests(make_house: MakeHouse) -> None:
    house = make_house("smooth_weighted_round_robin")
    house.add("A")
    house.balancer.configure(slow_start=10.0)
    house.at(0.0, house.add, "B")
    for n in range(200):
        house.at(n / 10, house.send, 0.0)
    house.run(until=20.0)

    early, late = picks(house)[:50], picks(house, since=10.0)
    assert 5 <= early.count("B") <= 13  # the mean weight is 0.3 in the first half: 0.3 / 1.3 of 50
    assert abs(late.count("B") - late.count("A")) <= 2


def test_a_restored_server_starts_slowly_too_and_again_if_it_falls_meanwhile(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=1, rise=1)
    house.add_each("AB")
    house.balancer.configure(slow_start=5.0)
    for t, what in ((0.5, "crash"), (1.5, "restart"), (3.5, "crash"), (4.5, "restart")):
        house.at(t, getattr(house.machine("A"), what))
    house.run(until=20.0)

    weights = [(t, weight) for t, _, weight in house.told("server.weighted")]
    first, again = [it for it in weights if it[0] < 5.0], [it for it in weights if it[0] >= 5.0]
    assert [t for t, _ in first] == [2.0, 2.5, 3.0, 3.5, 4.0, 4.5]
    assert [weight for _, weight in again] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


def test_a_slow_start_that_is_interrupted_for_good_still_ends_with_the_full_weight(make_house: MakeHouse) -> None:
    house = make_house(slow_start=10.0, check_interval=1.0, fall=1, rise=1)
    house.add_each("AB", weight=4)
    house.at(2.5, house.machine("A").crash)
    house.at(2.6, house.balancer.configure, slow_start=0.0)
    house.at(4.5, house.machine("A").restart)
    house.run(until=20.0)

    assert [member.server.weight for member in house.balancer.members] == [4, 4]


def test_a_weight_that_is_set_counts_in_full_at_once(make_house: MakeHouse) -> None:
    house = make_house(slow_start=10.0)
    house.add("A", weight=4)
    house.at(2.5, house.balancer.set_weight, "A", 4)
    house.at(3.5, house.balancer.set_weight, "A", 2)
    house.run(until=20.0)

    assert house.told("server.weighted")[-2:] == [(2.5, "A", 4), (3.5, "A", 2)]
    assert house.balancer.members.get("A").server.weight == 2


def test_the_smallest_weight_never_becomes_nothing(make_house: MakeHouse) -> None:
    house = make_house("smooth_weighted_round_robin", slow_start=10.0)
    house.add("A", weight=1e-12)
    house.send(0.0)
    house.run(until=20.0)

    assert house.sent[0].outcome == "served"
