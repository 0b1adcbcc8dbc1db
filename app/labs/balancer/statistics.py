"""How evenly something is spread: three numbers that say it, each from the counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt


def jain(counts: Sequence[float]) -> float | None:
    """Jain's fairness index: 1 if all are alike, 1/n if one has everything. None if there is nothing to share.

    Jain, Chiu, Hawe: A Quantitative Measure of Fairness and Discrimination, 1984.
    """
    squares = sum(count * count for count in counts)
    return sum(counts) ** 2 / (len(counts) * squares) if squares else None


def variation(counts: Sequence[float]) -> float | None:
    """The coefficient of variation: standard deviation over mean, 0 if all are alike. None if there is nothing."""
    if not sum(counts):
        return None
    mean = sum(counts) / len(counts)
    return sqrt(sum((count - mean) ** 2 for count in counts) / len(counts)) / mean


def chi_square(counts: Sequence[float], shares: Sequence[float]) -> float | None:
    """Pearson's chi-square of counts against the shares they should have; about n − 1 if it is only chance."""
    total = sum(counts)
    if not total or not all(share > 0 for share in shares):
        return None
    return sum((count - total * share) ** 2 / (total * share) for count, share in zip(counts, shares, strict=True))
