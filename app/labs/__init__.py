"""The labs: each wires a part of the engine, declares what it can be told, and reports its state."""

from collections.abc import Mapping
from types import MappingProxyType

from app.labs.balancer import BalancerLab
from app.labs.base import Lab
from app.labs.connection_pool import ConnectionPoolLab
from app.labs.errors import LabError
from app.labs.hash_ring import HashRingLab
from app.labs.parts import Action, Metric, Snapshot
from app.labs.thread_pool import ThreadPoolLab

LABS: Mapping[str, type[Lab]] = MappingProxyType(
    {lab.slug: lab for lab in (ConnectionPoolLab, BalancerLab, HashRingLab, ThreadPoolLab)}
)

__all__ = ["LABS", "Action", "Lab", "LabError", "Metric", "Snapshot"]
