"""All experiments by slug."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.experiments.executors.lab import ExecutorsExperiment
from app.experiments.experiment import Experiment
from app.experiments.thread_sizing.lab import ThreadSizingExperiment

EXPERIMENTS: Mapping[str, type[Experiment]] = MappingProxyType(
    {each.slug: each for each in (ExecutorsExperiment, ThreadSizingExperiment)}
)
