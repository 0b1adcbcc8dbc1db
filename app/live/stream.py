"""What a client has been sent of one lab, and so what comes next: frames that chain, keyframes, what to send again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from .interface import Event, Journal, Lab, Snapshot
from .options import LiveOptions

Message = tuple[str, dict[str, Any]]  # event name, payload


class EventsLost(Exception):
    """The journal no longer has, or a slow client should no longer get, some of the events that come next."""


class Stream:
    """One client's place in one lab's journal. Not locked: its session holds the lock.

    Frames chain: `seq` grows by one, `from` is the previous `to`. `ready` is False while the next thing the client
    must get is a keyframe: at the start, after a rebuild, and when events had to be skipped.
    """

    def __init__(self, lab_id: str, options: LiveOptions) -> None:
        self._id = lab_id
        self._options = options
        self.seq = 0
        self.recording = 1
        self.ready = False
        self._fresh = True  # nothing to connect to: the keyframe comes without a frame before it
        self._skip = False  # what is pending will not be sent
        self._cursor = 0  # journal position of the next event to send
        self._to = 0.0
        self._framed_at = float("-inf")
        # seq -> (cursor, to) after that frame. Only seqs after which a client needs no keyframe.
        self._sent: OrderedDict[int, tuple[int, float]] = OrderedDict()

    def restart(self) -> None:
        """Nothing sent so far leads on to what comes: begin again with a keyframe."""
        self.ready, self._fresh, self._skip = False, True, False
        self._sent.clear()

    def new_recording(self) -> None:
        """The lab was built anew and has a new journal."""
        self.recording += 1
        self.restart()

    def interrupt(self, *, skip: bool = False) -> None:
        """Hold frames back until a keyframe is there; with `skip`, give up what is pending."""
        self.ready = False
        self._skip = self._skip or skip

    def rewind(self, seq: int) -> bool:
        """Go back to where the client was after frame `seq`; False if it needs a keyframe instead."""
        if not self.ready or seq not in self._sent:
            return False
        self.seq = seq
        self._cursor, self._to = self._sent[seq]
        while next(reversed(self._sent)) != seq:
            self._sent.popitem()
        self._framed_at = float("-inf")
        return True

    def frame(self, lab: Lab, now: float) -> dict[str, Any] | None:
        """The next frame; None if there is nothing to say yet. Raises EventsLost if there is too much."""
        # The horizon before the journal: an event that comes between the two has t >= horizon, so no event can
        # ever be older than a `to` that has been sent.
        horizon = lab.horizon()
        if lab.journal.position - self._cursor > self._options.max_pending_events:
            raise EventsLost
        events, next_index, dropped = lab.journal.read(self._cursor)
        if dropped:
            raise EventsLost
        to = max(self._to, horizon, events[-1].t if events else 0.0)
        if not events and (to == self._to or now - self._framed_at < self._options.idle_frame_every):
            return None
        self._framed_at = now
        return self._next_frame(events, next_index, to)

    def catch_up(self, journal: Journal, snapshot: Snapshot) -> list[Message]:
        """The messages that bring a client to `snapshot`: a frame up to exactly there, then the keyframe."""
        messages: list[Message] = []
        if self._fresh:
            self._cursor, self._to = snapshot.index, snapshot.t
        else:
            frame = self._frame_up_to(journal, snapshot)
            if frame is not None:
                messages.append(("frame", frame))
        self.ready, self._fresh, self._skip = True, False, False
        keyframe = {
            "id": self._id,
            "seq": self.seq,
            "t": snapshot.t,
            "state": snapshot.state,
            "recording": self.recording,
        }
        return [*messages, ("keyframe", keyframe)]

    def _frame_up_to(self, journal: Journal, snapshot: Snapshot) -> dict[str, Any] | None:
        pending = snapshot.index - self._cursor
        to = max(self._to, snapshot.t)
        if not pending and to == self._to:
            return None
        lost = 0
        events: Sequence[Event] = ()
        if not self._skip and pending <= self._options.max_pending_events:
            read, _, lost = journal.read(self._cursor)
            events = read[: max(0, pending - lost)]  # the journal may have grown since the snapshot
        if self._skip or pending > self._options.max_pending_events:
            lost = pending
        return self._next_frame(events, snapshot.index, to, dropped=min(lost, pending))

    def _next_frame(self, events: Sequence[Event], cursor: int, to: float, *, dropped: int = 0) -> dict[str, Any]:
        self.seq += 1
        payload = {
            "id": self._id,
            "seq": self.seq,
            "from": self._to,
            "to": to,
            "events": [event.row() for event in events],
            "dropped": dropped,
        }
        self._cursor, self._to = cursor, to
        if dropped:
            self._sent.clear()  # whoever has this frame and not its keyframe must get a keyframe
        else:
            self._sent[self.seq] = (cursor, to)
            if len(self._sent) > self._options.remember_frames:
                self._sent.popitem(last=False)
        return payload
