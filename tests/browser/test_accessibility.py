"""Every page by axe's rules, by keyboard, by what a screen reader is told, and on a narrow screen."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_until_drawn

LESSON = "/lessons/pool-architecture"
LAB = "/labs/connection-pool?threads=7&max_size=2"
OTHERS = ["/labs/balancer?rival_1=random", "/labs/hash-ring?traffic_rate=20"]
PANELS = ["Table", "Events", "Code", "Theory", "Take away"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 390: 844}
# Only colours change with the theme; the rest has been looked at in the light.
IN_THE_DARK = ["color-contrast", "link-in-text-block"]
SOMETHING_SERVED = """() => {
  const { totals, balancers } = document.querySelector('ring-lab').session.state;
  return (totals ?? balancers?.[1]?.totals)?.served > 0;
}"""
AXE = """([where, options]) => axe.run(where, { resultTypes: ['violations'], ...options }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map((it) => `${id} at ${it.target}: ${it.failureSummary}`)))"""


def visit(page: Page, path: str) -> None:
    """Open a page, wait until its lab has something to show, and stop the clock: what is checked stands still."""
    page.goto(path)
    page.evaluate(AXE_SCRIPT)
    if page.locator("ring-lab").count() == 0:
        return
    page.locator("ring-lab").scroll_into_view_if_needed()
    expect(page.get_by_role("tablist", name="More about this run")).to_be_attached()
    page.wait_for_function("document.querySelector('ring-lab').session?.status === 'open'")
    if path.startswith(LESSON):
        expect(page.locator(".round[aria-current] :is(ring-predict, ring-quiz) form").first).to_be_visible()
    if page.locator(".curtain").count() == 0:  # otherwise the run waits for the learner's guess
        page.wait_for_function(SOMETHING_SERVED)
        page.evaluate("document.querySelector('ring-lab').session.pause()")


def choose(page: Page, panel: str) -> None:
    page.get_by_role("tab", name=panel, exact=True).click()
    expect(page.get_by_role("tabpanel", name=panel)).to_have_attribute("aria-busy", "false")
    expect(page.locator(".tabpanel > .failed")).to_have_count(0)


def rules(*names: str) -> dict[str, object]:
    return {"type": "rule", "values": names}


def look(page: Page, where: str, width: int, theme: Literal["light", "dark"]) -> list[str]:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=theme)
    found = page.evaluate(AXE, [where, {"runOnly": RULES if theme == "light" else rules(*IN_THE_DARK)}])
    return [f"{theme}, {width} px: {it}" for it in found]


def assert_no_violation(page: Page, where: str = "html") -> None:
    """Look at `where` in all widths and both themes."""
    assert [it for width in WIDTHS for theme in ("light", "dark") for it in look(page, where, width, theme)] == []


@pytest.mark.parametrize("path", ["/", LESSON, LAB, "/no-such-page"])
def test_axe_finds_nothing_on_any_page(page: Page, path: str) -> None:
    visit(page, path)
    assert_no_violation(page)


@pytest.mark.parametrize("path", OTHERS)
def test_axe_finds_nothing_on_the_page_of_any_other_lab_nor_in_its_panels(page: Page, path: str) -> None:
    visit(page, path)
    assert_no_violation(page)
    for panel in [*PANELS, "Compare"]:
        choose(page, panel)
        assert look(page, "lab-panels", 1280, "light") + look(page, "lab-panels", 390, "dark") == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, panel


def test_axe_finds_nothing_in_any_round_of_the_lesson(page: Page) -> None:
    visit(page, LESSON)
    rounds = page.locator(".round")
    for number in range(2, rounds.count() + 1):
        page.evaluate("(n) => { location.hash = `#round-${n}`; }", number)
        expect(rounds.nth(number - 1)).to_have_attribute("aria-current", "step")
        assert look(page, ".round[aria-current]", 1280, "light") == []
        for skip in page.locator(".round[aria-current]").get_by_role("button", name="Skip", exact=True).all():
            skip.click()
        for answer in page.locator(".round[aria-current] ring-quiz").all():
            choices = answer.locator("input:is([type=radio], [type=checkbox])")
            if choices.count() > 0:
                choices.first.check()
                answer.get_by_role("button", name="Check", exact=True).click()
                expect(answer.locator(".told, .task-trouble")).to_be_visible()
        assert look(page, ".round[aria-current]", 390, "dark") == []


def test_axe_finds_nothing_in_any_panel_nor_in_what_opens_on_demand(page: Page) -> None:
    visit(page, LAB)
    for panel in PANELS:
        choose(page, panel)
        assert look(page, "lab-panels", 1280, "light") + look(page, "lab-panels", 390, "dark") == []
    page.get_by_role("listitem", name=re.compile("^slot 0")).get_by_role("button").press("Enter")
    expect(page.get_by_role("region", name="Details: Slot 0")).to_be_visible()
    found = page.evaluate(AXE, ["html", {"runOnly": rules("heading-order", "region", "duplicate-id-aria")}])
    assert found == []
    page.get_by_role("button", name="Keys").click()
    assert_no_violation(page, "#keys")


# What can be reached by Tab, as a path through the document; radio buttons of one name are one stop.
STOPS = """() => {
  const names = new Set();
  const isStop = (it) => {
    if (it.tabIndex < 0 || it.disabled || it.closest('[inert]')) return false;
    if (!it.checkVisibility({ visibilityProperty: true })) return false;
    if (it.type !== 'radio') return true;
    const group = it.form?.querySelector(`[name="${it.name}"]:checked`);
    return group ? group === it : !names.has(it.name) && Boolean(names.add(it.name));
  };
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]');
  window.walk = [...all].filter(isStop);
  return window.walk.length;
}"""
WHERE = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const frames = [it, it.closest('label'), it.querySelector(':scope > .ring')].filter(Boolean);
  const isSeen = ({ outlineStyle, outlineWidth, stroke, fill }) =>
    (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || (stroke !== 'none' && fill === 'none');
  const seen = frames.some((each) => isSeen(getComputedStyle(each)));
  const name = (it.getAttribute('aria-label') ?? it.textContent ?? '').trim().slice(0, 40);
  const last = window.last;
  window.last = it;
  window.reached = (window.reached ?? new Set()).add(it);
  const follows = !last || Boolean(last.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { what: `${it.tagName.toLowerCase()} "${name}"`, seen, follows };
}"""
MISSED = """() => window.walk.filter((it) => !window.reached.has(it) && it.isConnected)
  .map((it) => `${it.tagName} ${it.getAttribute('aria-label') ?? it.textContent.trim().slice(0, 40)}`)"""


@pytest.mark.parametrize("path", [f"{LESSON}#round-3", f"{LAB}&panel=log", f"{LAB}&panel=table"])
def test_the_tab_key_reaches_everything_in_order_with_a_visible_focus_and_gets_out_again(page: Page, path: str) -> None:
    visit(page, path)
    if "panel" in path:
        expect(page.locator(".tabpanel[aria-busy=false]")).to_be_visible()
    for skip in page.locator(".round[aria-current]").get_by_role("button", name="Skip", exact=True).all():
        skip.click()
        page.wait_for_function("document.querySelector('ring-lab').session.state.totals.served > 0")
        page.evaluate("document.querySelector('ring-lab').session.pause()")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    count = page.evaluate(STOPS)
    assert count > 20
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")  # reached by keyboard, or its focus need not be visible
    visited = [page.evaluate(WHERE)]
    for _ in range(count + 30):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at is None or not at["follows"]:
            break
        visited.append(at)
    else:
        raise AssertionError(f"Tab never came out again: {visited[-5:]}")

    assert page.evaluate(MISSED) == []
    assert [it["what"] for it in visited if not it["seen"]] == []


def test_a_screen_reader_is_told_of_slots_waiters_threads_and_the_database(page: Page) -> None:
    visit(page, LAB)
    page.evaluate("""() => {
      const { recording } = document.querySelector('ring-lab').session;
      const { t } = recording.eventsBetween(0, Infinity).findLast(({ kind }) => kind === 'waiter.enqueued');
      document.querySelector('ring-lab').session.seek(t);
    }""")
    wait_until_drawn(page)
    expect(page.get_by_role("list", name=re.compile(r"^Waiting for a connection: \d"))).to_be_visible()
    told = page.locator("pool-stage").aria_snapshot()
    for line in (
        r'group "Connection pool: 2 slots"',
        r'list "Threads of the application"',
        r'listitem "T1, (querying|acquiring|thinking|releasing)"',
        r'list "Slots: 2 in the pool"',
        r'listitem "slot 0, active, held by T\d"',
        r'list "Waiting for a connection: \d waiters?, the next first"',
        r'listitem "T\d, waiting, number 1 in the queue"',
        r'img "In-process database, up, \d sessions of at most 100, \d querying"',
    ):
        assert re.search(line, told), f"{line} is not in:\n{told}"
    told_aloud = re.compile(r"of 2 connections active.*\d waiting, longest")
    expect(page.locator(".scene [role=status]")).to_have_text(told_aloud)


def test_nothing_is_wider_than_a_narrow_screen(page: Page) -> None:
    too_wide = []

    def measure(what: str) -> None:
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 800})
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                too_wide.append(f"{what} at {width}: {over} px")

    for path in ("/", LESSON, "/no-such-page", LAB):
        visit(page, path)
        measure(path)
    for panel in PANELS:
        choose(page, panel)
        measure(panel)
    assert too_wide == []
