"""Error pages that say what is wrong and where to go instead; the API says the same as JSON."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException


def error_page(status: int, title: str, message: str, faults: list[str] | None = None) -> Response:
    """A page for people; `faults` are lines such as `lessons/x.md:12: …`."""
    page = render_template("error.html", status=status, title=title, message=message, faults=faults or [])
    return make_response(page, status)


def error_json(status: int, code: str, message: str) -> Response:
    """The same for programs, in the shape of the stream's errors."""
    return make_response(jsonify(error={"code": code, "message": message}), status)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _answer)


def _answer(error: HTTPException) -> Response:
    if error.response is not None:  # an answer somebody made already, such as a redirect
        return make_response(error.response)
    status = error.code or 500
    if request.path.startswith("/api/"):
        answer = error_json(status, error.name.lower().replace(" ", "_"), error.description or error.name)
    elif status == 404:
        answer = error_page(404, "Nobody in this ring", f"There is no page at {request.path}.")
    else:
        answer = error_page(status, error.name, error.description or "")
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer
