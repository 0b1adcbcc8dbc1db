"""What a session does for an experiment beyond what it does for a lab: its news, its new recordings, its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

Tell = Callable[[str, dict[str, Any]], None]


class Experiment(Protocol):
    """A lab whose journal is the recording of a run (`app.experiments.experiment.Experiment`)."""

    @property
    def at_end(self) -> bool:
        """Whether the whole recording has been played: its clock stands still by itself."""

    def take_news(self) -> Sequence[tuple[str, dict[str, Any]]]:
        """Messages for the client since the last time: name, payload."""

    def take_wish(self) -> bool:
        """Whether it wants to be built anew, to begin a recording."""

    def inherit(self, before: Any) -> None:
        """Take over what the one before it has measured."""

    def show_again(self) -> None:
        """Play a recording that is over once more."""


def experiment_in(lab: object) -> Experiment | None:
    """The lab, if it is an experiment."""
    return cast(Experiment, lab) if hasattr(lab, "take_news") else None


def is_over(lab: object) -> bool:
    """Whether it is an experiment whose recording has been played to its end."""
    experiment = experiment_in(lab)
    return experiment is not None and experiment.at_end


class Follower:
    """Looks after the experiment of one session, if it is one. `look` never waits."""

    def __init__(self) -> None:
        self._was_over = False

    def look(self, lab: object, tell: Tell | None, renew: Callable[[], object]) -> bool:
        """Pass on the news (`tell` None: not now), and have it built anew if it wishes.

        True if its pace has changed by itself, which the client then has to be told.
        """
        experiment = experiment_in(lab)
        if experiment is None:
            return False
        if tell is not None:
            for name, payload in experiment.take_news():
                tell(name, payload)
        if experiment.take_wish():
            renew()
        changed = experiment.at_end != self._was_over
        self._was_over = experiment.at_end
        return changed
