"""The stream carries what theory says beside what was measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.labs import LABS


def test_metrics_bring_the_theory_of_the_moment(make_site: Callable[..., Any]) -> None:
    learner = make_site(others=LABS).browser()
    assert learner.ask("open", {"lab": "connection-pool", "params": {"slow": 1.0}})["ok"]
    metrics = learner.wait_for("metrics", lambda message: bool(message["theory"]))
    assert [entry["name"] for entry in metrics["theory"]] == ["little", "erlang_wait", "erlang_share"]
    for entry in metrics["theory"]:
        assert {"label", "value", "measured", "unit", "assumes", "sentence", "badge"} <= set(entry)
