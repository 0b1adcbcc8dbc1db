"""One lesson as it was read: its words, its rounds, and what they ask; numbers are computed when first shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markdown_it.token import Token

from app.lessons import markdown
from app.lessons.checks import FrontMatter, RoundSpec
from app.lessons.measure import Measurements
from app.lessons.round_tasks import RoundTasks
from app.lessons.source import LessonFault
from app.lessons.tasks import Task


@dataclass(frozen=True)
class Round:
    """One round, its words already HTML: what the lab is set to and what the learner may touch."""

    number: int
    title: str
    title_html: str
    summary: str
    body: str
    preset: Mapping[str, Any]
    controls: list[str]
    actions: list[str]
    highlight: list[str]
    panel: str | None
    tasks: RoundTasks
    lab: str = ""  # the slug of what is on the page
    settings: Mapping[str, Any] | None = None  # of the experiment, if there is one on the page

    @property
    def setting(self) -> dict[str, Any]:
        """What the browser hands to `<ring-lab>` when the round begins."""
        return {
            **({"panel": self.panel} if self.panel else {}),
            "lab": self.lab,
            "params": dict(self.preset if self.settings is None else self.settings),
            "controls": self.controls,
            "actions": self.actions,
            "highlight": self.highlight,
            "goals": [{"name": goal.name, "params": goal.params} for goal in self.tasks.goals],
        }


@dataclass(frozen=True)
class Words:
    """A lesson's words as HTML, every number in them computed."""

    lede: str
    opening: str
    ending: str
    rounds: list[Round]


@dataclass
class Draft:
    spec: RoundSpec
    section: markdown.Section
    preset: dict[str, Any]
    summary: list[Token]
    tasks: RoundTasks
    lab: str = ""


@dataclass
class Lesson:
    """One entry of the map, with its file's contents if there is a file and it is sound."""

    slug: str
    title: str
    summary: str
    group: str
    state: str = "coming"  # or "ready" or "broken"
    front: FrontMatter | None = None
    faults: list[LessonFault] = field(default_factory=list)
    _drafts: list[Draft] = field(default_factory=list)
    _lede: list[Token] = field(default_factory=list)
    _opening: list[Token] = field(default_factory=list)
    _ending: list[Token] = field(default_factory=list)
    _measurements: Measurements = field(default_factory=Measurements)

    @property
    def round_titles(self) -> list[str]:
        return [draft.section.title for draft in self._drafts]

    @property
    def tasks(self) -> dict[str, Task]:
        """Every prediction and question by its id."""
        return {task.id: task for draft in self._drafts for task in draft.tasks.tasks}

    @property
    def measurements(self) -> Measurements:
        return self._measurements

    @cached_property
    def words(self) -> Words:
        """The lesson's words; the first call runs the lab for every `{{ measure … }}` that was not asked before."""

        def html(tokens: list[Token]) -> str:
            return markdown.render(tokens, measurements=self._measurements)

        rounds = [
            Round(
                number,
                draft.section.title,
                html(markdown.inline(draft.section.title)),
                html(draft.summary),
                html(draft.section.tokens),
                draft.preset,
                draft.spec.controls,
                draft.spec.actions,
                draft.spec.highlight,
                draft.spec.panel,
                draft.tasks,
                draft.lab,
                draft.spec.settings if draft.spec.experiment else None,
            )
            for number, draft in enumerate(self._drafts, 1)
        ]
        return Words(html(self._lede), html(self._opening), html(self._ending), rounds)
