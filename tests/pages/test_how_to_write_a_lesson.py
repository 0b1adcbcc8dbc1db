"""lessons/README.md is the trainer's reference: everything there is stands in it, and its example works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.labs import LABS
from app.lessons import LESSONS, Library
from app.lessons.checks import FrontMatter, RoundSpec
from app.lessons.directives import STATES, VERBS
from app.lessons.formats import FORMATS
from app.lessons.markdown import CONTAINERS
from app.lessons.tasks import KINDS
from app.lessons.tasks.specs import PREDICTIONS, QUESTIONS, GoalBlock, Item, Option

TEXT = (LESSONS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*FrontMatter.model_fields, *RoundSpec.model_fields, *CONTAINERS, *FORMATS])
def test_every_word_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT


TASK_WORDS = {
    *KINDS,
    *PREDICTIONS,
    *QUESTIONS,
    *(
        key
        for spec in (*PREDICTIONS.values(), *QUESTIONS.values(), GoalBlock, Item, Option)
        for key in spec.model_fields
    ),
}


@pytest.mark.parametrize("name", sorted(TASK_WORDS))
def test_every_word_of_a_task_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("verb", VERBS)
def test_every_directive_is_explained(verb: str) -> None:
    assert f"`{{{{ {verb} " in TEXT


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_named(state: str) -> None:
    assert state in TEXT


def test_the_example_is_a_lesson(folder: Path) -> None:
    example, _ = re.findall(r"~~~markdown\n(.*?)~~~", TEXT, re.DOTALL)
    (folder / "waiting.md").write_text(example, encoding="utf-8")
    lesson = Library(LABS, folder).get("waiting")
    assert lesson is not None
    assert lesson.faults == []
    assert "missing" not in lesson.words.rounds[0].body


def test_the_task_of_the_example_is_sound(folder: Path) -> None:
    lesson, task = re.findall(r"~~~markdown\n(.*?)~~~", TEXT, re.DOTALL)
    (folder / "waiting.md").write_text(lesson.replace("::: why", f"{task}\n::: why"), encoding="utf-8")
    library = Library(LABS, folder)
    found = library.get("waiting")
    assert found is not None
    assert found.faults == []
    values = found.tasks["predict-1"].solution(library.measurements)["values"]
    assert len(values) == 20
    assert values[0] > values[-1]


def test_it_is_not_taken_for_a_lesson() -> None:
    assert Library(LABS).get("README") is None
