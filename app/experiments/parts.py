"""What all experiments declare alike: actions, and the numbers shown while a recording is replayed."""

from __future__ import annotations

from app.experiments.picture import Picture
from app.labs.declare import Declared, parameter
from app.labs.parts import Action, Metric


class OneVariant(Declared):
    """Which part of the recording."""

    variant: str = parameter("", "Variant", "Its name, as in the rows of the result.", group="action")


ACTIONS = (
    Action("run", "Run", "Do it for real, at full speed; then watch it in slow motion.", "start"),
    Action("cancel", "Cancel", "End the run, or leave the queue.", "cancel"),
    Action("reset", "Show again", "Show what was recorded again from the start.", "reset"),
    Action(
        "show", "Show one", "Show what was recorded again from the beginning of one variant on.", "show", OneVariant
    ),
)

METRICS = (
    Metric("workers", "Workers", "Threads or processes there are at this moment of the recording.", strip=True),
    Metric("waiting", "Waiting", "Workers whose task waits.", tone="waiting", of="workers", strip=True),
    Metric("computing", "Computing", "Workers whose task computes.", tone="active", of="workers", strip=True),
    Metric("queued", "Queued", "Tasks that no worker has taken yet.", tone="waiting", strip=True),
    Metric("finished", "Finished", "Tasks done since this variant began.", strip=True),
    Metric("before", "Before it", "Runs that come first, while this one is in the queue."),
)  # fmt: skip


def read_metrics(picture: Picture) -> dict[str, float | None]:
    """The declared numbers, of the moment."""
    states = [worker["state"] for worker in list(picture.workers.values())]  # the clock goes on
    return {
        "workers": len(states),
        "waiting": states.count("waiting"),
        "computing": states.count("computing"),
        "queued": len(picture.queue),
        "finished": picture.totals["finished"],
        "before": picture.experiment["place"] or None,
    }
