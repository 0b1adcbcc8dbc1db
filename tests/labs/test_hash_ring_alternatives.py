"""The table of alternatives: five ways to give keys to servers, and what each moves on the same keys."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.labs.hash_ring import HashRingLab
from app.labs.hash_ring.alternatives import KEYS, SCHEMES, Trial, try_out

TABLE = HashRingLab.tables[0]


def tried(name: str, **params: Any) -> Trial:
    parsed, _ = HashRingLab.parse(params)
    return try_out(next(scheme for scheme in SCHEMES if scheme.name == name), parsed)


@pytest.fixture(scope="module")
def trials() -> dict[str, Trial]:
    return {scheme.name: tried(scheme.name, servers=8) for scheme in SCHEMES}


def test_a_newcomer_takes_its_share_and_under_modulo_nearly_all_keys_move(trials: dict[str, Trial]) -> None:
    for name in ("ring", "rendezvous", "maglev", "jump"):
        # One share of a ring with 9 × 150 points is 7.7 % off by chance; 16 % are two deviations.
        assert trials[name].added == pytest.approx(KEYS / 9, rel=0.16)
    assert trials["modulo"].added == pytest.approx(KEYS * 8 / 9, rel=0.02)


def test_only_ring_and_rendezvous_move_nothing_for_nothing(trials: dict[str, Trial]) -> None:
    assert trials["ring"].needless == trials["rendezvous"].needless == 0
    assert 0 < trials["maglev"].needless < KEYS / 20
    assert trials["jump"].needless > KEYS / 4  # whoever stands behind the one that left has another number
    assert trials["modulo"].needless > KEYS


def test_all_but_the_ring_are_as_even_as_keys_by_chance_are(trials: dict[str, Trial]) -> None:
    by_chance = math.sqrt(7 / KEYS)
    for name in ("rendezvous", "maglev", "jump", "modulo"):
        assert trials[name].spread < 2 * by_chance


def test_the_ring_keeps_every_point_and_jump_nothing(trials: dict[str, Trial]) -> None:
    assert trials["jump"].memory < trials["rendezvous"].memory < trials["ring"].memory
    assert trials["ring"].memory > 8 * 150 * 50  # a point and a pointer each
    assert trials["maglev"].memory > 65537 * 8
    assert tried("ring", servers=8, vnodes=10).memory < trials["ring"].memory / 5


def test_the_table_says_it_in_cells_beside_the_documents_words() -> None:
    params, _ = HashRingLab.parse({})
    outline = TABLE.outline(params)
    assert [row["name"] for row in outline["rows"]] == ["ring", "rendezvous", "maglev", "jump", "modulo"]

    cells = TABLE.measured(params, "ring")
    assert set(cells) == {column["name"] for column in outline["columns"]}
    assert cells["added"]["said"] == "Only keys near that server"
    assert "from 3 to 4 servers" in cells["added"]["words"]
    assert all(cell["value"] is not None and cell["unit"] for cell in cells.values())


def test_a_lone_server_cannot_leave() -> None:
    params, _ = HashRingLab.parse({"servers": 1})
    assert TABLE.measured(params, "jump")["removed"]["value"] is None
