"""What servers on the ring are called, and what they weigh: from a number or a line of text to names and weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping

from app.labs.lists import numbers

MOST_SERVERS = 12
LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10.0  # below, a server is as good as gone; above, it needs a ring of its own

NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,19}")  # not begun with a digit: browsers sort such names before others

NAMINGS: Mapping[str, Callable[[int], str]] = {
    "S": lambda n: f"S{n + 1}",  # the document's picture
    "server": lambda n: f"server-{chr(ord('a') + n)}",  # the document's code
}


def free_name(naming: str, taken: Container[str]) -> str:
    """The first name that nobody has: one that has left comes back to its old places."""
    name_of = NAMINGS[naming]
    return next(name for name in map(name_of, range(2 * MOST_SERVERS)) if name not in taken)


def checked_name(name: str) -> str:
    """The name, if servers may be called so; ValueError otherwise."""
    if not NAME.fullmatch(name):
        raise ValueError("must begin with a letter and go on with letters, digits, '.', '_' or '-', 20 in all at most")
    return name


def weight_list(text: str) -> tuple[float, ...]:
    """The weights in a text such as "5, 3, 2"; empty: none. ValueError says what is wrong, as the end of a sentence."""
    weights = numbers(text, above=0)
    if len(weights) > MOST_SERVERS:
        raise ValueError(f"must be at most {MOST_SERVERS} numbers, not {len(weights)}")
    for weight in weights:
        if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
            raise ValueError(f"must be numbers from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}; {weight:g} is not")
    return weights
