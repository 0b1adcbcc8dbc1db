"""`/api/labs/<slug>/tables/<name>`: the tables of a lab, measured one row at a time when somebody asks for it."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from app.pages.errors import error_json
from app.pages.site import site

if TYPE_CHECKING:
    from app.labs import Lab
    from app.labs.tables import TableSpec

log = logging.getLogger(__name__)
blueprint = Blueprint("tables", __name__, url_prefix="/api/labs")

PATIENCE = 60.0  # real seconds that a row waits for others to be done
NO_PART_OF_IT = {"slow", "thread_order"}  # how a lab is watched; a table is measured without waiting, in seeded order


class Measured:
    """The rows that were measured, the latest ones: the same question gets the same answer, and costs nothing."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._rows: OrderedDict[Any, dict[str, Any]] = OrderedDict()
        self._books = threading.Lock()
        self._turn = threading.Lock()  # one row at a time: the labs that somebody watches need the processor too

    def get(self, key: Any) -> dict[str, Any] | None:
        with self._books:
            if key in self._rows:
                self._rows.move_to_end(key)
            return self._rows.get(key)

    def measure(self, table: TableSpec, params: Any, row: str, key: Any) -> dict[str, Any]:
        """The cells of a row. TimeoutError if too many others were asked for before it."""
        if (known := self.get(key)) is not None:
            return known
        if not self._turn.acquire(timeout=PATIENCE):
            raise TimeoutError
        try:
            known = self.get(key)  # it may have been what we waited for
            if known is None:
                known = table.measured(params, row)
                self._keep(key, known)
            return known
        finally:
            self._turn.release()

    def _keep(self, key: Any, cells: dict[str, Any]) -> None:
        with self._books:
            self._rows[key] = cells
            if len(self._rows) > self._most:
                self._rows.popitem(last=False)


measured = Measured()


@blueprint.get("/<slug>/tables/<name>")
def table(slug: str, name: str) -> Response:
    """The table without its cells, for the parameters in the address."""
    found = _find(slug, name)
    if isinstance(found, Response):
        return found
    lab, spec = found
    params, notices = _params(lab)
    return jsonify({**spec.outline(params), "seed": getattr(params, "seed", None), "notices": notices})


@blueprint.get("/<slug>/tables/<name>/<row>")
def cells(slug: str, name: str, row: str) -> Response:
    """The cells of one row, measured now unless they have been before."""
    found = _find(slug, name)
    if isinstance(found, Response):
        return found
    lab, spec = found
    params, notices = _params(lab)
    known = [each for each, _ in spec.rows(params)]
    if row not in known:
        return error_json(404, "unknown_row", f"The table `{name}` has no row `{row}`; it has {', '.join(known)}.")
    key = (lab, name, row, repr(sorted(params.model_dump(exclude=NO_PART_OF_IT).items())))
    try:
        return jsonify(cells=measured.measure(spec, params, row, key), notices=notices)
    except TimeoutError:
        return error_json(503, "busy", "Too many rows are being measured at the moment; try again.")
    except Exception as error:  # a row that cannot be measured must not take the others with it
        log.exception("row %s of the table %s of lab %s", row, name, slug)
        return error_json(503, "not_measured", f"This row could not be measured: {error}")


def _find(slug: str, name: str) -> tuple[type[Lab], TableSpec] | Response:
    lab = site().labs.get(slug)
    if lab is None:
        return error_json(404, "unknown_lab", f"There is no lab `{slug}`; there are {', '.join(site().labs)}.")
    tables = getattr(lab, "tables", ())
    spec = next((each for each in tables if each.name == name), None)
    if spec is None:
        known = ", ".join(each.name for each in tables) or "none"
        return error_json(404, "unknown_table", f"The lab `{slug}` has no table `{name}`; it has {known}.")
    return lab, spec


def _params(lab: type[Lab]) -> tuple[Any, list[str]]:
    """The lab's parameters with what the address asks for, as far as it can be used; nothing after `=` is null."""
    properties = lab.describe()["params"]["properties"]
    given: dict[str, object] = {}
    for name, texts in request.args.lists():
        may_be_null = "null" in properties.get(name, {}).get("type", ())
        given[name] = None if texts[-1] == "" and may_be_null else texts[-1]
    return lab.parse(given, lenient=True)
