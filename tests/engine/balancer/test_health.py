"""Servers that are put out and brought back: by their answers, and by being asked."""

from __future__ import annotations

import pytest

from tests.engine.balancer.conftest import MakeHouse
from tests.engine.balancer.house import House

ERROR, FINE = (0.0,), (0.9,)  # luck: below and above a failure rate of one half


def ask(house: House, *, at: float, fails: bool, to: str = "A") -> None:
    """One request that takes no time."""
    house.at(at, house.send, 0.0, to=to, luck=ERROR if fails else FINE)


def picks(house: House, since: float = 0.0) -> str:
    return "".join(server for t, _, server, *_ in house.told("request.assigned") if t >= since)


# -- passive -------------------------------------------------------------------------------------------------------


def test_so_many_failures_in_a_row_put_a_server_out_for_the_eject_time(make_house: MakeHouse) -> None:
    house = make_house(eject_after=3, eject_time=5.0)
    house.add_each("AB", failure_rate=0.5)
    for t in (1.0, 2.0, 3.0):
        ask(house, at=t, fails=True)
    for t in (4.0, 5.0, 7.9):
        house.at(t, house.send, 0.0)
    house.run(until=9.0)

    assert house.told("server.ejected") == [(3.0, "A", "failures", 8.0)]
    assert house.told("server.restored") == [(8.0, "A", "time")]
    assert picks(house, since=4.0) == "BBB"


def test_a_success_between_them_begins_the_count_anew(make_house: MakeHouse) -> None:
    house = make_house(eject_after=3)
    house.add_each("AB", failure_rate=0.5)
    for t, fails in enumerate([True, True, False, True, True, False, True]):
        ask(house, at=float(t), fails=fails)
    house.run(until=9.0)

    assert house.told("server.ejected") == []


def test_a_full_queue_is_no_failure_but_a_machine_that_is_down_is(make_house: MakeHouse) -> None:
    house = make_house(eject_after=2)
    house.add_each("AB", queue_capacity=0)
    for _ in range(9):
        house.send(1.0, to="A")
    house.run(until=2.0)
    assert house.told("server.ejected") == []

    house.at(3.0, house.machine("A").crash)
    for t in (4.0, 5.0):
        ask(house, at=t, fails=False)
    house.run(until=6.0)
    assert house.told("server.ejected")[0][:2] == (5.0, "A")


def test_a_timeout_is_a_failure(make_house: MakeHouse) -> None:
    house = make_house(eject_after=2, request_timeout=1.0)
    house.add_each("AB", queue_capacity=5)
    house.send(9.0, to="A")
    house.send(9.0, to="A")
    house.run(until=2.0)

    assert house.told("server.ejected") == [(1.0, "A", "failures", 11.0)]


@pytest.mark.parametrize(("share", "out"), [(0.0, 1), (0.3, 1), (0.5, 2), (0.75, 3), (1.0, 4)])
def test_no_larger_share_than_max_ejected_is_out_but_one_always_may_be(
    make_house: MakeHouse, share: float, out: int
) -> None:
    house = make_house(eject_after=1, max_ejected=share)
    house.add_each("ABCD", failure_rate=1.0)
    for name in "ABCD":
        ask(house, at=1.0, fails=True, to=name)
    house.run(until=2.0)

    assert len(house.told("server.ejected")) == out


def test_what_comes_back_and_fails_again_is_counted_anew(make_house: MakeHouse) -> None:
    house = make_house(eject_after=2, eject_time=1.0)
    house.add_each("AB", failure_rate=0.5)
    for t in (1.0, 1.5, 3.0, 3.5):
        ask(house, at=t, fails=True)
    house.run(until=5.0)

    assert [(t, until) for t, *_, until in house.told("server.ejected")] == [(1.5, 2.5), (3.5, 4.5)]


def test_without_passive_checks_who_is_out_for_its_answers_is_back_at_once(make_house: MakeHouse) -> None:
    house = make_house(eject_after=1, eject_time=60.0)
    house.add_each("AB", failure_rate=0.5)
    ask(house, at=1.0, fails=True)
    house.at(2.0, house.balancer.configure, eject_after=None)
    house.run(until=100.0)

    assert [t for t, *_ in house.told("server.restored")] == [2.0]


def test_an_ejection_that_was_lifted_does_not_shorten_the_next_one(make_house: MakeHouse) -> None:
    house = make_house(eject_after=1, eject_time=5.0)
    house.add_each("AB", failure_rate=0.5)
    ask(house, at=1.0, fails=True)
    house.at(2.0, house.balancer.configure, eject_after=None)
    house.at(2.5, house.balancer.configure, eject_after=1)
    ask(house, at=3.0, fails=True)
    house.run(until=9.0)

    assert [t for t, *_ in house.told("server.restored")] == [2.0, 8.0]


# -- active --------------------------------------------------------------------------------------------------------


def test_active_checks_put_a_server_out_after_fall_and_bring_it_back_after_rise(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=3, rise=2)
    house.add_each("AB")
    house.at(1.5, house.machine("A").crash)
    house.at(6.5, house.machine("A").restart)
    house.run(until=9.5)

    assert house.told("server.ejected") == [(4.0, "A", "checks", None)]
    assert house.told("server.restored") == [(8.0, "A", "checks")]
    of_a = [(t, ok, streak) for t, name, ok, streak in house.told("server.checked") if name == "A"]
    assert of_a == [
        (1.0, True, 1), (2.0, False, 1), (3.0, False, 2), (4.0, False, 3), (5.0, False, 4), (6.0, False, 5),
        (7.0, True, 1), (8.0, True, 2), (9.0, True, 3),
    ]  # fmt: skip


def test_a_short_absence_is_forgiven(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=3)
    house.add_each("AB")
    house.at(1.5, house.machine("A").crash)
    house.at(3.5, house.machine("A").restart)
    house.run(until=9.5)

    assert house.told("server.ejected") == []


def test_checks_begin_end_and_change_their_pace_while_it_runs(make_house: MakeHouse) -> None:
    house = make_house()
    house.add("A")
    for t, interval in ((1.0, 1.0), (3.5, 0.25), (4.1, None), (6.0, 0.5)):
        house.at(t, house.balancer.configure, check_interval=interval)
    house.at(6.2, house.balancer.configure, retries=2)  # which is none of their business
    house.run(until=7.2)

    assert [t for t, *_ in house.told("server.checked")] == [2.0, 3.0, 3.75, 4.0, 6.5, 7.0]


def test_switched_off_and_on_at_once_they_are_not_done_twice(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0)
    house.add("A")
    house.at(1.5, lambda: [house.balancer.configure(check_interval=value) for value in (None, 1.0, None, 2.0)])
    house.run(until=6.0)

    assert [t for t, *_ in house.told("server.checked")] == [1.0, 3.5, 5.5]


def test_without_active_checks_who_is_out_for_them_is_back_at_once(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=1)
    house.add_each("AB")
    house.machine("A").crash()
    house.at(2.5, house.balancer.configure, check_interval=None)
    house.run(until=9.0)

    assert [t for t, *_ in house.told("server.restored")] == [2.5]


def test_who_is_out_for_two_reasons_comes_back_when_both_are_over(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=1, rise=1, eject_after=1, eject_time=5.0)
    house.add_each("AB")
    house.at(0.5, house.machine("A").crash)
    ask(house, at=0.75, fails=False)
    house.at(3.5, house.machine("A").restart)
    house.run(until=9.0)

    assert house.told("server.ejected") == [
        (0.75, "A", "failures", 5.75), (1.0, "A", "checks", None), (4.0, "A", "failures", 5.75)
    ]  # fmt: skip
    assert house.told("server.restored") == [(5.75, "A", "time")]


# -- panic ---------------------------------------------------------------------------------------------------------


def test_if_too_few_are_healthy_all_of_them_get_requests(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=1, rise=1, panic_threshold=0.5)
    house.add_each("ABCD")
    for t, name in ((0.5, "A"), (1.5, "B"), (2.5, "C")):
        house.at(t, house.machine(name).crash)
    house.at(2.2, lambda: [house.send(0.0) for _ in range(4)])
    house.at(3.2, lambda: [house.send(0.0) for _ in range(4)])
    house.at(4.5, house.machine("B").restart)
    house.at(5.2, lambda: [house.send(0.0) for _ in range(4)])
    house.run(until=6.0)

    assert house.told("balancer.panic") == [(3.0, True, 0.25), (5.0, False, 0.5)]
    assert picks(house)[:4] in ("CDCD", "DCDC")
    assert sorted(picks(house)[4:8]) == list("ABCD")
    assert sorted(set(picks(house)[8:])) == list("BD")


def test_without_a_threshold_there_is_no_panic_even_if_all_are_out(make_house: MakeHouse) -> None:
    house = make_house(check_interval=1.0, fall=1)
    for machine in house.add_each("AB"):
        machine.crash()
    house.at(2.0, house.send)
    house.run(until=3.0)

    assert house.told("balancer.panic") == []
    assert house.sent[0].problem == "no_server"


def test_a_balancer_without_servers_does_not_panic(make_house: MakeHouse) -> None:
    house = make_house(panic_threshold=1.0)
    house.add("A")
    house.balancer.remove("A")

    assert house.told("balancer.panic") == []
