"""The lessons on thread pools: goals within reach, experiments on the page, programs that run, the document's sum."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from app.experiments import EXPERIMENTS
from app.lessons import LESSONS, Lesson
from app.pages.site import SITE
from tests.pages.html_outline import Outline
from tests.pages.test_lesson_goals import SOON, Deed, reached

POOLS, SIZING = "thread-pools", "thread-pool-sizing"
PATIENCE = 20.0  # real seconds of a run of an experiment; the page says how long before

GOALS: list[tuple[str, int, str, list[Deed], float]] = [
    (POOLS, 2, "busy_short_queue", [(1.0, "queue_capacity", 5), (1.2, "arrival_rate", 30)], 16),
    (POOLS, 3, "four_policies", [(1.0, "arrival_rate", 30), (4.0, "rejection", "caller_runs"),
                                 (6.0, "rejection", "discard"), (7.0, "rejection", "discard_oldest")], 10),
    (POOLS, 4, "both_growths", [(3.2, "growth", "cpython"), (3.6, "max_size", 8)], 6),
    (POOLS, 5, "notice_poison", [(1.0, "poison", {}), (2.0, "poison", {}), (3.0, "poison", {}), (4.0, "poison", {})],
     16),
    (POOLS, 6, "head_of_line", [(1.0, "long_share", 0.3)], 20),
    (SIZING, 2, "quick_size", [(1.0, "max_size", 88)], 4),
    (SIZING, 4, "quick_size", [(1.0, "max_size", 25)], 6),
    (SIZING, 5, "right_size", [(3.0, "max_size", 20), (6.0, "max_size", 25)], 10),
]  # fmt: skip


APP = create_app(live=False)  # one, so that every number is measured once


def the_lesson(slug: str) -> Lesson:
    lesson: Lesson | None = APP.extensions[SITE].library.get(slug)
    assert lesson is not None
    assert lesson.faults == []
    return lesson


@pytest.mark.parametrize(("slug", "number", "name", "deeds", "until"), GOALS, ids=[f"{it[0]}-{it[2]}" for it in GOALS])
def test_a_goal_can_be_reached_and_soon(slug: str, number: int, name: str, deeds: list[Deed], until: float) -> None:
    seconds = reached(slug, number, name, deeds, until)
    assert seconds is not None
    assert seconds <= SOON
    assert reached(slug, number, name, [], until) is None


@pytest.mark.parametrize("slug", [POOLS, SIZING])
def test_no_goal_is_forgotten(slug: str) -> None:
    drafts = the_lesson(slug)._drafts
    there = {(number, goal.name) for number, draft in enumerate(drafts, 1) for goal in draft.tasks.goals}
    tried = {(number, name) for lesson, number, name, _, _ in GOALS if lesson == slug}
    run = {(number, "have_result") for number, draft in enumerate(drafts, 1) if draft.spec.experiment}
    assert there == tried | run


@pytest.mark.parametrize(("sizes", "done"), [([128], False), ([10, 14, 18, 22, 25], False), ([24], True)])
def test_the_right_size_is_not_any_large_one_nor_found_by_trying_all(sizes: list[int], done: bool) -> None:
    deeds: list[Deed] = [(3.0 * place, "max_size", size) for place, size in enumerate(sizes, 1)]
    assert (reached(SIZING, 5, "right_size", deeds, 3.0 * len(sizes) + 5) is not None) == done


# -- experiments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        (POOLS, ["executors", *["thread-pool"] * 5, "executors"]),
        (SIZING, ["thread-pool", "thread-pool", "thread-sizing", "thread-pool", "thread-pool"]),
    ],
)
def test_experiments_stand_in_their_rounds(slug: str, shown: list[str]) -> None:
    rounds: list[Any] = the_lesson(slug).words.rounds
    assert [each.setting["lab"] for each in rounds] == shown
    for each, lab in zip(rounds, shown, strict=True):
        if lab not in EXPERIMENTS:
            continue
        experiment = EXPERIMENTS[lab]
        params, _ = experiment.parse(each.setting["params"])
        assert "run" in each.actions
        assert 1 <= experiment.estimate(params) <= PATIENCE
        guess = next(task for task in each.tasks.tasks if task.kind == "predict")
        assert guess.badge() == "measured on the engine of the lab “Thread pool”, seed 9"


@pytest.mark.parametrize(("slug", "first"), [(POOLS, "executors"), (SIZING, "thread-pool")])
def test_the_page_begins_with_what_its_first_round_shows(slug: str, first: str) -> None:
    page = Outline(APP.test_client().get(f"/lessons/{slug}?cores=2").text)
    figure = page.attributes["ring-lab"]
    assert figure["lab"] == first
    assert ('"cores": 2' in str(figure["params"])) == (first == "thread-pool")  # an experiment has none


# -- the document's words and programs -------------------------------------------------------------------------


def test_the_documents_sum_is_computed() -> None:
    said = re.sub(r"<[^>]+>", "", the_lesson(SIZING).words.rounds[1].body)
    assert "Pool size = 4 * (1 + 200/10) = 4 * 21 = 84 threads" in said
    assert "84 threads" not in (LESSONS / f"{SIZING}.md").read_text(encoding="utf-8")


def programs() -> list[str]:
    text = (LESSONS / f"{POOLS}.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize(
    ("words", "lines", "last"),
    [
        ("fetch_url", 20, "Response from"),
        ("help_comes", 2, "can it be cancelled? False"),
        ("compute_heavy", 1, "[333332833333500000, 333332833333500000"),
    ],
)
def test_a_program_of_the_lesson_runs_as_it_stands(tmp_path: Path, words: str, lines: int, last: str) -> None:
    """As a file of its own: a pool of processes has to be able to import it. Whatever has no print is asked for it."""
    [code] = [each for each in programs() if words in each]
    if "print(" not in code:
        code += "    print(results)\n"
    path = tmp_path / "program.py"
    path.write_text(code, encoding="utf-8")
    ran = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=30, check=True)
    printed = ran.stdout.splitlines()
    assert len(printed) == lines
    assert last in printed[-1]
