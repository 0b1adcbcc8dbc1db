"""`/healthz`: is the process up, and are all its lessons whole?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from app.pages.site import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Always 200 while the process answers: a broken lesson is reported, but does not take the rest down."""
    states = [lesson.state for lesson in site().library.lessons()]
    lessons = {state: states.count(state) for state in sorted(set(states))}
    answer = jsonify(ok=True, labs=list(site().labs), lessons=lessons)
    answer.headers["Cache-Control"] = "no-store"
    return answer
