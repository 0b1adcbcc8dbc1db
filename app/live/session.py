"""One open lab: the lab, the client it belongs to, when it stands still, and the stream of what it does.

Two kinds of work, kept apart. Whatever may have to wait for the lab (commands, snapshots, pauses) runs on the
session's strand. Whatever must never wait (the emitter's tick, a client that leaves) takes only `_lock`, which is
held for moments and never while a lab is asked for something that takes time.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .backpressure import Gate, Verdict
from .errors import unknown_id
from .following import Follower, experiment_in, is_over
from .goals import GoalBoard
from .interface import Lab, LabClass
from .options import LiveOptions
from .strand import Strand
from .stream import EventsLost, Stream
from .transport import Transport

log = logging.getLogger(__name__)


class LabSession:
    """A lab that runs for one client. Model time stands still while the learner paused it or nobody is looking.

    `sid` is the client's connection, None while it is away; `left_at` is when it went, in the clock of `real`.
    """

    def __init__(
        self,
        lab_class: LabClass,
        lab: Lab,
        sid: str,
        transport: Transport,
        options: LiveOptions,
        *,
        real: Callable[[], float] = time.monotonic,
        on_end: Callable[[LabSession], None] = lambda session: None,
    ) -> None:
        self.id = secrets.token_urlsafe(9)
        self.token = secrets.token_urlsafe(24)
        self.lab_class = lab_class
        self.lab = lab
        self.sid: str | None = sid
        self.left_at: float | None = None
        self.paused = lab.paused  # by the learner
        self.hidden = False
        self.ended = False
        self.strand = Strand(f"live-{self.id}")
        self.stream = Stream(self.id, options)
        self._description = lab_class.describe()
        self._transport = transport
        self._options = options
        self._real = real
        self._on_end = on_end
        self._gate = Gate(options.max_queue, options.max_pending_seconds)
        self._goals = GoalBoard()
        self._follower = Follower()
        self._metrics_at = float("-inf")
        self._metrics_due = False
        self._held = False  # no frame may come before the acknowledgement of a resume
        # Guards sid, lab, ended and stream. Reentrant: an emit may find the socket dead, and then this same
        # thread is told that the client left.
        self._lock = threading.RLock()

    # -- what the client is told about it

    def opening(self) -> dict[str, Any]:
        """The fields with which `open` and `resume` are acknowledged."""
        with self._lock:
            lab, stream = self.lab, self.stream
            return {
                "id": self.id,
                "token": self.token,
                "schema": self._description["events"],
                "lab": self._description,
                "params": lab.params.model_dump(),
                "start_params": lab.start_params.model_dump(),
                "seed": lab.seed,
                "slow": lab.slow,
                "paused": self.paused,
                "recording": stream.recording,
                "seq": stream.seq,
            }

    def send_metrics(self) -> None:
        """Send what the lab measures and how it is paced, now."""
        with self._lock:
            lab, sid = self.lab, self.sid
            if self.ended or sid is None or not self.stream.ready:
                self._metrics_due = True
                return
            self._metrics_due, self._metrics_at = False, self._real()
        paused = self.paused or is_over(lab)
        pace = {"paused": paused, "hidden": self.hidden, "slow": lab.slow, "slipped": lab.slipped}
        now = lab.horizon()
        payload = {"id": self.id, "t": now, "values": lab.metrics(), "theory": lab.theory(), "pace": pace}
        if (detail := lab.detail()) is not None:
            payload["detail"] = detail
        self._transport.emit(sid, "metrics", payload)
        with self._lock:
            news = self._goals.news(now)
        for standing in news:
            self._transport.emit(sid, "goal", {"id": self.id, **standing})

    def set_goals(self, names: Sequence[str | Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Watch these goals from now on, and tell the client how they stand."""
        with self._lock:
            goals = self._goals.set(self.lab, names)
        self.send_metrics()
        return goals

    # -- the emitter's part: must never wait

    def tick(self, now: float) -> None:
        """Send what is due. Called every 50 ms from the emitter."""
        with self._lock:
            if self.ended:
                return
            lab = self.lab
            failure = lab.failure
            open_ = self._may_send(now)
            sent = open_ and self._send_frame(now)
        if failure is not None:
            self.end("failed", f"{type(failure).__name__}: {failure}")
            return
        if self._follower.look(lab, self._tell if open_ else None, lambda: self.strand.submit(self.renew)):
            self._metrics_due = True
        # While model time stands still its metrics do too: one last word after the last event is enough.
        self._metrics_due = self._metrics_due or sent or not lab.paused
        if open_ and self._metrics_due and now - self._metrics_at >= self._options.metrics_every:
            self.send_metrics()

    def _may_send(self, now: float) -> bool:
        """Whether the client is there, has its keyframe and its acknowledgement, and keeps up. Under the lock."""
        if self.sid is None or self._held or not self.stream.ready:
            return False
        depth = self._transport.depth(self.sid)
        verdict = Verdict.SHUT if depth is None else self._gate.check(depth, now)
        if verdict is Verdict.LATE:
            self._skip_ahead()
        return verdict is Verdict.OPEN

    def _send_frame(self, now: float) -> bool:
        """Send the next frame, if there is one; True if it carried events. Under the lock."""
        try:
            frame = self.stream.frame(self.lab, now)
        except EventsLost:
            self._skip_ahead()
            return False
        if frame is None or self.sid is None:
            return False
        self._transport.emit(self.sid, "frame", frame)
        return bool(frame["events"])

    def _tell(self, name: str, payload: dict[str, Any]) -> None:
        sid = self.sid
        if sid is not None:
            self._transport.emit(sid, name, {"id": self.id, **payload})

    def _skip_ahead(self) -> None:
        self.stream.interrupt(skip=True)
        self.strand.submit(self.send_keyframe)

    def leave(self, sid: str) -> None:
        """The client's connection is gone: stand still and wait for it. Never waits for the lab."""
        with self._lock:
            if self.sid != sid:
                return  # another connection has taken over
            self.sid, self.left_at = None, self._real()
        self.strand.submit(self.apply_pace)

    # -- the strand's part: may wait for the lab

    def send_keyframe(self) -> None:
        """Take a snapshot and bring the client to it."""
        with self._lock:
            lab = self.lab
            self.stream.interrupt()  # no frame may pass the snapshot
        try:
            snapshot = lab.snapshot()
        except Exception as error:
            if not self.ended:
                log.error("no snapshot of lab %s: %r", self.id, error)
                self.end("failed", f"{type(error).__name__}: {error}")
            return
        with self._lock:
            if self.ended or lab is not self.lab:
                return
            if self.sid is None:
                self.stream.restart()  # whoever comes back needs a keyframe first
                return
            for event, payload in self.stream.catch_up(lab.journal, snapshot):
                if event == "keyframe":
                    payload |= {"actions": list(lab.taken), "start_params": lab.start_params.model_dump()}
                self._transport.emit(self.sid, event, payload)
        if self._metrics_due:
            self.send_metrics()

    def send_missed(self) -> None:
        """After a resume: what happened since, at once; as a keyframe if frames cannot tell it."""
        with self._lock:
            self._held = False
            if self.stream.ready:
                self._send_frame(self._real())  # should the journal have forgotten, this asks for a keyframe itself
                return
        self.send_keyframe()

    def apply_pace(self) -> None:
        """Let model time run, or stand still, as learner and browser want it."""
        standing = self.paused or self.hidden or self.sid is None
        if standing and not self.lab.paused:
            self.lab.pause()
        elif not standing and self.lab.paused:
            self.lab.resume()

    def take_over(self, sid: str, seq: int) -> None:
        """The client is back, by another connection, having seen everything up to frame `seq`."""
        with self._lock:
            if self.ended:
                raise unknown_id(self.id)
            old, self.sid, self.left_at = self.sid, sid, None
            self._held = True
            self._gate.reset()
            if not self.stream.rewind(seq):
                self.stream.restart()
        if old is not None and old != sid:  # half-open and soon found dead, or a copy of the page
            self._transport.emit(old, "closed", {"id": self.id, "reason": "taken_over"})
        self._metrics_due = True
        self.apply_pace()

    def rebuild(self, params: Any) -> None:
        """Replace the lab by a new one; if that one cannot be built, the running one goes on unchanged."""
        new = self.lab_class(params, paused=True)
        if (experiment := experiment_in(new)) is not None:
            experiment.inherit(self.lab)
        with self._lock:
            ended = self.ended
            if not ended:
                old, self.lab = self.lab, new
                self.stream.new_recording()
                self._goals.start_again(new)
        if ended:
            new.close()
            raise unknown_id(self.id)
        close_lab(old, self.id)
        self._metrics_due = True
        self.apply_pace()

    def renew(self) -> None:
        """Build it anew as it is, by its own wish."""
        self.rebuild(self.lab.params)
        self.send_keyframe()

    # -- the end

    def give_up(self, left_at: float, reason: str) -> None:
        """End it, unless the client that went away at `left_at` has come back."""
        with self._lock:
            if self.left_at == left_at:
                self.end(reason)

    def end(self, reason: str, message: str | None = None, *, tell: bool = True) -> threading.Thread | None:
        """End it for good. Never waits: the thread that closes the lab is returned, None if it had ended before."""
        with self._lock:
            if self.ended:
                return None
            self.ended = True
            sid, self.sid = self.sid, None
            lab = self.lab
        self._on_end(self)
        if tell and sid is not None:
            closed = {"id": self.id, "reason": reason}
            self._transport.emit(sid, "closed", closed if message is None else {**closed, "message": message})
        log.info("lab %s ended: %s %s", self.id, reason, message or "")
        closer = threading.Thread(target=close_lab, args=(lab, self.id), name=f"close-{self.id}", daemon=True)
        closer.start()
        return closer


def close_lab(lab: Lab, name: str) -> None:
    """Close a lab; one that cannot even close properly is logged, and costs nobody else anything."""
    try:
        lab.close()
    except Exception:
        log.exception("lab %s did not close properly", name)
