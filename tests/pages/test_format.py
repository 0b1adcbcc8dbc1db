"""Numbers in prose read as a person would write them."""

from __future__ import annotations

import pytest

from app.lessons.formats import FORMATS, declared


@pytest.mark.parametrize(
    ("style", "value", "digits", "text"),
    [
        ("duration", 0.00002, 3, "20 µs"),
        ("duration", 0.0005, 3, "500 µs"),
        ("duration", 0.2, 3, "200 ms"),
        ("duration", 0.99996, 3, "1 s"),
        ("duration", 1.234, 3, "1.23 s"),
        ("duration", 0, 3, "0 s"),
        ("duration", 1800, 3, "30 min"),
        ("ms", 0.00502, 3, "5.02 ms"),
        ("percent", 0.4715789, 3, "47.2 %"),
        ("percent", 1.0, 3, "100 %"),
        ("number", 4480.0, 3, "4,480"),
        ("number", -2.5, 3, "−2.5"),
        ("number", 4.0, 3, "4"),
        ("number", 0.000012, 2, "0.000012"),
        ("whole", 3.7, 3, "4"),
        ("times", 1.9, 2, "1.9 ×"),
        ("number", 435.36, 2, "440"),
        ("rate", 16.25, 3, "16.2/s"),
    ],
)
def test_formats(style: str, value: float, digits: int, text: str) -> None:
    assert FORMATS[style](value, digits).replace("\u00a0", " ") == text


def test_parameters_speak_their_declaration() -> None:
    assert declared(None, {"unit": "s", "null": "never"}) == "never"
    assert declared(True, {}) == "on"
    assert declared("lifo", {"labels": {"lifo": "last in, first out"}}) == "last in, first out"
    assert declared(12.0, {"unit": "1/s"}) == "12/s"
