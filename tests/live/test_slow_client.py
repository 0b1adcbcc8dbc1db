"""A browser that does not read costs nobody anything, and learns honestly what it missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.live.raw import WAIT, Raw
from tests.live.viewer import Viewer

BIG = "x" * 20_000  # so that the buffers of the kernel are soon full


def stop_reading(site: Any, lab: Any, other: Any) -> None:
    """Make events until the server holds frames of `lab` back, while the client does not read."""
    session = next(session for session in site.live.registry.all() if session.lab is lab)
    seqs = []
    for _ in range(2_000):
        lab.happen(1, text=BIG)
        site.labs[1].happen(1)
        other.wait_for("frame", lambda frame: frame["events"])  # paces this loop, and shows that others get theirs
        seqs.append(session.stream.seq)
        if len(seqs) > 8 and seqs[-1] == seqs[-8]:
            return
    raise AssertionError("frames were never held back")


def test_events_are_held_back_then_skipped_and_a_keyframe_follows(make_site: Callable[..., Any]) -> None:
    site = make_site(max_pending_events=50, max_queue=2)
    slow, other = Raw(site.port, receive_buffer=4096).join(), site.browser()
    slow.open()
    other.open()
    lab = site.labs[0]
    stop_reading(site, lab, other)
    for _ in range(100):
        lab.happen(1)  # the lab does not wait for its browser
    viewer = Viewer()
    viewer.keyframe(slow.next("keyframe"))
    while not viewer.owed_keyframe:
        frame = slow.next("frame")
        viewer.frame(frame)
    assert frame["dropped"] >= 100
    viewer.keyframe(slow.next("keyframe"))
    assert viewer.count == lab.journal.position
    lab.happen(1)
    viewer.frame(slow.next("frame"))
    assert viewer.count == lab.journal.position
    slow.ws.close()


def test_a_client_that_sends_and_never_reads_is_cut_off(make_site: Callable[..., Any], caplog: Any) -> None:
    site = make_site(max_unread=20)
    greedy = Raw(site.port, receive_buffer=4096).join()
    greedy.open()
    echo = '42/live,2["act",{"action":"echo","args":{"a":"' + "x" * 15_000 + '"}}]'
    try:
        for _ in range(20_000):
            greedy.ws.send(echo)
    except (ConnectionError, TimeoutError):
        pass
    else:
        raise AssertionError("300 MB of answers are kept for it")
    assert site.labs[0].standing.wait(WAIT)
    assert "it sends and does not read" in caplog.text
    greedy.ws.shutdown()
