"""What the page costs a browser: seeking, taking in a frame, and drawing the heaviest stage, in real Chromium."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.engine import AutojumpClock
from app.labs.connection_pool import ConnectionPoolLab
from bench.report import Figure
from tools import chromium

EVENTS_A_SECOND = 200
SECONDS = 300
WATCH = 5.0  # real seconds during which the heaviest stage is watched
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

SEEKS = """async ({ schema, start, rows, perSecond }) => {
  const { Recording } = await import('/static/js/core/recording.js');
  const { rules } = await import('/static/js/reduce/pool.js');
  const recording = new Recording({ ...rules, schema });
  recording.keyframe({ seq: 0, t: start.t, state: start, recording: 1 }, 0);
  let from = start.t;
  const step = perSecond / 20;
  for (let i = 0, seq = 1; i < rows.length; i += step, seq += 1) {
    const events = rows.slice(i, i + step);
    recording.frame({ seq, from, to: events.at(-1)[0], events, dropped: 0 }, seq * 50);
    from = events.at(-1)[0];
  }
  const times = [];
  for (let n = 0; n < 400; n += 1) {
    const t = recording.from + ((n * 0.6180339887) % 1) * (recording.to - recording.from);
    const begin = performance.now();
    recording.at(t);
    times.push(performance.now() - begin);
  }
  const frames = [];
  const thousand = rows.slice(0, 1000);
  for (let n = 0; n < 20; n += 1) {
    const other = new Recording({ ...rules, schema });
    other.keyframe({ seq: 0, t: start.t, state: start, recording: 1 }, 0);
    const begin = performance.now();
    other.frame({ seq: 1, from: start.t, to: thousand.at(-1)[0], events: thousand, dropped: 0 }, 50);
    other.latest;
    frames.push(performance.now() - begin);
  }
  const sorted = (values) => values.sort((a, b) => a - b);
  return { seeks: sorted(times), frames: sorted(frames), kept: recording.to - recording.from };
}"""

FRAMES = """(seconds) => new Promise((done) => {
  const stamps = [];
  const tick = (now) => {
    stamps.push(now);
    if (now - stamps[0] < seconds * 1000) requestAnimationFrame(tick);
    else done((stamps.length - 1) / ((stamps.at(-1) - stamps[0]) / 1000));
  };
  requestAnimationFrame(tick);
})"""


# The heaviest picture of each lab: what it is, where, and when it is there.
SESSION = "document.querySelector('ring-lab')?.session?.state"
OPEN = ",".join(["63"] * 8)
STAGES = (
    (
        "40 threads, 30 + 10 slots",
        "connection-pool?threads=40&max_size=30&max_overflow=10&query_time=0.4&think_time=0.05&slow=1",
        "() => document.querySelectorAll('pool-stage .slot.active').length > 30",
    ),
    (
        "8 servers, 500 requests in flight",
        f"balancer?servers=8&work_time=0.5&arrival_rate=16&queue_capacity=100&open_at_start={OPEN}&slow=1",
        f"() => Object.keys({SESSION}?.requests ?? {{}}).length > 480",
    ),
    (
        "8 servers × 150, 1,000 keys, 200 requests/s",
        "hash-ring?servers=8&vnodes=150&keys=1000&traffic_rate=200&slow=1",
        f"() => {SESSION}?.owners?.length === 1000 && {SESSION}.totals.served > 50",
    ),
)


def run() -> Iterator[Figure]:
    """a seek in 5 minutes of 200 events a second, a frame of 1,000 events, and the heaviest stages"""
    from playwright.sync_api import sync_playwright

    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/healthz")
        found = page.evaluate(SEEKS, long_run())
        seeks, frames = found["seeks"], found["frames"]
        yield Figure("a seek in 5 minutes at 200 events/s, p95", seeks[int(len(seeks) * 0.95)], " ms", 16)
        yield Figure("taking in a frame of 1,000 events, median", frames[len(frames) // 2], " ms", 8)
        for title, address_of, ready in STAGES:
            yield from frames_of(page, title, f"{address}/labs/{address_of}", ready)
        browser.close()


def frames_of(page: Any, title: str, address: str, ready: str) -> Iterator[Figure]:
    """How often a second a stage is drawn, and how much script that takes."""
    page.goto(address)
    page.wait_for_function(ready)
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable")
    before = script_seconds(metrics)
    rate = page.evaluate(FRAMES, WATCH)
    yield Figure(f"{title}: frames a second", rate, "", 58, at_least=True)
    yield Figure("the same: script", (script_seconds(metrics) - before) / WATCH * 1000, " ms/s")
    metrics.detach()


def script_seconds(metrics: Any) -> float:
    values = {entry["name"]: entry["value"] for entry in metrics.send("Performance.getMetrics")["metrics"]}
    return float(values["ScriptDuration"])


def long_run() -> dict[str, Any]:
    """A journal of the engine as long as five minutes at 200 events a second."""
    params, _ = ConnectionPoolLab.parse({"max_size": 6})
    with AutojumpClock(params.seed) as clock:
        lab = ConnectionPoolLab(params, clock=clock)
        clock.run(until=0.0)
        start = lab.snapshot()
        rows: list[list[Any]] = []
        until, index = 0.0, start.index
        while len(rows) < EVENTS_A_SECOND * SECONDS:
            until += 5.0
            clock.run(until=until)
            events, index, _ = lab.journal.read(index)
            rows += [event.row() for event in events]
        schema = lab.describe()["events"]
        lab.close()
    return {
        "schema": schema, "start": start.state, "rows": rows[: EVENTS_A_SECOND * SECONDS], "perSecond": EVENTS_A_SECOND
    }  # fmt: skip


@contextmanager
def server() -> Iterator[str]:
    """The real server, in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "app", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found[0]
                break
    finally:
        process.terminate()
        process.wait()
