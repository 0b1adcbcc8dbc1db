"""`/` is the map of all lessons; `/lessons/<slug>` is one lesson, its rounds on the left and its lab on the right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request

from app.lessons import Lesson
from app.pages.address import Wishes, wishes
from app.pages.errors import error_page
from app.pages.site import site

if TYPE_CHECKING:
    from app.labs import Lab

blueprint = Blueprint("lessons", __name__)

# The pool on the map: small, busy, now and then with somebody waiting.
HERO_LAB = "connection-pool"
HERO = {"threads": 6, "max_size": 4, "query_time": 0.2, "think_time": 0.15}


@blueprint.get("/")
def index() -> str:
    lessons = site().library.lessons()
    groups = [(name, list(each)) for name, each in groupby(lessons, key=lambda lesson: lesson.group)]
    ready = [lesson for lesson in lessons if lesson.state == "ready"]
    start = ready[0] if ready else None
    lab = site().labs.get(HERO_LAB)
    return render_template(
        "index.html", groups=groups, count=len(lessons), ready=len(ready), start=start, lab=lab, hero=HERO
    )


@blueprint.get("/lessons/<slug>")
def lesson(slug: str) -> Response:
    lesson = site().library.get(slug)
    if lesson is None:
        return error_page(404, "No such lesson", f"There is no lesson called “{slug}”.")
    if lesson.state == "coming":
        return error_page(404, lesson.title, "This lesson is still being written. " + lesson.summary)
    if lesson.state == "broken":
        # 503, not 404: the address is right, and the lesson is back as soon as its file is mended.
        message = "This lesson’s file has a fault, so it is not shown. The other lessons are not affected."
        return error_page(503, lesson.title, message, [str(fault) for fault in lesson.faults])
    assert lesson.front is not None
    presets = [each.preset for each in lesson.words.rounds]
    asked = wishes(site().labs[lesson.front.lab], request.args, presets)
    page = render_template(
        "lesson.html",
        lesson=lesson,
        words=lesson.words,
        lab=_labs()[lesson.words.rounds[0].lab],
        asked=asked,
        settings=_settings(lesson, asked),
        after=_after(lesson),
    )
    return make_response(page)


def _settings(lesson: Lesson, asked: Wishes) -> list[dict[str, object]]:
    """What each round sets the lab to, with what the address asked for on top; of an experiment it knows nothing."""
    own = [{} if each.settings is not None else asked.params for each in lesson.words.rounds]
    return [
        {**each.setting, "params": {**each.setting["params"], **params}}
        for each, params in zip(lesson.words.rounds, own, strict=True)
    ]


def _labs() -> Mapping[str, type[Lab]]:
    """What a round may have on the page: the site's labs, and the experiments."""
    from app.experiments import EXPERIMENTS

    return {**EXPERIMENTS, **site().labs}


def _after(lesson: Lesson) -> Lesson | None:
    """The next lesson on the map, whether it is there yet or not."""
    lessons = site().library.lessons()
    place = next(index for index, each in enumerate(lessons) if each.slug == lesson.slug)
    return lessons[place + 1] if place + 1 < len(lessons) else None
