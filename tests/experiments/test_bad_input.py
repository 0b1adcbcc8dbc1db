"""What an experiment is told: bounds, and a run that would take too long is refused before it begins."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from app.experiments import EXPERIMENTS
from app.experiments.params import LONGEST
from app.labs import LABS, LabError


@pytest.mark.parametrize(
    ("slug", "values", "field", "said"),
    [
        ("executors", {"sizes": "0"}, "sizes", "from 1 to 128"),
        ("executors", {"sizes": "129"}, "sizes", "from 1 to 128"),
        ("executors", {"sizes": "1.5"}, "sizes", "whole numbers"),
        ("executors", {"sizes": "4, 4"}, "sizes", "twice"),
        ("executors", {"sizes": "1,2,3,4,5,6,7,8,9"}, "sizes", "at most 8"),
        ("executors", {"tasks": 1}, "tasks", "from 2 to 64"),
        ("executors", {"scale": 0}, "scale", "from 0.01 to 1"),
        ("executors", {"processes": 0}, "processes", "from 1 to 8"),
        ("executors", {"scale": 1.0, "repeats": 3}, "repeats", "at most 60 s"),
        ("executors", {"thread_order": "seeded"}, "thread_order", "must be"),
        ("thread-sizing", {"sizes": "many"}, "sizes", "many"),
        ("thread-sizing", {"compute_time": 0}, "compute_time", "from 0.001"),
        ("thread-sizing", {"work": "compare", "window": 3.0}, "repeats", "at most 60 s"),
        ("thread-sizing", {"work": "cobol"}, "work", "python"),
    ],
)
def test_bad_input_names_the_field_and_the_bound(slug: str, values: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(LabError) as refused:
        EXPERIMENTS[slug].parse(values)
    assert refused.value.code == "out_of_range"
    assert refused.value.field == field
    assert said in refused.value.message


def test_a_bad_address_falls_back_and_says_so() -> None:
    params, notices = EXPERIMENTS["executors"].parse({"sizes": "0", "repeats": "2", "pools": "7"}, lenient=True)
    assert (params.sizes, params.repeats) == ("", 2)
    assert len(notices) == 2


@pytest.mark.parametrize("slug", EXPERIMENTS)
def test_the_description_says_that_it_is_measured_and_hides_what_changes_nothing(slug: str) -> None:
    described = EXPERIMENTS[slug].describe()
    assert described["experiment"] is True
    assert described["badge"] == "measured"
    assert not {"seed", "thread_order"} & described["params"]["properties"].keys()
    assert {"run", "cancel", "reset"} <= {action["name"] for action in described["actions"]}
    assert {"run.progress", "run.variant", "task.started", "lab.act"} <= described["events"].keys()
    assert "task.rejected" not in described["events"]
    others = {name for name, each in described["params"]["properties"].items() if each["applies"] != "rebuild"}
    assert others == {"slow"}, "a result belongs to the parameters it was measured with"
    assert slug not in LABS


@pytest.mark.parametrize("slug", EXPERIMENTS)
def test_the_document_s_own_programs_fit_into_a_minute(slug: str) -> None:
    experiment = EXPERIMENTS[slug]
    usual, _ = experiment.parse({})
    assert experiment.estimate(usual) <= LONGEST / 3
    assert experiment.limit(usual) > experiment.estimate(usual)
    for work in experiment.describe()["params"]["properties"]["work"]["enum"]:
        assert experiment.estimate(experiment.parse({"work": work})[0]) <= LONGEST
    original, _ = EXPERIMENTS["executors"].parse({"scale": 1.0, "repeats": 1})
    assert EXPERIMENTS["executors"].estimate(original) <= LONGEST


def test_the_formula_s_answers_are_among_the_sizes() -> None:
    experiment = EXPERIMENTS["thread-sizing"]
    order = experiment.order(experiment.parse({"wait_time": 0.2, "compute_time": 0.01})[0])
    assert {1, 21, 84, 128} <= set(order["series"]["python"])
    tried = experiment.order(experiment.parse({"sizes": "42"})[0])
    assert tried["series"] == {"python": [42]}


def test_a_process_that_works_imports_no_engine_and_no_web_server() -> None:
    """What it imports beyond its work would come out as what it costs to start a process."""
    programs = "import app.experiments.executors.program, app.experiments.thread_sizing.program, app.experiments.child"
    told = f"{programs}, sys; print(sorted({{'flask', 'pydantic', 'app.engine', 'app.labs'}} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
