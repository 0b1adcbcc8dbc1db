"""What the first visitor does, in a real browser against the real server, as they would do it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import stand_still, wait_until_drawn

TEN_SECONDS = 10_000  # in which everything that a lesson promises has to happen


@pytest.fixture
def pool_round(page: Page) -> Page:
    """The lesson, in the round that starts with a pool of ten, its prediction skipped."""
    page.goto("/lessons/pool-architecture#round-3")
    page.get_by_role("button", name="Skip", exact=True).click()
    expect(slider(page, "Max size")).to_be_enabled()
    expect(slots(page)).to_have_count(10)
    return page


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=re.compile(f"^{name}"))


def slots(page: Page) -> Locator:
    return page.get_by_role("list", name=re.compile(r"^Slots")).get_by_role("listitem")


def metric(page: Page, label: str) -> Locator:
    return page.locator("metric-strip div").filter(has=page.get_by_text(label, exact=True)).locator("dd")


def move(page: Page, name: str, to: int) -> None:
    """Move a slider with the keyboard until it says `to`."""
    control = slider(page, name)
    control.press("Home")
    output = page.locator(f"output[for='{control.get_attribute('id')}']")
    for _ in range(60):
        if output.inner_text() == str(to):
            return
        control.press("ArrowRight")
    raise AssertionError(f"{name} never said {to}")


def test_a_pool_made_small_makes_callers_wait_and_time_out(pool_round: Page) -> None:
    page = pool_round
    expect(metric(page, "Timeouts")).to_have_text("0")

    move(page, "Max size", 2)

    waiting = page.get_by_role("list", name=re.compile(r"^Waiting for a connection: [1-9]"))
    expect(waiting).to_be_visible(timeout=TEN_SECONDS)
    expect(metric(page, "Timeouts")).to_have_text(re.compile(r"^[1-9]"), timeout=TEN_SECONDS)
    expect(slots(page)).to_have_count(2, timeout=TEN_SECONDS)


def test_a_killed_connection_is_seen_to_close_and_is_replaced(pool_round: Page) -> None:
    page = pool_round
    expect(slots(page).and_(page.get_by_label(re.compile("active|idle"))).nth(4)).to_be_visible(timeout=TEN_SECONDS)
    page.get_by_role("button", name="Kill a connection").click()

    # The slot is taken again at once: its card says both, what it is now and what was closed there before.
    replaced = page.get_by_role("listitem", name=re.compile(r"^slot \d+, \w+.*closed before it: broken"))
    expect(replaced).to_be_attached(timeout=TEN_SECONDS)


def test_the_past_can_be_looked_at_and_left_again(pool_round: Page) -> None:
    page = pool_round
    move(page, "Max size", 2)
    expect(metric(page, "Timeouts")).to_have_text(re.compile(r"^[1-9]"), timeout=TEN_SECONDS)
    stand_still(page)

    scrubber = slider(page, "Moment shown")
    scrubber.press("Home")

    expect(slots(page)).to_have_count(10)
    expect(metric(page, "Timeouts")).to_have_text(re.compile(r"^(0|–)"))
    expect(page.get_by_text(re.compile(r"in the past"))).to_be_visible()

    page.get_by_role("button", name="Live", exact=True).click()
    expect(slots(page)).to_have_count(2)
    expect(metric(page, "Timeouts")).to_have_text(re.compile(r"^[1-9]"))

    page.get_by_role("button", name="Play", exact=True).click()
    before = page.locator(".clock span").inner_text()
    expect(page.locator(".clock span")).not_to_have_text(before, timeout=TEN_SECONDS)


def test_going_back_shows_the_very_same_picture_each_time(pool_round: Page) -> None:
    page = pool_round
    expect(page.get_by_role("status").first).not_to_have_text("", timeout=TEN_SECONDS)
    stand_still(page)
    scrubber = slider(page, "Moment shown")

    def picture_at(position: int) -> str:
        scrubber.fill(str(position))
        expect(page.get_by_text(re.compile(r"in the past"))).to_be_visible()
        wait_until_drawn(page)
        return page.locator("pool-stage svg").first.evaluate(
            "svg => [...svg.querySelectorAll('[role=listitem]')].map(it => it.getAttribute('aria-label')).join('; ')"
        )

    first = [picture_at(position) for position in (100, 500, 900)]
    assert [picture_at(position) for position in (100, 500, 900)] == first
    assert len(set(first)) > 1


def test_a_parameter_that_restarts_the_run_says_so(page: Page) -> None:
    page.goto("/labs/connection-pool")
    page.get_by_text("More settings").click()
    page.get_by_role("switch", name=re.compile(r"^Pooling")).click()

    expect(page.get_by_text(re.compile(r"restarted", re.IGNORECASE))).to_be_visible(timeout=TEN_SECONDS)
    expect(page.get_by_role("list", name=re.compile(r"each with its own connection"))).to_be_visible()


def test_a_lab_that_is_scrolled_away_stands_still(pool_round: Page) -> None:
    page = pool_round
    clock = page.locator(".clock span")
    before = clock.inner_text()
    expect(clock).not_to_have_text(before, timeout=TEN_SECONDS)

    page.evaluate("document.body.style.paddingTop = '4000px'; window.scrollTo(0, 0)")
    page.wait_for_function("() => document.querySelector('ring-lab').session.pace.hidden")
    stopped = page.evaluate("document.querySelector('ring-lab').session.recording.to")
    page.evaluate("document.querySelector('ring-lab').session.keyframe()")
    assert page.evaluate("document.querySelector('ring-lab').session.recording.to") == pytest.approx(stopped, abs=0.2)

    page.evaluate("document.body.style.paddingTop = ''")
    page.wait_for_function("() => !document.querySelector('ring-lab').session.pace.hidden")
    page.wait_for_function("t => document.querySelector('ring-lab').session.recording.to > t + 0.3", arg=stopped)
