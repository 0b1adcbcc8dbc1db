"""Runs of a lab behind the numbers in lessons: each is run once, on the AutojumpClock, and then remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.engine import AutojumpClock
from app.lessons.script import Deed, Pick

if TYPE_CHECKING:
    from app.labs import Lab

Values = Mapping[str, float | None]


class NotMeasured(Exception):
    """The run failed, or the metric has no value; the page then says so instead of a number."""


@dataclass(frozen=True)
class Run:
    """One run to be measured: a lab with `params` for `seconds` of model time, doing `script` on the way."""

    lab: type[Lab]
    params: Mapping[str, Any]
    seconds: float
    script: tuple[Deed, ...] = ()
    picks: tuple[Pick, ...] = field(default=())

    @property
    def key(self) -> tuple[object, ...]:
        params = json.dumps(dict(self.params), sort_keys=True)
        return self.lab.slug, params, self.seconds, self.script, self.picks

    def values(self) -> dict[str | Pick, float | None]:
        """Runs it; every metric at its end by name, and every pick by itself."""
        parsed, _ = self.lab.parse(self.params)
        if not self.script and not self.picks:
            return _keyed(self.lab.measure(parsed, self.seconds))
        with AutojumpClock(parsed.seed) as clock:
            lab = self.lab(parsed, clock=clock)
            for deed in self.script:
                deed.give_to(lab)
            clock.run(until=self.seconds)
            values = lab.metrics(window=self.seconds)
            events, _, dropped = lab.journal.read(0)
            lab.close()
        if dropped:
            raise NotMeasured(f"the journal forgot {dropped} events of so long a run")
        rows = [event.row() for event in events]
        fields = self.lab.describe()["events"]
        return _keyed(values) | {pick: pick.of(rows, fields[pick.kind]) for pick in self.picks}


def _keyed(values: Mapping[str, float | None]) -> dict[str | Pick, float | None]:
    return {name: value for name, value in values.items()}  # noqa: C416  a dict's key type does not widen by itself


class Measurements:
    """A cache of runs, safe to ask from several threads: a run asked for twice at once still happens once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[tuple[object, ...], Future[dict[str | Pick, float | None]]] = {}

    def values(self, run: Run) -> Mapping[str | Pick, float | None]:
        """What `run` measures; waits for it if need be."""
        with self._lock:
            known = self._runs.get(run.key)
            ours = known is None
            if known is None:
                known = self._runs[run.key] = Future()
        if ours:
            try:
                known.set_result(run.values())
            except Exception as error:  # whatever a lab may raise, the page must still be shown
                known.set_exception(error)
        try:
            return known.result()
        except Exception as error:
            raise NotMeasured(f"the lab {run.lab.slug} failed: {error}") from error
