"""Bad input to the lab `hash-ring` is refused by the name of its field, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import AutojumpClock
from app.labs import LabError
from app.labs.hash_ring import HashRingLab


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("servers", 0, "servers must be a whole number from 1 to 12"),
        ("servers", 13, "servers must be a whole number from 1 to 12"),
        ("vnodes", 0, "vnodes must be a whole number from 1 to 500"),
        ("vnodes", 501, "vnodes must be a whole number from 1 to 500"),
        ("keys", 10_001, "keys must be a whole number from 1 to 10000"),
        ("bound", 0.9, "bound must be a number from 1 to 3 or null"),
        ("weights", "3, 0, 1", "weights must be numbers above 0, separated by commas; “0” is not"),
        ("weights", "3, -1", "weights must be numbers above 0, separated by commas; “-1” is not"),
        ("weights", "heavy", "weights must be numbers above 0, separated by commas; “heavy” is not"),
        ("weights", "1,,2", "weights must be numbers above 0, separated by commas; “” is not"),
        ("weights", "nan", "weights must be numbers above 0, separated by commas; “nan” is not"),
        ("weights", "11", "weights must be numbers from 0.1 to 10; 11 is not"),
        ("weights", ",".join(["1"] * 13), "weights must be at most 12 numbers, not 13"),
    ],
)
def test_a_bad_parameter(name: str, value: Any, says: str) -> None:
    with pytest.raises(LabError) as caught:
        HashRingLab.parse({name: value})

    assert (caught.value.code, caught.value.field, caught.value.message) == ("out_of_range", name, says)


@pytest.mark.parametrize(
    ("action", "args", "field"),
    [
        ("add_server", {"name": "S2"}, "name"),  # there already
        ("add_server", {"name": "7up"}, "name"),
        ("add_server", {"name": ""}, "name"),
        ("add_server", {"name": "a" * 21}, "name"),
        ("add_server", {"weight": 0}, "weight"),
        ("add_server", {"weight": -2}, "weight"),
        ("add_server", {"weight": "much"}, "weight"),
        ("remove_server", {"name": "S9"}, "name"),
        ("set_weight", {"name": "S9"}, "name"),
        ("set_weight", {"weight": 0}, "weight"),
        ("look_up", {"key": ""}, "key"),
        ("look_up", {"key": "k" * 81}, "key"),
        ("look_up", {"replicas": 0}, "replicas"),
    ],
)
def test_a_bad_argument_of_an_action(action: str, args: dict[str, Any], field: str) -> None:
    params, _ = HashRingLab.parse({})
    with HashRingLab(params, clock=AutojumpClock(params.seed)) as lab:
        before = lab.snapshot().state
        with pytest.raises(LabError) as caught:
            lab.act(action, args)

        assert caught.value.field == field
        assert lab.snapshot().state == before
        assert lab.taken == []


def test_a_thirteenth_server_is_refused() -> None:
    params, _ = HashRingLab.parse({"servers": 12, "naming": "server"})
    with HashRingLab(params, clock=AutojumpClock(params.seed)) as lab, pytest.raises(LabError, match="12 servers"):
        lab.act("add_server")


def test_loose_values_from_a_url_fall_back_with_a_notice() -> None:
    params, notices = HashRingLab.parse({"vnodes": "10", "weights": "0,0", "salt": "x"}, lenient=True)

    assert (params.vnodes, params.weights, params.salt) == (10, "", 0)
    assert any(notice.startswith("weights must be") for notice in notices)
    assert len(notices) == 2
