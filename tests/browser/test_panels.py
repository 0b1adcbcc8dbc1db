"""What opens below a lab: the row of tabs, the log of events, and the keys for those who work without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

SESSION = "document.querySelector('ring-lab').session"


@pytest.fixture
def lab(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto("/labs/connection-pool?threads=6&max_size=2")
    expect(page.get_by_role("tablist", name="More about this run")).to_be_visible()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    return page


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name, exact=True)


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name=re.compile("^Events")).get_by_role("button")


def loaded(page: Page) -> list[str]:
    names = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    return [name for name in names if "-panel.js" in name]


def test_nothing_is_open_or_loaded_until_a_tab_is_chosen_and_choosing_it_again_closes_it(lab: Page) -> None:
    expect(lab.get_by_role("tab", selected=True)).to_have_count(0)
    assert loaded(lab) == []

    tab(lab, "Table").click()
    expect(lab.get_by_role("tabpanel", name="Table").get_by_role("table").first).to_be_visible()
    assert any(name.endswith("table-panel.js") for name in loaded(lab))
    assert not any(name.endswith("log-panel.js") for name in loaded(lab))

    tab(lab, "Table").click()
    expect(lab.get_by_role("tabpanel")).to_have_count(0)


def test_the_arrow_keys_go_along_the_tabs_and_enter_opens(lab: Page) -> None:
    tab(lab, "Table").focus()
    lab.keyboard.press("ArrowLeft")
    expect(tab(lab, "Take away")).to_be_focused()
    lab.keyboard.press("Home")
    lab.keyboard.press("ArrowRight")
    expect(tab(lab, "Events")).to_be_focused()
    assert lab.locator("[role=tab][tabindex='0']").count() == 1
    lab.keyboard.press("Enter")
    expect(tab(lab, "Events")).to_have_attribute("aria-selected", "true")
    lab.keyboard.press("Tab")
    expect(lab.get_by_role("tabpanel", name="Events")).to_be_focused()


def test_a_panel_that_cannot_be_loaded_says_so_and_can_be_tried_again(lab: Page) -> None:
    lab.route("**/panels/table-panel.js*", lambda route: route.abort())
    tab(lab, "Table").click()
    expect(lab.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    lab.unroute("**/panels/table-panel.js*")
    tab(lab, "Events").click()
    expect(rows(lab).first).to_be_visible()


def test_the_address_opens_a_panel(page: Page) -> None:
    page.goto("/labs/connection-pool?panel=log")
    expect(tab(page, "Events")).to_have_attribute("aria-selected", "true")
    expect(rows(page).first).to_be_visible()


def test_the_log_follows_the_run_stands_still_while_read_and_goes_on_when_asked(lab: Page) -> None:
    tab(lab, "Events").click()
    expect(rows(lab).first).to_have_text(re.compile(r"^\s*\d\d:\d\d\.\d\d\s+\S+"))
    last = rows(lab).last
    last.focus()
    said = last.inner_text()
    more = lab.get_by_role("button", name=re.compile(r"^\d+ new events?$"))
    expect(more).to_be_visible()
    assert rows(lab).last.inner_text() == said
    assert rows(lab).count() <= 100

    more.click()
    expect(lab.get_by_role("button", name="Hold still")).to_be_focused()
    expect(rows(lab).last).not_to_have_text(said)


def test_an_event_brings_the_figure_to_its_moment(lab: Page) -> None:
    tab(lab, "Events").click()
    lab.wait_for_function(f"{SESSION}.viewTime > 0.5")
    rows(lab).first.focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("ArrowDown")
    third = rows(lab).nth(2)
    expect(third).to_be_focused()
    lab.keyboard.press("Enter")
    assert lab.evaluate(f"{SESSION}.live") is False
    time = lab.evaluate(f"{SESSION}.viewTime")
    assert third.inner_text().startswith(f"00:{time // 0.01 / 100:05.2f}")
    expect(lab.locator(".log [aria-current=true]")).to_have_count(1)


def test_the_log_can_be_narrowed_to_what_the_learner_did(lab: Page) -> None:
    tab(lab, "Events").click()
    lab.evaluate(f"{SESSION}.act('slow_query')")
    for group in ("Waiters", "Connections", "Requests", "Database"):
        lab.get_by_role("checkbox", name=group, exact=True).uncheck()
    expect(rows(lab)).to_have_text([re.compile("You did: slow query")])


def test_keys_work_the_lab_but_not_where_letters_are_typed(lab: Page) -> None:
    play, pause = (lab.get_by_role("button", name=name, exact=True) for name in ("Play", "Pause"))
    lab.keyboard.press("k")
    expect(play).to_be_visible()
    lab.keyboard.press(",")
    lab.wait_for_function(f"!{SESSION}.live")
    lab.keyboard.press("l")
    lab.wait_for_function(f"{SESSION}.live")

    lab.get_by_role("slider", name=re.compile("^Max size")).focus()
    lab.keyboard.press("k")
    lab.get_by_role("combobox").first.focus()
    lab.keyboard.press("k")
    lab.keyboard.press("Control+k")
    expect(play).to_be_visible()

    tab(lab, "Events").focus()
    lab.keyboard.press("k")
    expect(pause).to_be_visible()


def test_the_keys_are_listed_and_can_be_switched_off_for_good(lab: Page) -> None:
    lab.keyboard.press("?")
    dialog = lab.get_by_role("dialog", name="Keys")
    expect(dialog.get_by_text("Play or pause the lab")).to_be_visible()
    dialog.get_by_role("switch", name=re.compile("^Single keys")).uncheck()
    lab.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    lab.keyboard.press("k")
    lab.keyboard.press("?")

    lab.get_by_role("button", name="Keys").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(lab.get_by_role("button", name="Keys")).to_be_focused()
    expect(lab.get_by_role("button", name="Pause", exact=True)).to_be_visible()

    lab.reload()
    expect(lab.get_by_role("button", name="Keys")).to_be_visible()
    expect(lab.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    lab.keyboard.press("?")
    expect(dialog).not_to_be_visible()
