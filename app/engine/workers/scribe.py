"""Writes what happens to tasks into a journal, several events of one moment at a time."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.events import VOCABULARY
from app.engine.journal import Journal, Row

SUBMITTED, QUEUED, STARTED, FINISHED = ("task.submitted", "task.queued", "task.started", "task.finished")
IDLE = "worker.idle"
SUBMITTED_FIELDS, QUEUED_FIELDS = VOCABULARY[SUBMITTED], VOCABULARY[QUEUED]
STARTED_FIELDS, FINISHED_FIELDS = VOCABULARY[STARTED], VOCABULARY[FINISHED]
IDLE_FIELDS = VOCABULARY[IDLE]
KINDS = (SUBMITTED, QUEUED, STARTED, FINISHED, IDLE)


def writer(journal: Journal | None) -> Callable[..., None]:
    """What writes rows, whose stamps are the time now; if somebody was faster, they get the stamp of that one."""
    if journal is None:
        return _nothing
    if type(journal) is Journal and all(journal.declares(kind, VOCABULARY[kind]) for kind in KINDS):
        return journal.extend
    return _one_by_one(journal)


def _one_by_one(journal: Journal) -> Callable[..., None]:
    def write(*rows: Row) -> None:
        for _, kind, names, values in rows:
            journal.append(kind, **dict(zip(names, values, strict=True)))

    return write


def _nothing(*_: Row) -> None:
    """There is no journal."""
