"""`/api/lessons/<slug>/tasks/<id>`: what a task asks, and, only once an answer is given, what is true."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.lessons.calc import CalcError
from app.lessons.measure import NotMeasured
from app.lessons.tasks import BadAnswer, Task
from app.pages.errors import error_json
from app.pages.site import site

blueprint = Blueprint("tasks", __name__, url_prefix="/api/lessons")
LONGEST = 10_000  # bytes of an answer


@blueprint.get("/<slug>/tasks/<task_id>")
def task(slug: str, task_id: str) -> Response:
    """The task as the page has it: the answer is not in it."""
    found = _find(slug, task_id)
    return jsonify(found.public(site().library.measurements)) if isinstance(found, Task) else found


@blueprint.post("/<slug>/tasks/<task_id>")
def answer(slug: str, task_id: str) -> Response:
    """`{"answer": …}` is judged; `{"reveal": true}` gives up. A run that was not made yet is made now."""
    found = _find(slug, task_id)
    if not isinstance(found, Task):
        return found
    if (request.content_length or 0) > LONGEST:
        return error_json(413, "too_long", f"an answer has at most {LONGEST} bytes")
    given: Any = request.get_json(silent=True)
    if not isinstance(given, dict) or not ("answer" in given or given.get("reveal") is True):
        return error_json(400, "bad_answer", 'send JSON: {"answer": …} or {"reveal": true}')
    measurements = site().library.measurements
    try:
        said = found.judge(given["answer"], measurements) if "answer" in given else found.reveal(measurements)
    except BadAnswer as error:
        return error_json(400, "bad_answer", str(error))
    except (NotMeasured, CalcError) as error:
        return error_json(503, "not_measured", f"This could not be measured: {error}.")
    return _not_stored(jsonify(said))


def _find(slug: str, task_id: str) -> Task | Response:
    lesson = site().library.get(slug)
    if lesson is None or lesson.state != "ready":
        return error_json(404, "unknown_lesson", f"There is no lesson `{slug}` to be read now.")
    found = lesson.tasks.get(task_id)
    if found is None:
        known = ", ".join(lesson.tasks) or "none"
        return error_json(404, "unknown_task", f"The lesson `{slug}` has no task `{task_id}`; it has {known}.")
    return found


def _not_stored(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
