"""What the pool lab can be told: each parameter declared once."""

from __future__ import annotations

from typing import Literal

from app.labs.declare import parameter
from app.labs.parts import RunParams


class Params(RunParams):
    """Parameters of the lab `connection-pool`. Times are model seconds."""

    # The application.
    threads: int = parameter(
        12, "Threads", "Application threads that want connections.", group="application", low=1, high=40, main=True
    )
    loop: Literal["closed", "open"] = parameter(
        "closed",
        "Arrivals",
        "Closed: each thread asks again after thinking. Open: requests arrive on their own, however slow the answers.",
        group="application",
        applies="rebuild",
        labels={"closed": "closed loop", "open": "open loop"},
    )
    think_time: float = parameter(
        0.06,
        "Think time",
        "Mean time a thread does something else between two requests (closed loop).",
        group="application",
        unit="s",
        low=0.001,
        high=2.0,
        scale="log",
    )
    arrival_rate: float = parameter(
        60.0,
        "Arrival rate",
        "Requests a second, in all (open loop).",
        group="application",
        unit="1/s",
        low=1.0,
        high=1000.0,
        scale="log",
    )
    query_time: float = parameter(
        0.08,
        "Query time",
        "Mean time a query takes on a database with cores to spare.",
        group="application",
        unit="s",
        low=0.001,
        high=2.0,
        scale="log",
        main=True,
    )
    query_spread: float = parameter(
        0.5,
        "Query spread",
        "How much query times differ: 0 for all the same, 1 for anything from nothing to twice the mean.",
        group="application",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    # The pool.
    pooling: bool = parameter(
        True, "Pooling", "Off: every request opens a connection and closes it.", group="pool", applies="rebuild"
    )
    min_size: int = parameter(
        2, "Min size", "Connections kept open while nobody needs them.", group="pool", low=0, high=30
    )
    max_size: int = parameter(
        10, "Max size", "Connections there may be: the slots inside the ropes.", group="pool", low=1, high=30, main=True
    )
    max_overflow: int = parameter(
        0,
        "Max overflow",
        "Connections beyond max size that are opened while callers wait, and closed when they come back.",
        group="pool",
        low=0,
        high=10,
        main=True,
    )
    acquire_timeout: float | None = parameter(
        0.3,
        "Acquire timeout",
        "How long a caller waits for a connection before it gives up.",
        group="pool",
        unit="s",
        low=0.005,
        high=30.0,
        scale="log",
        null="never",
    )
    max_waiting: int | None = parameter(
        None,
        "Max waiting",
        "Callers that may wait at a time; the next one is refused at once.",
        group="pool",
        low=0,
        high=40,
        null="no limit",
    )
    order: Literal["lifo", "fifo"] = parameter(
        "lifo",
        "Reuse order",
        "Which idle connection is lent first.",
        group="pool",
        labels={"lifo": "last used first", "fifo": "longest idle first"},
    )
    fair: bool = parameter(
        True,
        "Fair",
        "On: a returned connection goes to the first waiter. Off: whoever comes first takes it.",
        group="pool",
    )
    # Its health.
    max_lifetime: float | None = parameter(
        None,
        "Max lifetime",
        "Age at which a connection is replaced.",
        group="health",
        unit="s",
        low=0.05,
        high=3600.0,
        scale="log",
        null="never",
    )
    max_idle: float | None = parameter(
        None,
        "Max idle",
        "Time unused after which a connection beyond min size is closed.",
        group="health",
        unit="s",
        low=0.01,
        high=3600.0,
        scale="log",
        null="never",
    )
    check_after_idle: float | None = parameter(
        None,
        "Check on acquire",
        "Ask a connection whether it is alive before lending it, if it was unused for so long (pre-ping).",
        group="health",
        unit="s",
        low=0.0,
        high=60.0,
        scale="log",
        null="never",
    )
    leak_detection_threshold: float | None = parameter(
        None,
        "Leak threshold",
        "Report a connection that has been lent for longer than this.",
        group="health",
        unit="s",
        low=0.01,
        high=600.0,
        scale="log",
        null="never",
    )
    # What opening a connection costs.
    tcp_time: float = parameter(
        0.01, "TCP handshake", "One round trip.", group="connection", unit="s", low=0.0, high=1.0, scale="log"
    )
    tls_time: float = parameter(
        0.02, "TLS handshake", "Keys and certificates.", group="connection", unit="s", low=0.0, high=1.0, scale="log"
    )
    auth_time: float = parameter(
        0.01, "Authentication", "Who are you?", group="connection", unit="s", low=0.0, high=1.0, scale="log"
    )
    close_time: float = parameter(
        0.005, "Close", "Saying goodbye.", group="connection", unit="s", low=0.0, high=1.0, scale="log"
    )
    # The database.
    database_cores: int = parameter(
        8, "Database cores", "Queries beyond this many wait for a core.", group="database", low=1, high=64
    )
    query_cpu: float = parameter(
        0.25,
        "CPU share",
        "The part of a query's time that needs a core; the rest waits for disks and locks.",
        group="database",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    max_connections: int = parameter(
        100,
        "Max connections",
        "Sessions the database allows; it keeps 3 of them back for its superuser.",
        group="database",
        low=4,
        high=200,
    )
