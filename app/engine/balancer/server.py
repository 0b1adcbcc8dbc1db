"""The balancer's entries: a server it may choose, and a request it chooses for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.engine.balancer.errors import check_weight

if TYPE_CHECKING:
    from app.engine.service.backend_server import BackendServer


class Server:
    """One server as a balancer sees it: a name, a weight, and how many requests are open there.

    `active` is counted by the balancer, which adds one when it sends a request and takes it away when the answer is
    there. `weight` is a number above 0 (ValueError otherwise); `backend` is the machine that does the work. Two
    servers are the same only if they are the same object, so a name that comes back is a new server.
    """

    __slots__ = ("active", "backend", "name", "weight")

    def __init__(self, name: str, weight: float = 1, backend: BackendServer | None = None) -> None:
        if not name:
            raise ValueError("name must not be empty")
        self.name = name
        self.weight = check_weight(weight)
        self.backend = backend
        self.active = 0

    def __repr__(self) -> str:
        return f"<Server {self.name} [weight {self.weight:g}, {self.active} open]>"


@dataclass(frozen=True, slots=True)
class Request:
    """What a policy may look at: the `key` it asks for and the address it comes from.

    The rest was drawn when it arrived, so that it is the same whichever server gets it: `demand` is how many model
    seconds of work it is for a server of speed 1, `luck` a number from 0 to below 1 for each attempt (a server whose
    failure rate is above it fails).
    """

    key: str | None = None
    client_ip: str | None = None
    demand: float = 0.0
    luck: tuple[float, ...] = ()
