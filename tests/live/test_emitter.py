"""What is sent when, and to whom: driven tick by tick, without sockets."""

from __future__ import annotations

import pytest

from tests.live.by_hand import WAIT, Bench, settle


def test_a_session_begins_with_a_keyframe_and_not_with_what_happened_before() -> None:
    bench = Bench()
    session = bench.session(keyframe=False)
    session.lab.happen(5)
    bench.tick()
    assert bench.kinds() == []
    session.strand.submit(session.send_keyframe)
    settle(session)
    (_, keyframe), *_ = bench.see()
    assert (keyframe["seq"], keyframe["state"], keyframe["recording"]) == (0, {"count": 5}, 1)
    session.lab.happen(2)
    bench.tick()
    (_, frame), *_ = bench.see()
    assert (frame["seq"], len(frame["events"]), frame["dropped"]) == (1, 2, 0)


def test_empty_frames_come_at_most_every_quarter_second_and_only_while_time_moves() -> None:
    bench = Bench()
    lab = bench.session().lab
    bench.see()
    frames = 0
    for _ in range(20):  # one second
        lab.now += 0.001
        bench.tick()
        frames += bench.kinds().count("frame")
    assert 3 <= frames <= 5
    lab.pause()
    bench.tick(1)
    bench.see()
    for _ in range(20):
        bench.tick()
        assert bench.kinds() == []
    assert bench.viewer.to == lab.now, "the last frame tells where model time stands still"


def test_a_keyframe_on_demand_comes_after_a_frame_up_to_exactly_there() -> None:
    bench = Bench()
    session = bench.session()
    bench.see()
    for _ in range(3):
        session.lab.happen(7)
        session.strand.submit(session.send_keyframe)
        settle(session)
        assert [kind for kind in bench.kinds() if kind != "metrics"] == ["frame", "keyframe"]
        session.lab.happen(2)
        bench.tick()
        bench.see()
    assert bench.viewer.count == session.lab.journal.position == 27


def test_events_that_happen_while_a_snapshot_is_taken_are_neither_lost_nor_doubled() -> None:
    bench = Bench()
    session = bench.session()
    lab = session.lab
    lab.go.clear()
    session.strand.submit(session.send_keyframe)
    assert lab.stuck.wait(WAIT)
    lab.happen(3)
    bench.tick()
    assert "frame" not in bench.kinds(), "no frame may pass the snapshot"
    lab.go.set()
    settle(session)
    lab.happen(4)
    bench.tick()
    bench.see()
    assert bench.viewer.count == 7


def test_the_horizon_is_read_before_the_journal() -> None:
    bench = Bench()
    lab = bench.session().lab
    bench.see()
    horizon = lab.horizon

    def horizon_then_an_event() -> float:
        answer = horizon()
        lab.happen(1, dt=0.25)  # comes between the two readings
        return answer

    lab.horizon = horizon_then_an_event
    for _ in range(5):
        bench.tick()
    bench.see()  # the viewer asserts from <= t <= to
    assert bench.viewer.count == len(bench.viewer.events) > 0


def test_a_client_that_does_not_keep_up_gets_bigger_frames_later() -> None:
    bench = Bench()
    lab = bench.session().lab
    bench.see()
    bench.transport.depths["browser"] = 9
    for _ in range(10):
        lab.happen(5)
        bench.tick()
    assert bench.kinds() == [], "neither frames nor metrics"
    bench.transport.depths["browser"] = 0
    bench.tick()
    (_, frame), *_ = bench.see()
    assert (len(frame["events"]), frame["dropped"]) == (50, 0)


def test_a_client_that_was_away_for_long_gets_a_keyframe_and_an_honest_count() -> None:
    bench = Bench(max_pending_seconds=5.0)
    session = bench.session()
    bench.see()
    bench.transport.depths["browser"] = 9
    for _ in range(12):
        session.lab.happen(5)
        bench.tick(0.5)
    bench.transport.depths["browser"] = 0
    bench.tick()
    settle(session)
    (kind, frame), (next_kind, keyframe), *_ = bench.see()
    assert (kind, next_kind) == ("frame", "keyframe")
    assert (frame["dropped"], frame["events"], keyframe["state"]) == (60, [], {"count": 60})
    session.lab.happen(1)
    bench.tick()
    bench.see()
    assert bench.viewer.count == 61


@pytest.mark.parametrize("limits", [{"max_pending_events": 20}, {}], ids=["too many", "forgotten by the journal"])
def test_more_events_than_can_be_sent_are_skipped(limits: dict[str, int]) -> None:
    bench = Bench(**limits)
    session = bench.session(capacity=30)
    bench.see()
    session.lab.happen(40)
    bench.tick()
    settle(session)
    (_, frame), (_, keyframe), *_ = bench.see()
    assert (frame["dropped"], keyframe["state"]) == (40, {"count": 40})


def test_a_lab_that_hangs_does_not_stop_the_frames_of_others() -> None:
    bench = Bench(max_pending_events=20)
    hangs, runs = bench.session("first"), bench.session("second")
    bench.see("first")
    hangs.lab.go.clear()
    hangs.lab.happen(40)  # so many that its client needs a snapshot, which never comes
    bench.tick()
    assert hangs.lab.stuck.wait(WAIT)
    for _ in range(5):
        runs.lab.happen(1)
        bench.tick()
        assert "frame" in bench.kinds("second")
    assert "frame" not in bench.kinds("first")
    hangs.leave("first")  # must not wait either
    hangs.lab.go.set()
    settle(hangs)


def test_a_session_that_raises_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    broken, runs = bench.session("first"), bench.session("second")
    broken.lab.horizon = None
    runs.lab.happen(1)
    bench.tick()
    assert "frame" in bench.kinds("second")
    assert "could not be sent" in caplog.text


def test_a_lab_that_failed_is_closed_and_its_client_told_why() -> None:
    bench = Bench()
    session = bench.session()
    bench.see()
    session.lab.happen(3)
    session.lab.failure = RuntimeError("nothing can wake T1 any more")
    bench.tick()
    (kind, frame), *_, (last, closed) = bench.see()
    assert (kind, len(frame["events"])) == ("frame", 3), "what happened before is still told"
    assert (last, closed["reason"]) == ("closed", "failed")
    assert closed["message"] == "RuntimeError: nothing can wake T1 any more"
    assert session.lab.closed.wait(WAIT)
    assert len(bench.registry) == 0


def test_a_snapshot_that_fails_closes_the_lab() -> None:
    bench = Bench()
    session = bench.session()
    bench.see()
    session.lab.snapshot = None
    session.strand.submit(session.send_keyframe)
    settle(session)
    assert bench.kinds() == ["closed"]


def test_metrics_come_every_quarter_second_while_model_time_moves() -> None:
    bench = Bench()
    session = bench.session()
    bench.see()
    sent = 0
    for _ in range(40):  # two seconds
        session.lab.now += 0.01
        bench.tick()
        sent += bench.kinds().count("metrics")
    assert 7 <= sent <= 9
    session.lab.pause()
    bench.tick(1)
    bench.see()
    for _ in range(10):
        bench.tick()
    assert bench.kinds() == []
    session.lab.happen(1)  # a learner's action while paused
    bench.tick()
    kinds = [(kind, payload) for kind, payload in bench.see() if kind == "metrics"]
    assert kinds[0][1]["values"] == {"events": 1, "unknown": None}
    assert kinds[0][1]["pace"] == {"paused": False, "hidden": False, "slow": 10.0, "slipped": 0.0}


def test_metrics_bring_what_else_was_measured_if_there_is_anything() -> None:
    bench = Bench()
    plain, rich = bench.session("plain"), bench.session("rich", more={"balancers": {"1": {"p95": 0.2}}})
    for session in (plain, rich):
        session.send_metrics()
    [(_, without), *_] = [message for message in bench.see("plain") if message[0] == "metrics"]
    [(_, more), *_] = [message for message in bench.see("rich") if message[0] == "metrics"]
    assert "detail" not in without
    assert more["detail"] == {"balancers": {"1": {"p95": 0.2}}}


def test_the_last_metrics_before_a_standstill_are_the_true_ones() -> None:
    bench = Bench()
    session = bench.session()
    session.send_metrics()
    session.lab.pause()
    bench.see()
    session.lab.happen(1)
    bench.tick()  # too soon after the last ones
    assert "metrics" not in bench.kinds()
    bench.tick(0.25)
    assert "metrics" in bench.kinds()


def test_the_emitter_sleeps_without_labs_and_ends_when_told() -> None:
    bench = Bench()
    assert bench.emitter.tick() == 0
    bench.session()
    assert bench.emitter.tick() == 1
    bench.emitter.stop()
    bench.emitter.wake()  # too late: it starts no thread
