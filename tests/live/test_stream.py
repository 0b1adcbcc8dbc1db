"""Frames chain and keyframes fit, whatever happens in between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.live.options import LiveOptions
from app.live.stream import EventsLost, Stream
from tests.live.fake_lab import FakeLab, FakeParams
from tests.live.viewer import Viewer

STEPS = st.one_of(
    st.tuples(st.just("happen"), st.integers(1, 12)),
    st.tuples(st.just("time passes"), st.integers(1, 5)),
    st.tuples(st.just("frame"), st.just(0)),
    st.tuples(st.just("keyframe"), st.just(0)),
    st.tuples(st.just("skip"), st.just(0)),
    st.tuples(st.just("rebuild"), st.just(0)),
    st.tuples(st.just("reconnect"), st.integers(0, 6)),  # having missed this many messages
)


@given(st.lists(STEPS, max_size=60), st.integers(5, 200))
def test_a_client_that_follows_the_stream_always_knows_the_state(steps: list[tuple[str, int]], capacity: int) -> None:
    """The viewer asserts, message by message, that nothing came twice or never."""
    kind = FakeLab.kind(capacity=capacity)
    lab = kind(FakeParams())
    stream = Stream("id", LiveOptions(max_pending_events=40, remember_frames=4))
    viewer = Viewer()
    seen: list[tuple[str, dict]] = []
    now = 0.0

    def keyframe() -> None:
        seen.extend(stream.catch_up(lab.journal, lab.snapshot()))

    keyframe()
    for step, number in steps:
        now += 0.05
        if step == "happen":
            lab.happen(number)
        elif step == "time passes":
            lab.now += number / 100
        elif step == "frame":
            try:
                frame = stream.frame(lab, now)
            except EventsLost:
                stream.interrupt(skip=True)
                keyframe()
            else:
                seen += [("frame", frame)] if frame else []
        elif step == "keyframe":
            stream.interrupt()
            keyframe()
        elif step == "skip":
            stream.interrupt(skip=True)
            keyframe()
        elif step == "rebuild":
            lab = kind(FakeParams())
            stream.new_recording()
            keyframe()
        else:
            got = Viewer()
            del seen[max(1, len(seen) - number) :]  # the first keyframe at least was received
            for message in seen:
                got.take(*message)
            seen.append(("reconnected", {}))
            if not stream.rewind(got.seq or 0):
                stream.restart()
                keyframe()
    stream.interrupt()
    keyframe()
    for message in seen:
        viewer.take(*message)
    assert viewer.count == lab.journal.position
    assert viewer.recording == stream.recording


def test_a_rewind_sends_what_was_missed_in_one_frame_with_the_next_number() -> None:
    lab = FakeLab.kind()(FakeParams())
    stream = Stream("id", LiveOptions())
    stream.catch_up(lab.journal, lab.snapshot())
    for _ in range(5):
        lab.happen(2)
        stream.frame(lab, 0.0)
    assert stream.rewind(2)
    frame = stream.frame(lab, 0.0)
    assert frame is not None
    assert (frame["seq"], [row[2] for row in frame["events"]]) == (3, [4, 5, 6, 7, 8, 9])


def test_no_rewind_to_before_a_rebuild_a_drop_or_a_memory() -> None:
    lab = FakeLab.kind()(FakeParams())
    stream = Stream("id", LiveOptions(remember_frames=2))
    stream.catch_up(lab.journal, lab.snapshot())
    assert not stream.rewind(0), "its keyframe may be what was lost"
    for _ in range(3):
        lab.happen(2)
        stream.frame(lab, 0.0)
    assert not stream.rewind(1), "forgotten"
    assert not stream.rewind(77), "never sent"
    stream.interrupt(skip=True)
    lab.happen(1)
    stream.catch_up(lab.journal, lab.snapshot())
    assert not stream.rewind(3), "before dropped events"
    assert not stream.rewind(4), "the keyframe that belongs to dropped events may be lost"
    lab.happen(1)
    stream.frame(lab, 0.0)
    assert stream.rewind(5)
    stream.new_recording()
    assert not stream.rewind(5), "another recording"


def test_a_frame_is_json_ready_and_named_as_promised() -> None:
    lab = FakeLab.kind()(FakeParams())
    stream = Stream("id", LiveOptions())
    stream.catch_up(lab.journal, lab.snapshot())
    lab.happen(1, dt=0.5, text="x")
    assert stream.frame(lab, 0.0) == {
        "id": "id",
        "seq": 1,
        "from": 0.0,
        "to": 0.5,
        "events": [[0.5, "fake.tick", 0, "x"]],
        "dropped": 0,
    }
