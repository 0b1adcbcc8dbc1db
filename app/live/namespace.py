"""The `/live` namespace: turns what a client sends into calls, and what comes of them into acknowledgements."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as CallTimeout
from typing import Any, TypeVar

from socketio import Namespace

from . import messages
from .commands import COMMANDS, Command, with_seed
from .errors import LiveError, refusal, stalled, unknown_id
from .interface import Lab, LabClass
from .options import LiveOptions
from .registry import Registry
from .session import LabSession
from .transport import NAMESPACE, Transport

T = TypeVar("T")
Ack = dict[str, Any]
Labs = Callable[[], Mapping[str, LabClass]]


class LiveNamespace(Namespace):  # type: ignore[misc]  # python-socketio has no types
    """Handlers run on the client's own thread (`async_handlers=False`): its commands cannot overtake each other.

    An acknowledgement is sent by python-socketio when the handler has returned. What has to come after it is kept
    in `_after` and done by `run_after_ack`, which the server calls then.
    """

    def __init__(
        self,
        registry: Registry,
        transport: Transport,
        options: LiveOptions,
        labs: Labs,
        wake: Callable[[], None],
    ) -> None:
        super().__init__(NAMESPACE)
        self._registry = registry
        self._transport = transport
        self._options = options
        self._labs = labs
        self._wake = wake
        self._after = threading.local()
        self._lifecycle = {"open": self._open, "fork": self._fork, "resume": self._resume, "close": self._close}
        self._events = sorted([*self._lifecycle, *COMMANDS])

    def trigger_event(self, event: str, *args: Any) -> Ack | None:
        """Called by python-socketio for every event, with (sid, *what the client sent)."""
        sid, *arguments = args
        if event == "connect":
            return None
        if event == "disconnect":
            self._registry.left(sid)
            return None
        try:
            return {"ok": True, **self._dispatch(event, sid, tuple(arguments))}
        except Exception as error:
            return refusal(error, event)

    def run_after_ack(self) -> None:
        """Do what this thread's handler left to be done after its acknowledgement."""
        todo = getattr(self._after, "todo", None)
        self._after.todo = None
        if todo is not None:
            todo()

    def _dispatch(self, event: str, sid: str, arguments: tuple[Any, ...]) -> Ack:
        if event in self._lifecycle:
            return self._lifecycle[event](sid, arguments)
        command = COMMANDS.get(event)
        if command is None:
            message = f"there is no event {event[:80]!r}"
            raise LiveError("unknown_event", message, field="event", allowed=self._events)
        return self._command(event, command, sid, arguments)

    # -- one handler a kind

    def _open(self, sid: str, arguments: tuple[Any, ...]) -> Ack:
        message = messages.read(messages.Open, "open", arguments)
        labs = self._labs()
        lab_class = labs.get(message.lab)
        if lab_class is None:
            text = f"there is no lab {message.lab[:80]!r}"
            raise LiveError("unknown_lab", text, field="lab", allowed=sorted(labs))
        params, _ = lab_class.parse(with_seed(message.params, message.seed))
        if message.actions is None and message.t is None:
            return self._start(sid, lab_class, lambda: lab_class(params))
        taken = messages.read_actions(message.actions or [])
        until = message.t if message.t is not None else max((t for t, *_ in taken), default=0.0)
        return self._start(sid, lab_class, lambda: lab_class.replay(params, taken, until, paused=True))

    def _fork(self, sid: str, arguments: tuple[Any, ...]) -> Ack:
        """A new lab that goes on from a moment of another one's past."""
        message = messages.read(messages.Fork, "fork", arguments)
        session = self._registry.find(sid, message.id)
        old = session.lab
        t = min(message.t, old.horizon())

        def make() -> Lab:
            lab = session.lab_class.replay(old.start_params, list(old.taken), t, paused=True)
            lab.set_slow(old.slow)
            if not session.paused:
                lab.resume()
            return lab

        return {**self._start(sid, session.lab_class, make), "forked": {"from": session.id, "t": t}}

    def _start(self, sid: str, lab_class: LabClass, make: Callable[[], Lab]) -> Ack:
        """Make a lab, and give it to the client."""
        self._registry.reserve(sid)
        try:
            lab = make()
            session = LabSession(lab_class, lab, sid, self._transport, self._options, on_end=self._registry.discard)
            self._registry.add(session)
        finally:
            self._registry.release(sid)
        self._wake()
        self._then(lambda: session.strand.submit(session.send_keyframe))
        return session.opening()

    def _resume(self, sid: str, arguments: tuple[Any, ...]) -> Ack:
        message = messages.read(messages.Resume, "resume", arguments)
        session = self._registry.claim(sid, message.id, message.token)

        def take_over() -> Ack:
            session.take_over(sid, message.seq)
            return session.opening()

        ack = self._on_strand(session, take_over)
        self._then(lambda: session.strand.submit(session.send_missed))
        return ack

    def _close(self, sid: str, arguments: tuple[Any, ...]) -> Ack:
        message = messages.read(messages.Message, "close", arguments)
        closer = self._registry.find(sid, message.id).end("asked", tell=False)
        if closer is not None:
            closer.join(self._options.call_timeout)
        return {}

    def _command(self, event: str, command: Command, sid: str, arguments: tuple[Any, ...]) -> Ack:
        message = messages.read(command.message, event, arguments)
        session = self._registry.find(sid, message.id)
        ack = self._on_strand(session, lambda: command.run(session, message))
        if command.keyframe(ack):
            self._then(lambda: session.strand.submit(session.send_keyframe))
        return ack

    def _on_strand(self, session: LabSession, fn: Callable[[], T]) -> T:
        def call() -> T:
            if session.ended:
                raise unknown_id(session.id)
            return fn()

        future = session.strand.submit(call)
        try:
            return future.result(self._options.call_timeout)
        except CallTimeout:
            future.cancel()
            raise stalled(self._options.call_timeout) from None

    def _then(self, todo: Callable[[], object]) -> None:
        self._after.todo = todo
