"""The pool lesson from the learner's seat, by keyboard alone: predict, reach a goal, fork, compare, take it away."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import stand_still

TEN_SECONDS = 10_000
SESSION = "document.querySelector('ring-lab').session"
COUNT_POINTERS = "window.pointers = 0; addEventListener('pointerdown', () => { window.pointers += 1; }, true);"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; round the page if need be."""
    expect(target).to_be_visible(timeout=TEN_SECONDS)
    for _ in range(250):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def press(page: Page, target: Locator) -> None:
    """Go to a button and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def test_the_pool_lesson_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    page.add_init_script(COUNT_POINTERS)
    page.goto("/lessons/pool-architecture")

    # A prediction, committed, and drawn over by the truth.
    guess = page.locator("#round-1 ring-predict")
    tab_to(page, guess.get_by_role("slider"))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    press(page, guess.get_by_role("button", name="Commit and run"))
    expect(guess.locator(".says")).to_have_text(re.compile("^You said .+; measured "))

    # The next round, and a goal that ticks by itself.
    press(page, page.get_by_role("button", name=re.compile("^Next: ")))
    goals = page.locator("#round-2 goal-list")
    expect(goals.locator("li.done")).to_have_count(1, timeout=2 * TEN_SECONDS)

    # A fork, changed, and the difference in words.
    press(page, page.get_by_role("button", name="Fork from here"))
    comparison = page.get_by_role("region", name="A and B compared")
    expect(comparison.get_by_role("status")).to_have_text("A and B: the same so far.", timeout=TEN_SECONDS)
    fork = page.locator(".corner.b")
    more = fork.get_by_text("More settings")
    press(page, more)
    tab_to(page, fork.get_by_role("slider", name=re.compile("^Max size")))
    page.keyboard.press("Home")
    expect(comparison.get_by_role("status")).to_have_text(
        re.compile(r"^The same up to .+, then in B: you set max size to 1\."), timeout=2 * TEN_SECONDS
    )
    press(page, page.get_by_role("button", name="Close B"))
    expect(fork).to_have_count(0)

    # A trace to take away.
    tab = page.get_by_role("tab", name="Table")
    tab_to(page, tab)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        press(page, page.get_by_role("button", name="Export trace"))
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert {"M", "X", "b", "e", "C"} <= {event["ph"] for event in json.loads(file.read_text())["traceEvents"]}

    assert page.evaluate("window.pointers") == 0


def test_the_accessibility_tree_tells_the_same_story_as_the_state(page: Page) -> None:
    page.goto("/labs/connection-pool?max_size=3&threads=8")
    page.wait_for_function(f"{SESSION}?.recording.count > 300")
    stand_still(page)
    state = page.evaluate(f"{SESSION}.state")

    holders = {entry["who"]: entry["slot"] for entry in state["connections"].values() if entry["state"] == "active"}
    assert holders
    for who, slot in holders.items():
        expect(
            page.get_by_role("listitem", name=re.compile(rf"^slot {slot}, active, held by {who}\b"))
        ).to_be_attached()
    waiting = page.get_by_role("list", name=re.compile(rf"^Waiting for a connection: {len(state['waiters'])}\b"))
    expect(waiting).to_be_attached()
    for waiter in state["waiters"]:
        expect(waiting.get_by_role("listitem", name=re.compile(rf"\b{waiter['who']}\b"))).to_be_attached()
    # The sentence is spoken once a second at most, so it may take that long to say it.
    expect(page.locator(".scene > [role=status]")).to_have_text(
        re.compile(rf"\b{len(holders)} of 3 connections active.* {len(state['waiters'])} waiting")
    )
