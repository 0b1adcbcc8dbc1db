"""The numbers that the ring lab reports."""

from __future__ import annotations

from app.labs.parts import Metric

METRICS = (
    Metric("servers", "Servers", "On the ring now.", strip=True),
    Metric("keys", "Keys", "On the ring now.", strip=True),
    Metric(
        "moved_ring", "Moved", "Share of keys that the last change of servers moved on the ring.", "share", strip=True
    ),
    Metric(
        "moved_modulo",
        "Moved by hash % n",
        "Share of the same keys that hash % n moved in the same change.",
        "share",
        tone="closed",
        strip=True,
    ),
    Metric(
        "spread",
        "Spread",
        "How much keys per server differ: standard deviation as a share of the mean.",
        "share",
        strip=True,
    ),
    Metric(
        "in_flight",
        "In flight",
        "Requests that keep a server busy now.",
        tone="active",
        strip=True,
        otel="http.server.active_requests",
    ),
    Metric("moved_to_others", "Moved elsewhere", "Keys that the last change moved between two servers that stayed."),
    Metric("modulo_to_others", "Moved elsewhere by hash % n", "The same, counted under hash % n."),
    Metric("spread_expected", "Spread, expected", "√((n−1)/(v·n+1)): what chance makes of the arcs.", "share"),
    Metric("share_max", "Largest share", "Share of the keys on the server that has most.", "share"),
    Metric("load_max", "Busiest server", "Share of the requests that went to the server that got most.", "share"),
    Metric("load_cv", "Spread of requests", "How much requests per server differ: standard deviation over mean."),
    Metric("spilled_share", "Spilled", "Share of requests that went on because their own server was full.", "share"),
    Metric("requests_rate", "Requests", "Requests sent to a server, a second.", "1/s"),
    Metric("refused", "Refused", "Requests that found no server on the ring, since the start.", tone="closed"),
)
