"""The panels Code and Theory: read by keyboard, true in the past as well, and without fault by axe's rules."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

AXE = """(where) => axe.run(where, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map((it) => `${id} at ${it.target}: ${it.failureSummary}`)))"""


@pytest.fixture
def lab(page: Page) -> Page:
    page.goto("/labs/connection-pool?threads=9&max_size=3&acquire_timeout=0.08")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    # A list of latest events stands still while it is read, so there have to be some: a timeout comes last of all.
    page.wait_for_function(
        "(({ recording }) => recording.count > 400 && recording.marks().some((it) => it.kind === 'waiter.timed_out'))"
        "(document.querySelector('ring-lab').session)"
    )
    return page


def panel(page: Page, name: str) -> Locator:
    page.get_by_role("tab", name=name, exact=True).press("Enter")
    return page.get_by_role("tabpanel", name=name)


def assert_no_violation(page: Page, where: str) -> None:
    page.evaluate(AXE_SCRIPT)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate(AXE, where) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_code_of_a_kind_its_places_and_the_latest_events_of_a_line(lab: Page) -> None:
    code = panel(lab, "Code")
    expect(code.locator(".ln.now").first).to_be_visible()
    code.get_by_role("combobox", name="Code of").select_option("waiter.timed_out")
    source = code.get_by_role("region", name="Source of _timeout")
    expect(source).to_contain_text("app/engine/pool/waiting.py, line ")
    line = source.get_by_role("button", name=re.compile("writes waiter.timed_out"))
    expect(line).to_have_class(re.compile(r"\bnow\b"))

    line.press("Enter")
    expect(line).to_be_focused()
    expect(line).to_have_attribute("aria-expanded", "true")
    listed = code.get_by_role("region", name=re.compile("^Latest events of line")).get_by_role("listitem")
    expect(listed.first).to_contain_text("gives up waiting")
    line.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "false")

    code.get_by_role("combobox", name="Code of").select_option("connection.acquired")
    places = code.get_by_role("group", name="Places that have to do with connection.acquired")
    places.get_by_role("button", name=re.compile("lend")).press("Enter")
    expect(code.get_by_role("region", name="Source of PoolState.lend")).to_be_visible()


def test_where_callers_wait_and_how_many_do(lab: Page) -> None:
    code = panel(lab, "Code")
    code.get_by_role("combobox", name="Code of").select_option("waiter.enqueued")
    expect(
        code.get_by_role("heading", name=re.compile(r"line every waiting caller is on: \d+ callers"))
    ).to_be_visible()
    expect(code.locator(".ln.now")).to_contain_text(".wait(")


def test_an_event_of_the_list_brings_the_figure_to_its_moment(lab: Page) -> None:
    code = panel(lab, "Code")
    code.get_by_role("combobox", name="Code of").select_option("connection.released")
    code.get_by_role("button", name=re.compile("writes connection.released")).press("Enter")
    listed = code.get_by_role("region", name=re.compile("^Latest events of line")).get_by_role("button")
    listed.nth(3).focus()  # which makes the list stand still
    lab.keyboard.press("Enter")
    lab.wait_for_function("!document.querySelector('ring-lab').session.live")
    shown = "(() => { const p = document.querySelector('code-panel'); return p.event.t === p.session.viewTime; })()"
    lab.wait_for_function(shown)


def test_theory_stands_beside_what_was_measured(lab: Page) -> None:
    theory = panel(lab, "Theory")
    busy = theory.get_by_role("region", name="Connections busy")
    expect(busy).to_contain_text("loans a second ×")
    wait = theory.get_by_role("region", name="Mean wait for a connection")
    expect(wait).to_contain_text("modelled")
    expect(wait).to_contain_text("does not hold here: a closed loop: 9 threads")
    expect(wait.get_by_role("img", name=re.compile("Modelled mean wait by pool size"))).to_be_visible()


def test_axe_finds_nothing_in_either(lab: Page) -> None:
    code = panel(lab, "Code")
    code.get_by_role("combobox", name="Code of").select_option("connection.closed")
    code.get_by_role("combobox", name="Code of").select_option("waiter.enqueued")
    code.locator("button.now").press("Enter")
    expect(
        code.get_by_role("region", name=re.compile("^Latest events of line")).get_by_role("listitem")
    ).not_to_have_count(0)
    lab.evaluate("document.querySelector('ring-lab').session.pause()")
    assert_no_violation(lab, "code-panel")
    expect(panel(lab, "Theory").get_by_role("region", name="Connections busy")).to_be_visible()
    assert_no_violation(lab, "theory-panel")
