"""What a client is told when it asks for something that cannot be: a code, a sentence, the field, what is allowed."""

from __future__ import annotations

import logging
from typing import Any, Protocol, runtime_checkable

log = logging.getLogger(__name__)


class LiveError(Exception):
    """A command refused by the stream. Labs have their own (`LabError`); both know `as_error()`."""

    def __init__(self, code: str, message: str, *, field: str | None = None, allowed: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.allowed = allowed

    def as_error(self) -> dict[str, Any]:
        """The `error` object of a refusing acknowledgement."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        if self.allowed is not None:
            error["allowed"] = self.allowed
        return error


@runtime_checkable
class TellsTheClient(Protocol):
    """An exception written for the client's eyes; LabError and LiveError are such."""

    def as_error(self) -> dict[str, Any]: ...


def unknown_id(given: object = None) -> LiveError:
    """One answer for a lab that never was, was closed, or is somebody else's: ids are not to be probed."""
    return LiveError("unknown_id", f"no open lab {given!r} here; open one first", field="id")


def stalled(seconds: float) -> LiveError:
    """A lab did not answer in time."""
    return LiveError("stalled", f"the lab did not answer within {seconds:g} s")


def refusal(error: Exception, event: str) -> dict[str, Any]:
    """The acknowledgement for a command that raised. Never a traceback: an unforeseen error is logged instead."""
    if isinstance(error, TellsTheClient):
        return {"ok": False, "error": error.as_error()}
    log.error("%s failed", event, exc_info=error)
    return {"ok": False, "error": {"code": "internal", "message": f"{event} failed on the server; it has been logged"}}
