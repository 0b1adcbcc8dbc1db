"""The curriculum: every lesson there is to be, in order, grouped as the source document groups them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MapEntry:
    """One lesson on the map; the front matter of its file, once there is one, overrides title and summary."""

    slug: str
    title: str
    summary: str
    group: str


_GROUPS: dict[str, list[tuple[str, str, str]]] = {
    "Why connection pooling matters": [
        ("why-pooling", "The cost of a new connection", "What every request pays when nobody keeps the line open."),
        ("pool-architecture", "Connection pool architecture", "Who holds which connection, who waits, and why."),
        ("database-pools", "Database connection pools", "One load, three drivers’ own pools, three characters."),
    ],
    "Pool sizing": [
        ("pool-sizing", "How big should a pool be?", "Too few connections queue; too many drown the database."),
        ("pool-health", "Monitoring pool health", "Five numbers that tell a healthy pool from a dying one."),
    ],
    "HTTP keep-alive": [
        ("http-keep-alive", "HTTP keep-alive", "The pool every browser already has, and what HTTP/2 made of it."),
    ],
    "Load balancing algorithms": [
        ("load-balancing", "Load balancing algorithms", "One slow server, and six ways to share out the work."),
        ("consistent-hashing", "Consistent hashing", "Add a server without moving almost every key."),
    ],
    "Thread pools": [
        ("thread-pools", "Thread pools", "A few workers, one queue, and what happens when it fills."),
        ("thread-pool-sizing", "Thread pool sizing", "A formula, a measurement, and where they part company."),
    ],
    "The whole picture": [
        ("anti-patterns", "Connection pool anti-patterns", "How pools are broken, and which metric tells."),
        ("architecture", "Real-world architecture", "Clients, balancer, servers, database: build it, break it."),
        ("summary", "Summary", "The key takeaways, each beside the run that shows it."),
    ],
}

CURRICULUM: tuple[MapEntry, ...] = tuple(
    MapEntry(slug, title, summary, group) for group, lessons in _GROUPS.items() for slug, title, summary in lessons
)
