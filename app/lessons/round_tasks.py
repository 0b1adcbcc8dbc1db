"""The tasks in a round's text: each block is read where it stands, and takes its place in the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.lessons import markdown
from app.lessons.measure import Measurements
from app.lessons.source import LessonFault
from app.lessons.tasks import KINDS, Task, read_task
from app.lessons.tasks.base import PREDICT
from app.lessons.tasks.goals import RoundGoal, goals_html
from app.lessons.understanding import understand_all
from app.lessons.values import Scene


@dataclass
class RoundTasks:
    """What one round asks of its learner."""

    tasks: list[Task] = field(default_factory=list)
    goals: list[RoundGoal] = field(default_factory=list)


def read_round(
    section: markdown.Section,
    number: int,
    scene: Scene,
    taken: Mapping[str, Task],
    name: str,
    faults: list[LessonFault],
) -> RoundTasks:
    """Understands a round's directives and tasks in the order of its text, so that `as` reaches what follows.

    `taken` are the ids that other rounds have used already.
    """
    found = RoundTasks()
    counts: Counter[str] = Counter()
    start = 0
    for index, token in enumerate(section.tokens):
        if token.type != "fence" or token.info.strip() not in KINDS:
            continue
        understand_all(section.tokens[start:index], scene, name, faults)
        start = index + 1
        kind, line = token.info.strip(), (token.map or [0])[0] + 1
        counts[kind] += 1
        if kind == PREDICT and counts[kind] > 1:
            faults.append(LessonFault(name, line, "one prediction a round: the run waits for it"))
        place = f"{number}-{counts[kind]}" if counts[kind] > 1 else f"{number}"
        made = read_task(kind, token.content, line + 1, scene, place, name, faults)
        token.type = "task"
        token.meta["html"] = _nothing
        if isinstance(made, RoundGoal):
            if any(goal.name == made.name for goal in found.goals):
                faults.append(LessonFault(name, line, f"the goal `{made.name}` stands here a second time"))
            if not found.goals:
                token.meta["html"] = lambda measurements: goals_html(found.goals)
            found.goals.append(made)
        elif made is not None:
            if made.id in taken or any(made.id == each.id for each in found.tasks):
                faults.append(LessonFault(name, line, f"`{made.id}` is already the id of another task"))
            token.meta["html"] = made.html
            found.tasks.append(made)
    understand_all(section.tokens[start:], scene, name, faults)
    return found


def none_here(section: markdown.Section, name: str, faults: list[LessonFault]) -> None:
    """Before the first round and after the last there is nothing to predict: no lab runs there."""
    for token in section.tokens:
        if token.type == "fence" and token.info.strip() in KINDS:
            line = (token.map or [0])[0] + 1
            faults.append(LessonFault(name, line, f"a ```{token.info.strip()} block stands in a round"))


def _nothing(measurements: Measurements) -> str:
    return ""
