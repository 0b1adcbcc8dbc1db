"""What every page needs to know of the application it belongs to: its labs and its lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from app.lessons import Library

if TYPE_CHECKING:
    from app.labs import Lab

SITE = "ringside"


@dataclass(frozen=True)
class Site:
    labs: Mapping[str, type[Lab]]
    library: Library


def site() -> Site:
    """The site of the application that answers this request."""
    return cast(Site, current_app.extensions[SITE])
