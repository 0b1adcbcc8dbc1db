"""Load balancing: policies that choose a server, one a file, and the balancer that sends requests there."""

from app.engine.balancer.balancer import Balancer
from app.engine.balancer.errors import NoServerAvailable, RequestFailed, RequestRefused, RequestTimeout
from app.engine.balancer.policy import Policy
from app.engine.balancer.server import Request, Server

__all__ = [
    "Balancer",
    "NoServerAvailable",
    "Policy",
    "Request",
    "RequestFailed",
    "RequestRefused",
    "RequestTimeout",
    "Server",
]
