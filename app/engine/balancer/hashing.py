"""Stable hashes: the same text gives the same number in every process, on every machine, for ever.

Python's own `hash()` of a string changes from process to process, so that a balancer built on it would send
everybody elsewhere after a restart, and two balancers side by side would never agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

try:  # CPython's own md5 starts in half the time that OpenSSL's needs, and for a key starting is nearly all of it
    from _md5 import md5 as _md5  # type: ignore[import-not-found, unused-ignore]
except ImportError:  # a Python built without it
    _md5 = partial(hashlib.md5, usedforsecurity=False)

HashFunction = Callable[[str], int]

SPACE = 2**128  # how many values md5_128 has: the circumference of the ring

_MASK64 = 2**64 - 1
_from_bytes = int.from_bytes


def md5_128(text: str) -> int:
    """All 128 bits of the md5 of `text` in UTF-8, as a whole number from 0 to below SPACE.

    The same as `int(hashlib.md5(text.encode()).hexdigest(), 16)`. md5 is long broken as a lock, which is no matter
    here: nothing is kept secret, it only has to spread names evenly.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: it came from somewhere, so it needs a place too
        data = text.encode("utf-8", "surrogatepass")
    return _from_bytes(_md5(data).digest())


def md5_64(text: str) -> int:
    """The first 64 bits of the md5 of `text`, from 0 to below 2**64."""
    return md5_128(text) >> 64


def mix64(number: int) -> int:
    """Stir 64 bits so that numbers that differ in one bit come out unlike each other; no two come out the same.

    The finaliser of SplitMix64: G. Steele, D. Lea and C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
    """
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9 & _MASK64
    number = (number ^ (number >> 27)) * 0x94D049BB133111EB & _MASK64
    return number ^ (number >> 31)
