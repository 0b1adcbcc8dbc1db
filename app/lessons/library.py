"""Loads lessons/*.md: each is read, checked whole against its lab, and either ready or broken with its faults named."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.lessons import markdown
from app.lessons.calc import CalcError
from app.lessons.checks import FrontMatter, RoundSpec, check_names, check_preset, shaped
from app.lessons.curriculum import CURRICULUM, MapEntry
from app.lessons.directives import is_name
from app.lessons.lesson import Draft, Lesson, Round, Words
from app.lessons.measure import Measurements, NotMeasured
from app.lessons.round_tasks import none_here, read_round
from app.lessons.source import LessonFault, Located, read_yaml
from app.lessons.tasks import Task
from app.lessons.understanding import understand_all
from app.lessons.values import Scene

if TYPE_CHECKING:
    from app.labs import Lab

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
OWN_GROUP = "More lessons"


class Library:
    """All lessons in the order of the map; a file changed on disk is read again when it is next asked for."""

    def __init__(self, labs: Mapping[str, type[Lab]], folder: Path = LESSONS) -> None:
        self.labs = labs
        self.folder = folder
        self.measurements = Measurements()
        self._lock = threading.Lock()
        self._read: dict[str, tuple[int, Lesson]] = {}  # slug -> file time, lesson

    def lessons(self) -> list[Lesson]:
        """Every lesson of the map, then those files that are not on it."""
        on_map = {entry.slug for entry in CURRICULUM}
        extra = sorted(path.stem for path in self.folder.glob("*.md") if path.stem not in on_map)
        entries = [*CURRICULUM, *(MapEntry(slug, slug, "", OWN_GROUP) for slug in extra if _is_slug(slug))]
        with self._lock:
            return [self._lesson(entry) for entry in entries]

    def get(self, slug: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons() if lesson.slug == slug), None)

    def faults(self) -> list[LessonFault]:
        return [fault for lesson in self.lessons() for fault in lesson.faults]

    def warm(self) -> None:
        """Computes every number now, so that the first reader need not wait for the runs."""
        for lesson in self.lessons():
            if lesson.state == "ready":
                _ = lesson.words
        for lesson in self.lessons():
            for task in lesson.tasks.values():
                with suppress(NotMeasured, CalcError):  # whoever answers it is told
                    task.solution(self.measurements)

    def _lesson(self, entry: MapEntry) -> Lesson:
        path = self.folder / f"{entry.slug}.md"
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return Lesson(entry.slug, entry.title, entry.summary, entry.group)
        read = self._read.get(entry.slug)
        if read is None or read[0] != changed:
            read = self._read[entry.slug] = (changed, load(path, entry, self.labs, self.measurements))
        return read[1]


def load(path: Path, entry: MapEntry, labs: Mapping[str, type[Lab]], measurements: Measurements) -> Lesson:
    """Reads one lesson file whole; every fault that can be found is found, and any makes the lesson broken."""
    name = f"{path.parent.name}/{path.name}"
    lesson = Lesson(entry.slug, entry.title, entry.summary, entry.group, _measurements=measurements)
    faults = lesson.faults
    try:
        text = path.read_text(encoding="utf-8")
        source, found = markdown.parse(text, name, path.parent / "figures")
        faults.extend(found)
        if source is not None:
            _fill(lesson, source, name, labs)
    except LessonFault as fault:
        faults.append(fault)
    except (OSError, UnicodeError) as error:
        faults.append(LessonFault(name, 1, f"the file cannot be read: {error}"))
    faults.sort(key=lambda fault: fault.line)
    lesson.state = "broken" if faults else "ready"
    return lesson


def _fill(lesson: Lesson, source: markdown.Source, name: str, labs: Mapping[str, type[Lab]]) -> None:
    faults = lesson.faults
    yaml = read_yaml(source.front, name, 2)
    front = shaped(FrontMatter, yaml, name, faults)
    if front is None:
        return
    lesson.front = front
    lesson.title, lesson.summary = front.title, front.summary
    lesson.group = front.group if front.group and lesson.group == OWN_GROUP else lesson.group
    lab = labs.get(front.lab)
    if lab is None:
        faults.append(LessonFault(name, yaml.line("lab"), f"no lab `{front.lab}`; there are {', '.join(labs)}"))
        return
    if not check_preset(lab, front.preset, yaml, name, faults):
        return
    for figure in front.figures:
        if not is_name(figure):
            faults.append(LessonFault(name, yaml.line("figures", figure), f"a figure cannot be called `{figure}`"))
    scene = Scene(lab, front.preset, front.figures)
    lesson._lede = markdown.inline(front.lede)
    understand_all(lesson._lede, scene, name, faults, yaml.line("lede"))
    lesson._opening = source.opening.tokens
    for section in (source.opening, source.ending):
        none_here(section, name, faults)
    understand_all(lesson._opening, scene, name, faults)
    for number, section in enumerate(source.rounds, 1):
        try:
            draft = _round(section, number, scene, lesson.tasks, name, faults)
        except LessonFault as fault:
            faults.append(fault)
            continue
        if draft is not None:
            lesson._drafts.append(draft)
    lesson._ending = source.ending.tokens
    understand_all(lesson._ending, scene, name, faults)


def _round(
    section: markdown.Section, number: int, base: Scene, taken: Mapping[str, Task], name: str, faults: list[LessonFault]
) -> Draft | None:
    yaml = read_yaml(section.spec, name, section.spec_line)
    if not yaml.data:
        faults.append(LessonFault(name, section.line, "below this heading belongs a ```round block with a summary"))
        return None
    if "{{" in section.title:
        faults.append(LessonFault(name, section.line, "a round's title takes no directive; its summary does"))
    spec = shaped(RoundSpec, yaml, name, faults)
    if spec is None:
        return None
    experiment = _experiment(spec, yaml, name, faults)
    check_names(experiment or base.lab, spec, yaml, name, faults)
    preset = {**base.preset, **spec.preset}
    if not check_preset(base.lab, preset, yaml, name, faults):
        return None
    scene = Scene(base.lab, preset, base.figures, base.remembered, experiment)
    summary = markdown.inline(spec.summary)
    understand_all(summary, scene, name, faults, yaml.line("summary"))
    tasks = read_round(section, number, scene, taken, name, faults)
    return Draft(spec, section, preset, summary, tasks, scene.on_the_page.slug)


def _experiment(spec: RoundSpec, yaml: Located, name: str, faults: list[LessonFault]) -> type[Lab] | None:
    """What the round shows instead of the lesson's lab, if that is there and takes its settings."""
    from app.experiments import EXPERIMENTS

    if spec.experiment is None:
        if spec.settings:
            faults.append(LessonFault(name, yaml.line("settings"), "`settings` are those of an `experiment`"))
        return None
    found = EXPERIMENTS.get(spec.experiment)
    if found is None:
        message = f"no experiment `{spec.experiment}`; there are {', '.join(EXPERIMENTS)}"
        faults.append(LessonFault(name, yaml.line("experiment"), message))
        return None
    check_preset(found, spec.settings, yaml, name, faults, "settings")
    return found


def _is_slug(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is not None


__all__ = ["LESSONS", "Lesson", "LessonFault", "Library", "Located", "Round", "Words", "load"]
