"""The tables tell the same story as the picture: every fact the picture has a name for, and no other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

# What the picture is read out as, and what stands in the tables, at one and the same moment: [kind, cells].
READ = """async (t) => {
  const [lab, stage, panels] = ['ring-lab', 'pool-stage', 'lab-panels'].map((it) => document.querySelector(it));
  const twin = document.querySelector('table-panel');
  if (t !== null) lab.session.seek(t);
  const isThere = () => stage.view?.state === lab.session.state && stage.view.time === lab.session.viewTime;
  while (!isThere()) await new Promise(requestAnimationFrame);
  panels.give();
  await Promise.all([stage.updateComplete, twin.updateComplete]);
  const labels = (what) => [...stage.querySelectorAll(what)].map((it) => it.getAttribute('aria-label'));
  const rows = (id) => [...twin.querySelectorAll(`[data-table=${id}] tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent));
  const ids = ['pool', 'database', 'connections', 'waiters', 'sessions', 'threads', 'totals'];
  return {
    same: twin.view.state === stage.view.state && twin.view.time === stage.view.time,
    stage: labels('[role=listitem], [role=list], .database, .backlog'),
    tables: Object.fromEntries(ids.map((id) => [id, rows(id)])),
  };
}"""
MOMENTS = """([kinds, each]) => {
  const { recording } = document.querySelector('ring-lab').session;
  const all = recording.eventsBetween(recording.from, Infinity);
  return kinds.flatMap((kind) => all.filter((it) => it.kind === kind).slice(-each).map(({ t }) => t));
}"""
HAVE = """(kinds) => {
  const { recording } = document.querySelector('ring-lab').session;
  const had = new Set(recording.eventsBetween(recording.from, Infinity).map(({ kind }) => kind));
  return kinds.every((kind) => had.has(kind));
}"""


def story(tables: dict[str, list[list[str]]], *, pooling: bool, backlog: bool) -> set[str]:
    """What the picture is to be read out as, if the tables are right."""
    database = dict(tables["database"])
    told = {f"{name}, {state}" for name, state, *_ in tables["threads"]}
    if database["State"] == "down":
        told.add("In-process database, down")
    else:
        count, _, most = database["Sessions"].partition(" ")
        sessions = f"{count} session{'' if count == '1' else 's'} {most}".strip()
        told.add(f"In-process database, up, {sessions}, {database['Querying']} querying")
    if not pooling:
        return told | {"Threads, each with its own connection"}
    pool = dict(tables["pool"])
    overflow = f", {pool['Overflow slots']} overflow" if pool["Overflow slots"] != "0" else ""
    waiting = len(tables["waiters"])
    count = {0: "nobody", 1: "1 waiter"}.get(waiting, f"{waiting} waiters")
    told |= {
        "Threads of the application",
        f"Slots: {pool['Slots in the pool']} in the pool{overflow}",
        f"Waiting for a connection: {count}, the next first",
    }
    told |= {f"{who}, waiting, number {place} in the queue" for place, who, *_ in tables["waiters"]}
    told |= {slot(*row[:3], row[-1]) for row in tables["connections"]}
    if backlog:
        requests = pool["Requests that no thread has taken yet"]
        told.add(f"Backlog: {requests} requests that no thread has taken yet")
    return told


def slot(name: str, state: str, who: str, remarks: str) -> str:
    note, _, parted = remarks.partition("closed before it: ")
    note = note.removesuffix("; ")
    return (
        f"{name}, {state}"
        + (f", held by {who}" if state == "active" else "")
        + (f", {note}" if note not in ("", "–") else "")
        + (f"; closed before it: {parted}" if parted else "")
    )


def open_lab(page: Page, query: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(f"/labs/connection-pool?panel=table&{query}")
    expect(page.locator("table-panel table").first).to_be_visible()


def ask(page: Page, call: str) -> None:
    page.evaluate(f"document.querySelector('ring-lab').session.{call}")


def assert_same_story(page: Page, t: float | None, **about: bool) -> set[str]:
    read = page.evaluate(READ, t)
    assert read["same"], "the tables show another moment than the picture"
    told = set(read["stage"])
    tables = read["tables"]
    rest = sum(int(more[1]) for it in told if (more := re.fullmatch(r"and (\d+) more waiting", it)))
    expected = story(tables, **about)
    for place, who, *_ in tables["waiters"][-rest:] if rest else []:  # there was no room for them in the picture
        expected.remove(f"{who}, waiting, number {place} in the queue")
    assert told == expected | ({f"and {rest} more waiting"} if rest else set()), f"at {t}"
    return told


def test_the_tables_tell_what_the_picture_tells_at_every_moment_of_an_eventful_run(page: Page) -> None:
    open_lab(page, "threads=7&max_size=3&max_overflow=1&leak_detection_threshold=0.2&check_after_idle=0.05&slow=2")
    page.wait_for_function(HAVE, arg=["connection.acquired", "waiter.enqueued"])
    ask(page, "act('leak')")
    page.wait_for_function(HAVE, arg=["connection.leaked"])
    ask(page, "act('kill_connection')")
    ask(page, "act('restart_database')")
    # The last is the database's return after the restart.
    kinds = ["connection.connecting", "connection.closed", "database.stopped", "waiter.timed_out", "lab.act"]
    page.wait_for_function(HAVE, arg=kinds)
    ask(page, "pause()")

    watched = [*kinds, "session.state", "connection.leaked", "connection.checking", "waiter.enqueued", "thread.state"]
    moments = page.evaluate(MOMENTS, [watched, 3])
    assert len(moments) > 15
    told = set[str]()
    for t in moments:
        told |= assert_same_story(page, t, pooling=True, backlog=False)

    every = "\n".join(told)
    for word in ("database, down", "leaked", "connecting", "held by", "number 1 in the queue", "overflow slot 3"):
        assert word in every, f"no moment of this run had: {word}"


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("loop=open&arrival_rate=60&threads=4&max_size=2", {"pooling": True, "backlog": True}),
        ("pooling=false&threads=5", {"pooling": False, "backlog": False}),
    ],
)
def test_also_with_an_open_loop_and_without_a_pool(page: Page, query: str, about: dict[str, bool]) -> None:
    open_lab(page, query)
    page.wait_for_function(HAVE, arg=["request.served"])
    ask(page, "pause()")

    for t in page.evaluate(MOMENTS, [["request.served", "session.state", "request.arrived"], 4]):
        assert_same_story(page, t, **about)


def test_the_tables_stand_still_when_asked_and_never_take_the_focus(page: Page) -> None:
    open_lab(page, "threads=6&max_size=2")
    hold = page.get_by_role("button", name="Hold still")
    hold.click()
    held = page.locator("table-panel .moment").inner_text()
    page.wait_for_function("(t) => document.querySelector('table-panel').newest.time > t", arg=0.2)
    assert page.locator("table-panel .moment").inner_text() == held

    page.get_by_role("button", name="Follow the run").click()
    region = page.get_by_role("region", name="Connections, slot by slot")
    region.focus()
    page.wait_for_function("(was) => document.querySelector('table-panel .moment').textContent !== was", arg=held)
    expect(region).to_be_focused()
