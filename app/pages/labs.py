"""`/labs/<slug>`: one lab alone, its parameters taken from the address."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from app.pages.address import wishes
from app.pages.errors import error_page
from app.pages.site import site

blueprint = Blueprint("labs", __name__)


@blueprint.get("/labs/<slug>")
def lab(slug: str) -> Response:
    lab = site().labs.get(slug)
    if lab is None:
        return error_page(404, "No such lab", f"There is no lab called “{slug}”. There are: {', '.join(site().labs)}.")
    return make_response(render_template("lab.html", lab=lab, asked=wishes(lab, request.args)))
