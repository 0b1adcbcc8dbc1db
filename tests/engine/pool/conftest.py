"""A lab for one test; when the test is over, its journal must have been possible."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.pool.lab import Lab
from tests.engine.pool.possible import PossiblePool


@pytest.fixture
def lab() -> Iterator[Lab]:
    lab = Lab()
    yield lab
    lab.clock.close()
    PossiblePool().follow(lab.journal)
