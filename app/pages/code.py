"""`GET /api/labs/<slug>/code`: the source of the functions that write a lab's events, as it runs in this process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, json, request

from app.pages.errors import error_json
from app.pages.site import site

if TYPE_CHECKING:
    from app.labs import Lab

blueprint = Blueprint("code", __name__, url_prefix="/api")


@blueprint.get("/labs/<slug>/code")
def code(slug: str) -> Response:
    lab = site().labs.get(slug)
    if lab is None:
        return error_json(404, "unknown_lab", f"There is no lab `{slug}`; there are {', '.join(site().labs)}.")
    answer = Response(_as_json(lab), mimetype="application/json")
    answer.add_etag()
    answer.cache_control.no_cache = True  # asked for again by its tag: another process may run other code
    answer.make_conditional(request)
    return answer


@lru_cache
def _as_json(lab: type[Lab]) -> str:
    """Made once in the life of a process: the code that runs does not change."""
    return json.dumps(code_of(lab), separators=(",", ":"))


def code_of(lab: type[Lab]) -> dict[str, Any]:
    """See `app.source.code_listing`. The modules are the lab's, and what it uses: another lab's code is not its own."""
    from app.engine import VOCABULARY
    from app.source import code_listing
    from app.source.running import used_by

    packages = [cls.__module__ for cls in lab.__mro__ if cls.__module__.startswith("app.")]
    own = lab.__module__.rpartition(".")[0]
    kinds = lab.describe()["events"]
    return code_listing(used_by(own, *packages), {kind: VOCABULARY[kind] for kind in kinds})
