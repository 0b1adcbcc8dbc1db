"""The stream's constants, in one place and each with its reason; tests inject shorter ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """All times are real seconds."""

    frame_every: float = 0.05  # 20 frames a second: faster than the eye needs, slow enough to be cheap
    idle_frame_every: float = 0.25  # nothing happened: only tell how far model time has come
    metrics_every: float = 0.25

    grace: float = 30.0  # how long a lab waits, paused, for its browser to come back
    reap_every: float = 1.0  # how often labs nobody came back for are looked for

    max_message_bytes: int = 16_384  # longer ones close the socket: no command is near that
    max_labs_per_connection: int = 4
    max_labs: int = 200  # per process: what one core carries at human pace (measured)

    max_queue: int = 8  # packets waiting in a client's queue; deeper: it does not keep up, so hold back frames
    max_unread: int = 1_000  # a client that sends commands and never reads the answers is cut off here
    max_pending_events: int = 20_000  # held back for a slow client; more are skipped, and a keyframe sent
    max_pending_seconds: float = 5.0  # held back longer than this: show the present, not the past
    remember_frames: int = 1_200  # frames that can be sent again on resume: a minute of them

    call_timeout: float = 8.0  # for a lab to answer a command; browsers give up on us after 10
    send_buffer_bytes: int = 65_536  # of a socket: what is in flight to a slow reader is old by the time it is read
