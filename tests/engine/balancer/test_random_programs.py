"""Invariants under chance: whatever is sent, crashes, comes and goes, in whatever order of threads."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.balancer.policies import POLICIES
from tests.engine.balancer.house import House

# Few different moments, so that much happens at the same instant.
moments = st.integers(0, 24).map(lambda quarters: quarters / 4)


@dataclass(frozen=True)
class Act:
    at: float
    name: str
    value: Any


@dataclass(frozen=True)
class Program:
    seed: int
    options: dict[str, Any]
    servers: list[dict[str, Any]]
    acts: list[Act]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


machines = st.fixed_dictionaries(
    {
        "workers": st.integers(1, 3),
        "queue_capacity": st.integers(0, 3),
        "speed": st.sampled_from([0.5, 1.0, 2.0]),
        "failure_rate": st.sampled_from([0.0, 0.0, 0.5, 1.0]),
        "weight": st.sampled_from([1, 3, 0.5]),
    }
)
OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "request_timeout": maybe(st.sampled_from([0.5, 1.0, 3.0])),
    "retries": st.integers(0, 3),
    "retry_budget": maybe(st.sampled_from([0.0, 0.5])),
    "eject_after": maybe(st.integers(1, 3)),
    "eject_time": st.sampled_from([0.5, 2.0]),
    "max_ejected": st.sampled_from([0.0, 0.5, 1.0]),
    "check_interval": maybe(st.sampled_from([0.25, 1.0])),
    "rise": st.integers(1, 2),
    "fall": st.integers(1, 2),
    "panic_threshold": st.sampled_from([0.0, 0.5, 1.0]),
    "slow_start": st.sampled_from([0.0, 2.5]),
}
changes = st.one_of(*(st.fixed_dictionaries({name: strategy}) for name, strategy in OPTIONS.items()))
which = st.integers(0, 5)
acts = st.one_of(
    st.builds(Act, moments, st.just("send"), st.integers(1, 8)),
    st.builds(Act, moments, st.just("send"), st.integers(1, 8)),
    st.builds(Act, moments, st.just("add"), machines),
    st.builds(Act, moments, st.sampled_from(["remove", "drain", "crash", "crash", "stop", "restart"]), which),
    st.builds(Act, moments, st.just("weigh"), st.tuples(which, st.sampled_from([0.1, 1, 7]))),
    st.builds(Act, moments, st.just("machine"), st.tuples(which, st.one_of(
        st.fixed_dictionaries({"workers": st.integers(1, 4)}),
        st.fixed_dictionaries({"queue_capacity": st.integers(0, 5)}),
        st.fixed_dictionaries({"speed": st.sampled_from([0.25, 4.0])}),
        st.fixed_dictionaries({"failure_rate": st.sampled_from([0.0, 1.0])}),
    ))),
    st.builds(Act, moments, st.just("options"), changes),
    st.builds(Act, moments, st.just("policy"), st.sampled_from(list(POLICIES))),
)  # fmt: skip
programs = st.builds(
    Program,
    seed=st.integers(0, 2**16),
    options=st.fixed_dictionaries(OPTIONS),
    servers=st.lists(machines, max_size=4),
    acts=st.lists(acts, min_size=1, max_size=16),
)
ENOUGH = 100.0  # model seconds: whatever has not ended by then never will


class Run:
    """A program at work behind a balancer with one policy."""

    def __init__(self, program: Program, policy: str) -> None:
        self.house = house = House(policy, seed=program.seed, **program.options)
        self._chance = random.Random(program.seed)
        self._waits = 0
        for machine in program.servers:
            self._add(machine)
        for act in program.acts:
            house.at(act.at, self._act, act)

    def _add(self, machine: dict[str, Any]) -> None:
        """The first name that is free, also if its last owner still has work to do."""
        taken = {member.name for member in self.house.balancer.members}
        self.house.add(next(name for name in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if name not in taken), **machine)

    def _act(self, act: Act) -> None:
        house, balancer = self.house, self.house.balancer
        names = [member.name for member in balancer.members]
        match act.name, act.value:
            case "send", count:
                for _ in range(count):
                    self._send()
            case "add", machine:
                self._add(machine)
            case "options", changes:
                balancer.configure(**changes)
            case "policy", name:
                balancer.set_policy(house.policy(name))
            case _ if not names:
                return
            case "machine", (index, changes):
                balancer.configure_server(names[index % len(names)], **changes)
            case "weigh", (index, weight):
                balancer.set_weight(names[index % len(names)], weight)
            case ("remove" | "drain") as what, index:
                getattr(balancer, what)(names[index % len(names)])
            case what, index:
                getattr(house.machine(names[index % len(names)]), what)()
        house.check()

    def _send(self) -> None:
        chance = self._chance
        luck = tuple(chance.random() for _ in range(chance.choice([0, 4])))
        self.house.send(
            chance.choice([0.0, 0.25, 1.0, 2.0]), luck=luck, key=f"user:{chance.randrange(9)}",
            client=f"10.0.{chance.randrange(4)}.1",
        )  # fmt: skip

    def finish(self) -> None:
        house = self.house
        for t in (1.0, 2.5, 3.1, 5.0, 7.75, ENOUGH):
            house.run(until=t)
        house.check_all_is_over()
        names = [member.name for member in house.balancer.members]
        assert [machine["active"] for machine in house.state()["balancers"]["1"]["servers"].values()] == [0] * len(
            names
        )


@pytest.mark.parametrize("policy", POLICIES)
def test_whatever_happens_every_request_ends_exactly_once(policy: str) -> None:
    @settings(max_examples=15)
    @given(programs)
    def whatever(program: Program) -> None:
        run = Run(program, policy)
        run.finish()
        run.house.clock.close()

    whatever()


@settings(max_examples=12)
@given(programs, st.sampled_from(list(POLICIES)))
def test_the_same_seed_gives_the_same_journal(program: Program, policy: str) -> None:
    def rows() -> list[list[Any]]:
        run = Run(program, policy)
        run.house.clock.run(until=ENOUGH)
        run.house.clock.close()
        return [event.row() for event in run.house.journal]

    assert rows() == rows()


@settings(max_examples=30)
@given(programs)
def test_a_balancer_recovers_from_anything(program: Program) -> None:
    """When all is well again, whoever asks is served, by any server, with its full weight."""
    run = Run(program, "round_robin")
    house = run.house
    house.run(until=ENOUGH)
    balancer = house.balancer
    house.at(ENOUGH, house.add, "new")
    for member in list(balancer.members):
        house.at(ENOUGH, house.machine(member.name).restart)
        house.at(ENOUGH, balancer.configure_server, member.name, failure_rate=0.0, speed=1.0, queue_capacity=100)
    house.run(until=ENOUGH + 10.0)
    for _ in range(3 * len(balancer.members)):
        house.at(ENOUGH + 10.0, house.send, 0.0)
    house.run(until=ENOUGH + 20.0)
    last = house.sent[-3 * len(balancer.members) :]
    assert {exchange.outcome for exchange in last} == {"served"}
    assert all(member.server.weight == member.weight for member in balancer.members)
    house.clock.close()
