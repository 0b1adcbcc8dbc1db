"""Runs of a lab behind the numbers in lessons: each is run once, on the AutojumpClock, and then remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.labs import Lab

Values = Mapping[str, float | None]


class NotMeasured(Exception):
    """The run failed, or the metric has no value; the page then says so instead of a number."""


class Measurements:
    """A cache of runs, safe to ask from several threads: a run asked for twice at once still happens once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[tuple[str, str, float], Future[Values]] = {}

    def values(self, lab: type[Lab], params: Mapping[str, Any], seconds: float) -> Values:
        """Every metric of `lab` after `seconds` of model time with `params`; waits for the run if need be."""
        key = (lab.slug, json.dumps(dict(params), sort_keys=True), seconds)
        with self._lock:
            run = self._runs.get(key)
            ours = run is None
            if run is None:
                run = self._runs[key] = Future()
        if ours:
            try:
                parsed, _ = lab.parse(params)
                run.set_result(lab.measure(parsed, seconds))
            except Exception as error:  # whatever a lab may raise, the page must still be shown
                run.set_exception(error)
        try:
            return run.result()
        except Exception as error:
            raise NotMeasured(f"the lab {lab.slug} failed: {error}") from error
