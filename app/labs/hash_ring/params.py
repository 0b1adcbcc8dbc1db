"""What the ring lab can be told: each parameter declared once."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from app.labs.declare import parameter
from app.labs.hash_ring.naming import MOST_SERVERS, weight_list
from app.labs.lists import nth
from app.labs.parts import RunParams, slow_motion


class Params(RunParams):
    """Parameters of the lab `hash-ring`. Times are model seconds."""

    # The ring.
    servers: int = parameter(
        3,
        "Servers",
        "On the ring. Moving it adds servers, or takes the last ones away.",
        group="ring",
        low=1,
        high=MOST_SERVERS,
        main=True,
    )
    vnodes: int = parameter(
        150,
        "Virtual nodes",
        "Points on the ring for each server of weight 1.",
        group="ring",
        low=1,
        high=500,
        scale="log",
        notches=[1, 3, 10, 50, 150, 500],
        main=True,
    )
    weights: str = parameter(
        "",
        "Weights",
        "Of the servers in the order in which they came, such as 3, 2, 1. Twice the weight is twice the points; "
        "what is missing is 1.",
        group="ring",
    )
    naming: Literal["S", "server"] = parameter(
        "S",
        "Names",
        "What servers are called. A server’s places on the ring follow from its name.",
        group="ring",
        applies="rebuild",
        labels={"S": "S1, S2, S3 …", "server": "server-a, server-b …"},
    )
    salt: int = parameter(
        0,
        "Salt",
        "Goes into every hash: another salt is another draw of all the places. 0: none, as in the document’s code.",
        group="ring",
        applies="rebuild",
        low=0,
        high=9999,
    )
    # The keys.
    keys: int = parameter(
        200,
        "Keys",
        "How many keys lie on the ring: user:0, user:1 and so on.",
        group="keys",
        low=1,
        high=10_000,
        scale="log",
        main=True,
    )
    replicas: int = parameter(
        1, "Replicas", "Different servers that a looked-up key is kept on.", group="keys", low=1, high=5
    )
    # What goes to the servers.
    traffic_rate: float = parameter(
        0.0, "Requests", "Requests a second, for keys drawn by chance. 0: none.", group="traffic", unit="1/s", low=0.0,
        high=500.0, step=5.0, main=True,
    )  # fmt: skip
    hot_share: float = parameter(
        0.0,
        "Hot key",
        "The part of all requests that asks for user:0.",
        unit="share",
        group="traffic",
        low=0.0,
        high=0.9,
        step=0.05,
    )
    hold_time: float = parameter(
        0.3,
        "Time per request",
        "Mean time a request keeps its server busy.",
        group="traffic",
        unit="s",
        low=0.01,
        high=10.0,
        scale="log",
    )
    bound: float | None = parameter(
        None,
        "Load bound",
        "No server takes more than so many times its fair share of the requests in flight; "
        "the rest goes on clockwise to the next.",
        group="traffic",
        low=1.0,
        high=3.0,
        step=0.05,
        null="none",
    )
    # The run.
    slow: float = slow_motion(1.0)

    @field_validator("weights")
    @classmethod
    def _weights(cls, text: str) -> str:
        weight_list(text)
        return text.strip()

    def weight_of(self, place: int) -> float:
        """What the server that came as number `place` (from 0) weighs."""
        return nth(weight_list(self.weights), place, 1.0)
