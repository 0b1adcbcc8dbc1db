"""The experiment `executors`, as the page opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.experiments.executors import program, words
from app.experiments.executors.params import Params as ExecutorsParams
from app.experiments.executors.params import seconds
from app.experiments.experiment import Experiment


class ExecutorsExperiment(Experiment):
    """The document's two programs, with pools of several sizes, and without a pool."""

    slug = "executors"
    title = "Executors"
    summary = "The document’s two programs for real: tasks that wait and tasks that compute, in threads and processes."
    Params = ExecutorsParams
    program = program.__name__

    params: ExecutorsParams

    @classmethod
    def estimate(cls, params: ExecutorsParams) -> float:
        return seconds(**params.model_dump())

    @classmethod
    def order(cls, params: ExecutorsParams) -> dict[str, Any]:
        return {**super().order(params), "sizes": params.thread_counts, "tasks": params.task_count}

    @classmethod
    def sentences(cls, result: Mapping[str, Any]) -> list[str]:
        return words.sentences(result)
