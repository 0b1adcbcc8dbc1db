"""What every policy asks first: is there anybody to pick, and what is the request known by?"""

from __future__ import annotations

import random

from app.engine.balancer.errors import NoServerAvailable
from app.engine.balancer.policy import Servers
from app.engine.balancer.server import Request

SHOWN = 12  # how many servers `why()` lists at most: it travels with every request


def need_one(servers: Servers) -> None:
    """NoServerAvailable if there are none."""
    if not servers:
        raise NoServerAvailable("there is no eligible server")


def key_of(request: Request) -> str:
    """What a request is hashed by: its key, else its client's address, else nothing at all, which is "" for all."""
    if request.key is not None:
        return request.key
    return request.client_ip or ""


def own_rng(rng: random.Random | None) -> random.Random:
    """The generator given, or one that draws the same in every run."""
    return random.Random(0) if rng is None else rng
