"""What pools and balancers serve: a database with sessions and cores, an application with threads."""

from app.engine.service.application import Application, Workload
from app.engine.service.cores import Cores
from app.engine.service.database import (
    ConnectionLost,
    Database,
    DatabaseDown,
    DatabaseOptions,
    Session,
    TooManyConnections,
)

__all__ = [
    "Application",
    "ConnectionLost",
    "Cores",
    "Database",
    "DatabaseDown",
    "DatabaseOptions",
    "Session",
    "TooManyConnections",
    "Workload",
]
