"""What every balancing policy is: it picks one of the eligible servers, and may learn from how that went."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from app.engine.balancer.server import Request, Server

Servers = tuple[Server, ...]


class Policy(ABC):
    """Chooses servers. Not locked: whoever shares one between threads (the balancer does) guards it."""

    name: str  # as in the labs' parameters: "round_robin"

    @abstractmethod
    def pick(self, servers: Servers, request: Request) -> Server:
        """The server for `request`, out of the eligible ones. Raises NoServerAvailable if there are none.

        `servers` is the same tuple object as long as membership is the same; it may be another at any call.
        """

    def done(self, server: Server, latency: float, ok: bool) -> None:  # noqa: B027  most learn nothing
        """An attempt at `server` has ended after `latency` model seconds. For policies that learn."""

    def why(self) -> dict[str, Any]:
        """What the last pick was decided on, in plain JSON values, for those who watch. Empty before the first."""
        return {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
