"""What a balancer can be told, and what it refuses."""

from __future__ import annotations

import itertools

import pytest

from app.engine import AutojumpClock, Journal
from app.engine.balancer import (
    Balancer,
    Request,
    Server,
)
from app.engine.balancer.options import BalancerOptions
from app.engine.balancer.round_robin import RoundRobin
from tests.engine.balancer.conftest import MakeHouse


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("request_timeout", 0.0), ("retries", -1), ("retry_budget", -0.1), ("eject_after", 0), ("eject_time", 0.0),
        ("max_ejected", 1.1), ("check_interval", 0.0), ("rise", 0), ("fall", 0), ("panic_threshold", -0.1),
        ("slow_start", -1.0), ("request_timeout", float("nan")),
    ],
)  # fmt: skip
def test_a_bad_option_is_refused_by_name_and_changes_nothing(make_house: MakeHouse, name: str, bad: float) -> None:
    house = make_house()
    with pytest.raises(ValueError, match=name):
        house.balancer.configure(**{name: bad})
    with pytest.raises(ValueError, match=name):
        make_house(**{name: bad})

    assert house.balancer.options == BalancerOptions()


def test_a_server_needs_a_machine_of_its_own_and_a_name_of_its_own(make_house: MakeHouse) -> None:
    house = make_house()
    machine = house.add("A")
    before = len(house.journal)
    with pytest.raises(ValueError, match="B"):
        house.balancer.add(Server("B", backend=machine))
    with pytest.raises(ValueError, match="there is a server 'A' already"):
        house.add("A")
    with pytest.raises(LookupError, match="no server 'Z', but: A"):
        house.send(to="Z")

    assert [member.name for member in house.balancer.members] == ["A"]
    assert len(house.journal) == before, "and nothing was written down"


def test_a_server_without_a_machine_gets_one_and_can_be_named_by_itself() -> None:
    with AutojumpClock() as clock:
        balancer = Balancer(
            RoundRobin(), [Server("A"), spare := Server("B")], clock=clock, journal=Journal(clock, strict=True)
        )
        heard: list[str | None] = []
        for n in range(3):
            clock.spawn(lambda: heard.append(balancer.dispatch(Request(demand=1.0)).outcome), name=f"client {n}")
        clock.run(until=1.5)
        balancer.drain(spare)
        assert balancer.remove("A").name == "A"
        clock.run(until=9.0)

        assert heard == ["served"] * 3
        assert [member.name for member in balancer.members] == []


def test_two_balancers_can_share_their_numbers() -> None:
    with AutojumpClock() as clock:
        journal, numbers = Journal(clock, strict=True), itertools.count(1).__next__
        pair = [Balancer(RoundRobin(), clock=clock, journal=journal, name=name, numbers=numbers) for name in ("1", "2")]
        for balancer in (*pair, *pair):
            balancer.send(Request())

    arrived = [(event.request, event.balancer) for event in journal if event.kind == "request.arrived"]
    assert arrived == [(1, "1"), (2, "2"), (3, "1"), (4, "2")]
