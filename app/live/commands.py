"""What a client can ask of its open lab. Each command runs on the lab's strand and returns its acknowledgement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from . import messages
from .following import experiment_in
from .session import LabSession

Ack = dict[str, Any]


class Command(NamedTuple):
    """`keyframe`: whether a keyframe follows the acknowledgement; a function of the latter."""

    message: type[messages.Message]
    run: Callable[[LabSession, Any], Ack]
    keyframe: Callable[[Ack], bool] = lambda ack: False


def _set(session: LabSession, message: messages.Set) -> Ack:
    applied = session.lab.set(message.name, message.value)
    if applied == "rebuild":
        session.rebuild(session.lab.with_value(message.name, message.value))
    session.send_metrics()
    value = session.lab.params.model_dump().get(message.name, message.value)
    return {"value": value, "applied": applied, "recording": session.stream.recording}


def _act(session: LabSession, message: messages.Act) -> Ack:
    if message.action == "reset":  # a lab cannot replace itself
        session.rebuild(session.lab.params)
        return {"result": None, "recording": session.stream.recording}
    return {"result": session.lab.act(message.action, message.args or {})}


def _preset(session: LabSession, message: messages.Preset) -> Ack:
    params, _ = session.lab_class.parse(with_seed(message.params, message.seed))
    session.rebuild(params)
    return {
        "params": session.lab.params.model_dump(),
        "seed": session.lab.seed,
        "slow": session.lab.slow,
        "recording": session.stream.recording,
    }


def _goals(session: LabSession, message: messages.Goals) -> Ack:
    return {"goals": session.set_goals(message.names)}


def _play(session: LabSession, message: messages.Message) -> Ack:
    session.paused = False
    if (experiment := experiment_in(session.lab)) is not None:
        experiment.show_again()
    return _paced(session)


def _pause(session: LabSession, message: messages.Message) -> Ack:
    session.paused = True
    return _paced(session)


def _step(session: LabSession, message: messages.Message) -> Ack:
    session.paused = True  # a step leaves it standing, or there would be nothing to see
    session.apply_pace()
    t = session.lab.step()
    session.send_metrics()
    return {"t": t}


def _speed(session: LabSession, message: messages.Speed) -> Ack:
    session.lab.set("slow", message.slow)
    session.send_metrics()
    return {"slow": session.lab.slow}


def _visible(session: LabSession, message: messages.Visible) -> Ack:
    session.hidden = not message.on
    return _paced(session)


def _paced(session: LabSession) -> Ack:
    session.apply_pace()
    session.send_metrics()
    return {"paused": session.paused, "hidden": session.hidden, "t": session.lab.horizon()}


def with_seed(params: Mapping[str, Any] | None, seed: int | None) -> dict[str, Any]:
    """The seed is a parameter too; given apart, it wins."""
    values = dict(params or {})
    if seed is not None:
        values["seed"] = seed
    return values


COMMANDS: Mapping[str, Command] = {
    "set": Command(messages.Set, _set, keyframe=lambda ack: bool(ack["applied"] == "rebuild")),
    "act": Command(messages.Act, _act, keyframe=lambda ack: "recording" in ack),
    "preset": Command(messages.Preset, _preset, keyframe=lambda ack: True),
    "goals": Command(messages.Goals, _goals),
    "play": Command(messages.Message, _play),
    "pause": Command(messages.Message, _pause),
    "step": Command(messages.Message, _step),
    "speed": Command(messages.Speed, _speed),
    "visible": Command(messages.Visible, _visible),
    "keyframe": Command(messages.Message, lambda session, message: {}, keyframe=lambda ack: True),
}
