"""A lesson's rounds in a real browser: one open at a time, each with its own lab, the back button, no script at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

LESSON = "/lessons/pool-architecture"
MAX_SIZE = "document.querySelector('ring-lab').session?.params.max_size"


def test_next_opens_a_round_and_sets_the_lab(page: Page) -> None:
    page.goto(LESSON)
    expect(page.locator("#round-now")).to_have_text("round 1 of 7")
    expect(page.locator(".round .body:visible")).to_have_count(1)
    page.get_by_role("button", name="Next: Who holds what").click()
    expect(page.locator("#round-now")).to_have_text("round 2 of 7")
    expect(page.locator("#round-1 .n")).to_have_text("✓")
    expect(page.locator("#round-2 h2 a")).to_be_focused()
    assert page.url.endswith("#round-2")
    page.wait_for_function(f"{MAX_SIZE} === 4")


def test_back_returns_to_the_round_before(page: Page) -> None:
    page.goto(LESSON)
    page.get_by_role("link", name="All busy? Then wait").click()
    page.wait_for_function(f"{MAX_SIZE} === 10")
    page.get_by_role("link", name="A leak").click()
    page.wait_for_function(f"{MAX_SIZE} === 4")
    page.go_back()
    expect(page.locator("#round-now")).to_have_text("round 3 of 7")
    page.wait_for_function(f"{MAX_SIZE} === 10")
    page.go_back()
    expect(page.locator("#round-now")).to_have_text("round 1 of 7")


def test_an_address_opens_its_round_with_the_stage_in_view(page: Page) -> None:
    page.goto(f"{LESSON}#round-7")
    expect(page.locator("#round-now")).to_have_text("round 7 of 7")
    page.wait_for_function("document.querySelector('ring-lab').session?.params.loop === 'open'")
    assert page.evaluate("scrollY") == 0


def test_the_end_leads_to_the_take_home(page: Page) -> None:
    page.goto(f"{LESSON}#round-7")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Take home")).to_be_focused()
    expect(page.get_by_role("heading", name="Take home")).to_be_in_viewport()


def test_a_small_screen_has_a_way_up_to_the_lab(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{LESSON}#round-3")
    page.get_by_role("button", name="Up to the lab").click()
    expect(page.get_by_role("slider", name="Max size")).to_have_count(1)
    expect(page.locator("pool-stage")).to_be_in_viewport()


def test_everything_is_there_without_javascript(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    try:
        page = context.new_page()
        page.goto(LESSON)
        expect(page.locator(".round .body:visible")).to_have_count(7)
        expect(page.locator("ring-lab figure")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
    finally:
        context.close()


def test_the_theme_is_remembered_and_may_be_forgotten(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Dark theme").click()
    page.goto(LESSON)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light theme")).to_be_visible()


def test_a_blocked_storage_is_no_error(page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } });")
    page.goto("/")
    page.locator("#theme").click()
    assert page.locator("html").get_attribute("data-theme") in ("dark", "light")
    assert errors == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", LESSON, "/labs/connection-pool", "/lessons/summary"])
def test_nothing_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path)
    for why in page.locator("details.why").all():
        why.evaluate("each => { each.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
