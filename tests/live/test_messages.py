"""What is wrong with a message is said with its field and what would be right."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live import messages
from app.live.commands import COMMANDS
from app.live.errors import LiveError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MODELS = {"open": messages.Open, "resume": messages.Resume, **{name: c.message for name, c in COMMANDS.items()}}


@pytest.mark.parametrize(
    "event, payload, field, allowed",
    [
        ("open", {}, "lab", {"type": "string"}),
        ("open", {"lab": 5}, "lab", {"type": "string"}),
        ("open", {"lab": "x", "params": [1]}, "params", None),
        ("open", {"lab": "x", "sed": 7}, "sed", ["lab", "params", "seed", "actions", "t"]),
        ("set", {"name": "size"}, "value", {}),
        ("resume", {"id": "i", "token": "t", "seq": -1}, "seq", {"type": "integer", "minimum": 0}),
        ("resume", {"id": "i", "token": "t", "seq": "1"}, "seq", {"type": "integer", "minimum": 0}),
        ("speed", {"slow": 0}, "slow", {"type": "number", "exclusiveMinimum": 0}),
        ("speed", {"slow": True}, "slow", {"type": "number", "exclusiveMinimum": 0}),
        ("visible", {"on": 1}, "on", {"type": "boolean"}),
        ("play", {"id": 5}, "id", None),
    ],
)
def test_a_bad_field_is_named_with_what_is_allowed(event: str, payload: Any, field: str, allowed: Any) -> None:
    with pytest.raises(LiveError) as refused:
        messages.read(MODELS[event], event, (payload,))
    error = refused.value.as_error()
    assert (error["code"], error["field"]) == ("bad_message", field)
    if allowed:
        assert error["allowed"] == allowed


@pytest.mark.parametrize("payload", [5, "text", [1], True])
def test_a_payload_must_be_an_object(payload: Any) -> None:
    with pytest.raises(LiveError, match="takes an object"):
        messages.read(messages.Message, "play", (payload,))


def test_a_payload_may_be_left_out_and_there_is_only_one() -> None:
    assert messages.read(messages.Message, "play", ()).id is None
    assert messages.read(messages.Message, "play", (None,)).id is None
    with pytest.raises(LiveError, match="2 arguments"):
        messages.read(messages.Message, "play", ({}, {}))


def test_whole_numbers_are_speeds_too() -> None:
    assert messages.read(messages.Speed, "speed", ({"slow": 2},)).slow == 2.0


@given(
    st.sampled_from(sorted(MODELS)),
    st.lists(
        JSON
        | st.dictionaries(
            st.sampled_from(["id", "lab", "params", "seed", "name", "value", "on", "slow", "seq", "token"]), JSON
        ),
        max_size=2,
    ),
)
def test_whatever_comes_is_read_or_refused_with_an_error_to_send(event: str, arguments: list[Any]) -> None:
    with contextlib.suppress(LiveError):  # anything else would be a bug
        messages.read(MODELS[event], event, tuple(arguments))
