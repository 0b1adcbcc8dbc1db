"""What a learner can do to the thread pool lab: each action and its arguments, declared once."""

from __future__ import annotations

from app.labs.declare import Declared, parameter
from app.labs.parts import Action


class Burst(Declared):
    """Arguments of the action burst."""

    tasks: int = parameter(20, "Tasks", "How many, one right after the other.", group="action", low=1, high=200)
    long_tasks: int = parameter(
        0, "Long ones", "So many of them, the first, are long.", group="action", low=0, high=200
    )


class CancelQueued(Declared):
    """Arguments of the action cancel_queued."""

    task: int | None = parameter(None, "Task", "Its number; None: the last in the queue.", group="action", low=1)


ACTIONS = (
    Action("burst", "Burst of 20", "The producer submits so many tasks at once.", "burst", Burst),
    Action("poison", "Poison task", "The producer submits a task that never ends.", "poison"),
    Action("cancel_queued", "Cancel a queued task", "Nobody wants its result any more.", "cancel_queued", CancelQueued),
    Action("shut_down", "Shut down", "Take no more tasks, and do those that are queued.", "shut_down"),
    Action("shut_down_now", "Shut down now", "Take no more tasks, and cancel those that are queued.", "shut_down_now"),
    Action("reset", "Reset", "Begin again from the start, with the same seed and settings.", "reset"),
)
