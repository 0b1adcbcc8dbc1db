"""`/labs/<slug>`: one lab alone, its parameters taken from the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request

from app.pages.address import wishes
from app.pages.errors import error_page
from app.pages.site import site

if TYPE_CHECKING:
    from app.labs import Lab

blueprint = Blueprint("labs", __name__)


@blueprint.get("/labs/<slug>")
def lab(slug: str) -> Response:
    lab = site().labs.get(slug)
    if lab is None:
        return error_page(404, "No such lab", f"There is no lab called “{slug}”. There are: {', '.join(site().labs)}.")
    example, at = _example(lab)
    page = render_template("lab.html", lab=lab, asked=wishes(lab, request.args), example=example, at=at)
    return make_response(page)


def _example(lab: type[Lab]) -> tuple[str, int]:
    """A parameter to try in the address: the first main one that is counted, at two."""
    properties = lab.describe()["params"]["properties"]
    counted = (name for name, it in properties.items() if it["type"] == "integer" and it.get("main"))
    return next(counted, "seed" if "seed" in properties else "repeats"), 2
