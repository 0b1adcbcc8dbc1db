"""What a client is told when it asks for something that cannot be: a code, a sentence, the field, what is allowed."""

from __future__ import annotations

import logging
from typing import Any

from app.labs.errors import LabError

log = logging.getLogger(__name__)


class LiveError(LabError):
    """A command refused by the stream, told in the same form as what a lab refuses."""


def unknown_id(given: object = None) -> LiveError:
    """One answer for a lab that never was, was closed, or is somebody else's: ids are not to be probed."""
    return LiveError("unknown_id", f"no open lab {given!r} here; open one first", field="id")


def stalled(seconds: float) -> LiveError:
    """A lab did not answer in time."""
    return LiveError("stalled", f"the lab did not answer within {seconds:g} s")


def refusal(error: Exception, event: str) -> dict[str, Any]:
    """The acknowledgement for a command that raised. Never a traceback: an unforeseen error is logged instead."""
    if isinstance(error, LabError):
        return {"ok": False, "error": error.as_error()}
    log.error("%s failed", event, exc_info=error)
    return {"ok": False, "error": {"code": "internal", "message": f"{event} failed on the server; it has been logged"}}
