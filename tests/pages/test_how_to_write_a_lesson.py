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

TEXT = (LESSONS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*FrontMatter.model_fields, *RoundSpec.model_fields, *CONTAINERS, *FORMATS])
def test_every_word_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("verb", VERBS)
def test_every_directive_is_explained(verb: str) -> None:
    assert f"`{{{{ {verb} " in TEXT


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_named(state: str) -> None:
    assert state in TEXT


def test_the_example_is_a_lesson(folder: Path) -> None:
    [example] = re.findall(r"~~~markdown\n(.*?)~~~", TEXT, re.DOTALL)
    (folder / "waiting.md").write_text(example, encoding="utf-8")
    lesson = Library(LABS, folder).get("waiting")
    assert lesson is not None
    assert lesson.faults == []
    assert "missing" not in lesson.words.rounds[0].body


def test_it_is_not_taken_for_a_lesson() -> None:
    assert Library(LABS).get("README") is None
