"""A fork from any moment of the past has lived through exactly the same, and goes on."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from app.labs import LabError
from app.labs.connection_pool import ConnectionPoolLab

CHANGES = [
    ("max_size", 2), ("max_size", 9), ("threads", 5), ("threads", 16), ("query_time", 0.02), ("query_time", 0.1),
    ("check_after_idle", 0.0), ("fair", False), ("max_overflow", 2), ("max_lifetime", 0.3), ("order", "fifo"),
    ("acquire_timeout", 0.1),
]  # fmt: skip
ACTIONS = ["kill_connection", "restart_database", "leak", "slow_query"]


def live_run_full_of_actions(seed: int) -> ConnectionPoolLab:
    """A paced lab that was changed and shaken from outside while it ran."""
    chance = random.Random(seed)
    params, _ = ConnectionPoolLab.parse({"seed": seed, "slow": 0.1, "max_size": 4})
    lab = ConnectionPoolLab(params)
    position = 0
    while len(lab.taken) < 40:
        position += 20
        while lab.journal.position < position:  # in step with the run, which makes thousands of events a second
            pass
        if chance.random() < 0.5:
            lab.set(*chance.choice(CHANGES))
        else:
            with suppress(LabError):  # there may be nothing to kill just now
                lab.act(chance.choice(ACTIONS))
    lab.pause()
    return lab


def rows_until(lab: ConnectionPoolLab, t: float) -> list[list[object]]:
    return [event.row() for event in lab.journal if event.t <= t]


def test_a_fork_at_any_of_50_random_moments_has_the_same_journal_up_to_there() -> None:
    with live_run_full_of_actions(seed=3) as lab:
        end = lab.horizon()
        chance = random.Random(50)
        for moment in sorted(round(chance.uniform(0.0, end), 9) for _ in range(50)):
            with ConnectionPoolLab.replay(lab.start_params, lab.taken, moment, paused=True) as fork:
                assert rows_until(fork, moment) == rows_until(lab, moment)
                assert fork.horizon() == moment
                assert fork.failure is None


def test_a_fork_lands_in_the_same_state_and_goes_on() -> None:
    with live_run_full_of_actions(seed=4) as lab:
        moment = lab.horizon()
        with ConnectionPoolLab.replay(lab.start_params, lab.taken, moment) as fork:
            before = lab.snapshot().state
            assert fork.taken == lab.taken
            assert fork.params == lab.params
            while fork.journal.position <= lab.journal.position:  # it lives
                pass
            assert before["totals"]["arrived"] <= fork.snapshot().state["totals"]["arrived"]


def test_a_fork_of_a_fork_is_exact_too() -> None:
    with live_run_full_of_actions(seed=5) as lab:
        end = lab.horizon()
        with ConnectionPoolLab.replay(lab.start_params, lab.taken, end * 0.7, paused=True) as fork:
            fork.set("max_size", 3)
            with ConnectionPoolLab.replay(fork.start_params, fork.taken, end * 0.7, paused=True) as again:
                assert rows_until(again, end) == rows_until(fork, end)


def test_an_operating_systems_run_cannot_be_forked_and_says_what_to_choose() -> None:
    params, _ = ConnectionPoolLab.parse({"thread_order": "os"})
    with pytest.raises(LabError) as caught:
        ConnectionPoolLab.replay(params, [], 1.0)

    assert (caught.value.code, caught.value.field, caught.value.allowed) == (
        "not_repeatable",
        "thread_order",
        ["seeded"],
    )


def test_actions_that_do_not_fit_are_refused_by_field() -> None:
    params, _ = ConnectionPoolLab.parse({})
    for taken in ([(0.1, "set", "colour", 1)], [(0.1, "act", "explode", {})], [(0.1, "set", "max_size", 0)]):
        with pytest.raises(LabError) as caught:
            ConnectionPoolLab.replay(params, taken, 1.0)
        assert (caught.value.code, caught.value.field) == ("bad_arguments", "actions")
