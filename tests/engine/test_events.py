"""The vocabulary of events: what stream, reducer and exports rely on."""

from __future__ import annotations

import re

import pytest

from app.engine import VOCABULARY, Event


@pytest.mark.parametrize("kind", VOCABULARY)
def test_a_kind_is_a_thing_and_what_happened_to_it(kind: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", kind)


@pytest.mark.parametrize("kind", VOCABULARY)
def test_fields_have_plain_names_each_of_them_once(kind: str) -> None:
    fields = VOCABULARY[kind]
    assert isinstance(fields, tuple), "a list could be changed"
    assert len(set(fields)) == len(fields)
    assert all(re.fullmatch(r"[a-z][a-z_]*", field) for field in fields)


@pytest.mark.parametrize("kind", VOCABULARY)
def test_no_field_hides_behind_an_attribute_that_every_event_has(kind: str) -> None:
    assert not [field for field in VOCABULARY[kind] if hasattr(Event, field)]


@pytest.mark.parametrize("kind", VOCABULARY)
def test_every_field_can_be_read_by_its_name(kind: str) -> None:
    fields = VOCABULARY[kind]
    event = Event(0.0, kind, fields, tuple(range(len(fields))))
    assert [getattr(event, field) for field in fields] == list(range(len(fields)))


def test_the_vocabulary_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        VOCABULARY["pool.burnt"] = ()  # type: ignore[index]


def test_what_a_reducer_finds_an_object_by_comes_first() -> None:
    subjects = {
        "connection": "connection",
        "waiter": "who",
        "thread": "who",
        "request": "request",
        "session": "session",
    }
    for kind, fields in VOCABULARY.items():
        subject = kind.split(".")[0]
        if subject in subjects:
            assert fields[0] == subjects[subject], kind


def test_every_object_whose_life_is_told_also_has_an_end() -> None:
    ends = {"connection.closed", "session.closed", "waiter.timed_out", "waiter.cancelled", "pool.closed"}
    ends |= {"request.served", "request.failed", "request.refused", "database.stopped"}
    assert ends <= VOCABULARY.keys()
