"""The experiment `thread-sizing`, as the page opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.experiments.experiment import Experiment
from app.experiments.goals import GOALS
from app.experiments.thread_sizing import program, words
from app.experiments.thread_sizing.goals import NEAR_BEST, akin
from app.experiments.thread_sizing.params import Params as SizingParams
from app.experiments.thread_sizing.params import seconds, series


class ThreadSizingExperiment(Experiment):
    """Tasks that wait and compute, with more and more threads: throughput, latency, and the formula beside them."""

    slug = "thread-sizing"
    title = "Thread pool sizing"
    summary = "How many threads get most done on this machine? A sweep from 1 to 128, and the formula’s answer."
    Params = SizingParams
    program = program.__name__
    goals = (*GOALS, NEAR_BEST)

    params: SizingParams

    @classmethod
    def estimate(cls, params: SizingParams) -> float:
        return seconds(params.model_dump())

    @classmethod
    def order(cls, params: SizingParams) -> dict[str, Any]:
        return {**super().order(params), "series": series(params.model_dump())}

    @classmethod
    def akin(cls, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        return akin(one, other)

    @classmethod
    def sentences(cls, result: Mapping[str, Any]) -> list[str]:
        return words.sentences(result)
