"""The machinery: clocks, a journal, pools, balancers. Knows nothing of Flask, of Socket.IO, or of who watches."""

from app.engine.balancer import (
    Balancer,
    NoServerAvailable,
    Policy,
    Request,
    RequestFailed,
    RequestRefused,
    RequestTimeout,
    Server,
)
from app.engine.balancer.bounded_load import BoundedLoad
from app.engine.balancer.consistent_hash import ConsistentHash
from app.engine.balancer.hash_ring import HashRing
from app.engine.balancer.ip_hash import IpHash
from app.engine.balancer.jump_hash import JumpHash
from app.engine.balancer.least_connections import LeastConnections
from app.engine.balancer.least_request import LeastRequest
from app.engine.balancer.maglev import Maglev
from app.engine.balancer.peak_ewma import PeakEwma
from app.engine.balancer.power_of_two import PowerOfTwoChoices
from app.engine.balancer.random_choice import RandomChoice
from app.engine.balancer.rendezvous import Rendezvous
from app.engine.balancer.round_robin import RoundRobin
from app.engine.balancer.smooth_weighted import SmoothWeightedRoundRobin
from app.engine.balancer.weighted_round_robin import WeightedRoundRobin
from app.engine.clock import AutojumpClock, Clock, ClockClosed, ClockStalled, ScaledClock, SeededClock
from app.engine.events import VOCABULARY
from app.engine.journal import Event, Journal
from app.engine.pool import ConnectionPool, PoolClosed, PoolStats, PoolTimeout, TooManyWaiters
from app.engine.service.backend_server import BackendServer
from app.engine.workers import TaskRejected, ThreadPool, ThreadPoolStats, as_completed, wait

__all__ = [
    "VOCABULARY",
    "AutojumpClock",
    "BackendServer",
    "Balancer",
    "BoundedLoad",
    "Clock",
    "ClockClosed",
    "ClockStalled",
    "ConnectionPool",
    "ConsistentHash",
    "Event",
    "HashRing",
    "IpHash",
    "Journal",
    "JumpHash",
    "LeastConnections",
    "LeastRequest",
    "Maglev",
    "NoServerAvailable",
    "PeakEwma",
    "Policy",
    "PoolClosed",
    "PoolStats",
    "PoolTimeout",
    "PowerOfTwoChoices",
    "RandomChoice",
    "Rendezvous",
    "Request",
    "RequestFailed",
    "RequestRefused",
    "RequestTimeout",
    "RoundRobin",
    "ScaledClock",
    "SeededClock",
    "Server",
    "SmoothWeightedRoundRobin",
    "TaskRejected",
    "ThreadPool",
    "ThreadPoolStats",
    "TooManyWaiters",
    "WeightedRoundRobin",
    "as_completed",
    "wait",
]
