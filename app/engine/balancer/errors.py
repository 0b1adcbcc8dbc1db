"""What can go wrong when a request is to be served by one of many."""

from __future__ import annotations

import math


class NoServerAvailable(LookupError):
    """There is no server to send a request to: the list is empty, or none in it is eligible."""


class RequestRefused(RuntimeError):
    """The chosen server's queue was full, and so was every other one that was tried."""


class RequestFailed(ConnectionError):
    """The server answered with an error, was down, or crashed under the request."""


class RequestTimeout(TimeoutError):
    """There was no answer within the balancer's request_timeout."""


def check_weight(weight: float) -> float:
    """The weight, if it is a number above 0; ValueError otherwise."""
    if not (weight > 0 and math.isfinite(weight)):
        raise ValueError(f"weight must be above 0, not {weight}")
    return weight
