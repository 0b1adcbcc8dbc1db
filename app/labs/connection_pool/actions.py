"""What a learner can do to the pool lab: each action and its arguments, declared once."""

from __future__ import annotations

from app.labs.declare import Declared, parameter
from app.labs.parts import Action


class SlowQuery(Declared):
    """Arguments of the action slow_query."""

    seconds: float | None = parameter(
        None, "Longer by", "None: ten mean query times.", group="action", unit="s", low=0.0, high=60.0
    )


class KillConnection(Declared):
    """Arguments of the action kill_connection."""

    connection: int | None = parameter(
        None, "Connection", "Its number; None: the one in use for longest, else any.", group="action", low=1
    )


class RestartDatabase(Declared):
    """Arguments of the action restart_database."""

    down_for: float = parameter(
        0.2, "Down for", "How long it accepts nobody.", group="action", unit="s", low=0.0, high=60.0
    )


ACTIONS = (
    Action("slow_query", "Slow query", "The next query takes much longer.", "slow_query", SlowQuery),
    Action(
        "kill_connection",
        "Kill a connection",
        "The database ends a session; the pool finds out when somebody uses it.",
        "kill_connection",
        KillConnection,
    ),
    Action(
        "restart_database",
        "Restart database",
        "Every session ends, and for a moment nobody is let in.",
        "restart_database",
        RestartDatabase,
    ),
    Action("leak", "Leak one", "The next thread to finish a query forgets to release its connection.", "leak"),
    Action("reset", "Reset", "Begin again from the start, with the same seed and settings.", "reset"),
)
