"""Parameters in a page's address: what can be used is used, what cannot is named in a notice, never a 500."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

if TYPE_CHECKING:
    from app.labs import Lab


NOT_FOR_THE_LAB = {"panel"}  # which panel is open: the page's own business


@dataclass(frozen=True)
class Wishes:
    """The parameters an address asks for that the lab takes, and a sentence for every one it does not."""

    params: dict[str, Any] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def wishes(lab: type[Lab], args: MultiDict[str, str], presets: Sequence[Mapping[str, Any]] = ()) -> Wishes:
    """Reads `args` leniently; a value that is fine alone but at odds with one of `presets` is dropped as well."""
    from app.labs import LabError

    if not args:
        return Wishes()
    given = {name: values[-1] for name, values in args.lists() if name not in NOT_FOR_THE_LAB}
    params, notices = lab.parse(given, lenient=True)
    values = params.model_dump(mode="json")
    # Not each by itself: two that are fine together may be at odds with the defaults.
    taken = {name: values[name] for name in given if name in params.model_fields_set}  # `notices` speaks of the others
    for preset in presets:
        try:
            lab.parse({**preset, **taken})
        except LabError as error:
            notices = [*notices, f"The address was not followed here: {error.message}"]
            return Wishes({}, notices)
    return Wishes(taken, notices)
