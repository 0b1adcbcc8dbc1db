"""The numbers that the pool lab reports, with OpenTelemetry's names where it has them."""

from __future__ import annotations

from app.labs.parts import Metric

METRICS = (
    Metric(
        "active",
        "Active",
        "Connections that are lent now.",
        tone="active",
        of="capacity",
        otel="db.client.connection.count{state=used}",
        strip=True,
    ),
    Metric(
        "waiters",
        "Waiting",
        "Callers that wait for a connection now.",
        tone="waiting",
        otel="db.client.connection.pending_requests",
        strip=True,
    ),
    Metric("wait_p50", "Wait, p50", "Half of the callers got a connection within this.", "s", "waiting", strip=True),
    Metric(
        "wait_p95",
        "Wait, p95",
        "Of 20 callers, 19 got a connection within this.",
        "s",
        "waiting",
        otel="db.client.connection.wait_time",
        strip=True,
    ),
    Metric("served_rate", "Served", "Requests answered a second.", "1/s", strip=True),
    Metric(
        "timeouts",
        "Timeouts",
        "Callers that gave up waiting, since the start.",
        tone="closed",
        otel="db.client.connection.timeouts",
        strip=True,
    ),
    Metric("capacity", "Capacity", "Connections there may be at most.", otel="db.client.connection.max"),
    Metric("idle", "Idle", "Connections ready to be lent.", otel="db.client.connection.count{state=idle}"),
    Metric("connecting", "Connecting", "Connections being opened."),
    Metric("wait_mean", "Wait, mean", "Mean time from asking for a connection to having it.", "s"),
    Metric("latency_p50", "Latency, p50", "Half of the requests were answered within this.", "s"),
    Metric("latency_p95", "Latency, p95", "Of 20 requests, 19 were answered within this.", "s"),
    Metric("latency_mean", "Latency, mean", "Mean time from a request to its answer.", "s"),
    Metric("use_mean", "Held, mean", "Mean time a connection is held.", "s", otel="db.client.connection.use_time"),
    Metric("use_rate", "Loans", "Connections given back a second.", "1/s"),
    Metric("busy_mean", "Busy, mean", "Connections held, on average over time."),
    Metric("connect_share", "Connecting, share", "The part of all request time spent opening and closing."),
    Metric("failed", "Failed", "Requests without an answer, since the start."),
    Metric("served", "Served in all", "Requests answered, since the start."),
)
