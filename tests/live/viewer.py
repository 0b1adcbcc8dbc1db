"""What a browser does with one lab's messages, with every promise of the stream asserted on the way."""

from __future__ import annotations

from typing import Any


class Viewer:
    """Follows frames and keyframes of one lab. `count` is the fake lab's state, as the client knows it."""

    def __init__(self) -> None:
        self.seq: int | None = None  # None: no keyframe yet
        self.to = 0.0
        self.count = 0
        self.recording = 0
        self.dropped = 0
        self.events: list[list[Any]] = []
        self.owed_keyframe = False
        self.anew = False  # reconnected: the next keyframe need not continue anything

    def take(self, event: str, payload: dict[str, Any]) -> None:
        if event == "frame":
            self.frame(payload)
        elif event == "keyframe":
            self.keyframe(payload)
        elif event == "reconnected":  # what was owed on the old connection comes in another way
            self.owed_keyframe, self.dropped, self.anew = False, 0, True

    def frame(self, frame: dict[str, Any]) -> None:
        assert self.seq is not None, "a frame before the first keyframe"
        assert not self.owed_keyframe, "a keyframe must follow dropped events at once"
        assert frame["seq"] == self.seq + 1
        assert frame["from"] == self.to
        assert frame["to"] >= frame["from"]
        times = [row[0] for row in frame["events"]]
        assert times == sorted(times)
        assert all(frame["from"] <= t <= frame["to"] for t in times)
        self.seq, self.to = frame["seq"], frame["to"]
        self.count += len(frame["events"])
        self.events += frame["events"]
        self.dropped += frame["dropped"]
        self.owed_keyframe = frame["dropped"] > 0
        self.anew = False

    def keyframe(self, keyframe: dict[str, Any]) -> None:
        same_recording = keyframe["recording"] == self.recording
        count = keyframe["state"].get("count", self.count + self.dropped)  # other labs have no such thing
        if same_recording and not self.owed_keyframe and not self.anew:
            assert keyframe["seq"] == self.seq
            assert count == self.count, "the frames up to here tell another story"
        if self.owed_keyframe:
            assert keyframe["seq"] == self.seq
            assert count == self.count + self.dropped
        self.count = count
        self.dropped = 0
        self.owed_keyframe = self.anew = False
        self.seq, self.to, self.recording = keyframe["seq"], keyframe["t"], keyframe["recording"]
