"""What a run leaves, and the results that one visitor has measured so far, by the parameters."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.experiments.params import HIDDEN, ExperimentParams

MOST_KEPT = 8  # results of one session, each with its recording


class Finished(NamedTuple):
    """A result, and its recording, packed: a visitor keeps several, and looks at one."""

    result: dict[str, Any]
    recording: bytes

    def events(self) -> list[list[Any]]:
        """[t, kind, fields] of each, in order."""
        found: list[list[Any]] = json.loads(zlib.decompress(self.recording))
        return found


def finished(result: dict[str, Any], events: Sequence[Sequence[Any]]) -> Finished:
    """`events` are as the child process sent them."""
    return Finished(result, zlib.compress(json.dumps(events).encode(), 1))


class History(dict[str, Finished]):
    """Results by `history_key`, the latest MOST_KEPT."""

    def __setitem__(self, key: str, finished: Finished) -> None:
        self.pop(key, None)
        super().__setitem__(key, finished)
        while len(self) > MOST_KEPT:
            del self[next(iter(self))]


def history_key(params: ExperimentParams) -> str:
    """The same for parameters that ask for the same run, however it is watched."""
    return json.dumps(params.model_dump(exclude={"slow", *HIDDEN}), sort_keys=True)
