"""The JSON API: every lab with its parameters as JSON Schema, and the list of lessons."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, url_for

from app.lessons import Lesson
from app.pages.errors import error_json
from app.pages.site import site

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/labs")
def labs() -> Response:
    return jsonify([lab.describe() for lab in site().labs.values()])


@blueprint.get("/labs/<slug>")
def lab(slug: str) -> Response:
    lab = site().labs.get(slug)
    if lab is None:
        return error_json(404, "unknown_lab", f"There is no lab `{slug}`; there are {', '.join(site().labs)}.")
    return jsonify(lab.describe())


@blueprint.get("/lessons")
def lessons() -> Response:
    return jsonify([_row(lesson) for lesson in site().library.lessons()])


def _row(lesson: Lesson) -> dict[str, object]:
    url = url_for("lessons.lesson", slug=lesson.slug)
    rounds = [
        {"number": number, "title": title, "url": f"{url}#round-{number}"}
        for number, title in enumerate(lesson.round_titles, 1)
    ]
    ready = lesson.state == "ready"
    return {
        "slug": lesson.slug,
        "title": lesson.title,
        "summary": lesson.summary,
        "group": lesson.group,
        "state": lesson.state,
        "url": url if ready else None,
        "rounds": rounds if ready else [],
        "faults": [fault.as_dict() for fault in lesson.faults],
    }
