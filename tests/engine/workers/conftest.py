"""A lab for one test; when the test is over, its journal must have been possible."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.workers.lab import Lab
from tests.engine.workers.possible import PossibleWorkers


@pytest.fixture
def lab() -> Iterator[Lab]:
    lab = Lab()
    yield lab
    lab.clock.close()
    PossibleWorkers().follow(lab.journal)
