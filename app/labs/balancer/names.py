"""What servers and clients are called."""

from __future__ import annotations

from collections.abc import Container
from itertools import count

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OFFICE = "203.0.113.7"  # one address for many people (a range that is kept for documentation)


def server_name(index: int) -> str:
    """A, B, …, Z, AA, AB, …: like the columns of a spreadsheet. `index` counts from 0."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, len(LETTERS))
        name = LETTERS[letter] + name
    return name


def free_name(taken: Container[str]) -> str:
    """The first one that nobody has."""
    return next(name for name in map(server_name, count()) if name not in taken)


def address(client: int) -> str:
    """The address of a client, from 0 on; the first two are those of the document."""
    if client < 2:
        return ("192.168.1.100", "10.0.0.50")[client]
    return f"10.{client % 7}.{client % 13}.{client + 50}"
