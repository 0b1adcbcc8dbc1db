"""The page with each of its labs: the right picture, controls of every kind, what a picture asks for, tables."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.labs import LABS

TEN_SECONDS = 10_000
LAB = "document.querySelector('ring-lab')"
SESSION = f"{LAB}.session"


def open_lab(page: Page, slug: str, query: str = "") -> None:
    page.goto(f"/labs/{slug}{query}")
    page.wait_for_function(f"{SESSION}?.status === 'open' && {LAB}.stage?.view")


def typed(page: Page, name: str) -> Locator:
    page.get_by_text("More settings").click()
    return page.get_by_role("textbox", name=re.compile(f"^{name}"))


@pytest.mark.parametrize("slug", LABS)
def test_every_lab_has_its_picture_and_loads_nobody_elses(page: Page, slug: str) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    open_lab(page, slug)
    expect(page.locator(".picture svg[role=group]")).to_be_visible()
    stages = {found[1] for url in asked if (found := re.search(r"/elements/([\w-]+-stage)\.js", url))}
    assert stages == {page.evaluate(f"{LAB}.stage.localName")}
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("tabpanel").get_by_role("table").first).to_be_visible(timeout=TEN_SECONDS)
    assert faults == []


def test_an_unknown_lab_says_so_in_words(page: Page) -> None:
    page.goto("/labs/connection-pool")
    page.evaluate(f"{LAB}.replaceWith(Object.assign(document.createElement('ring-lab'), {{ lab: 'boxing' }}))")
    expect(page.get_by_role("alert")).to_contain_text(
        re.compile("could not be opened.*boxing", re.DOTALL), timeout=TEN_SECONDS
    )


def test_a_list_is_typed_sent_on_enter_and_what_is_refused_can_be_mended(page: Page) -> None:
    open_lab(page, "balancer")
    weights = typed(page, "Weights")
    weights.fill("5, 3")
    assert page.evaluate(f"{SESSION}.params.weights") == "", "nothing is sent while it is being typed"
    weights.press("Enter")
    page.wait_for_function(f"{SESSION}.params.weights === '5, 3'")

    weights.fill("5, x")
    weights.press("Tab")
    refusal = page.get_by_role("alert").filter(has_text="must be numbers")
    expect(refusal).to_be_visible(timeout=TEN_SECONDS)
    expect(weights).to_have_value("5, x")
    expect(weights).to_have_attribute("aria-invalid", "true")

    weights.press("Escape")
    expect(weights).to_have_value("5, 3")
    expect(refusal).to_have_count(0)
    assert page.evaluate(f"{SESSION}.params.weights") == "5, 3"


def test_many_options_are_a_list_to_choose_from(page: Page) -> None:
    open_lab(page, "balancer")
    page.get_by_role("combobox", name=re.compile("^Policy")).select_option("power_of_two")
    page.wait_for_function(f"{SESSION}.params.policy === 'power_of_two'")
    page.wait_for_function(f"Object.values({SESSION}.state.balancers)[0].policy === 'power_of_two'")
    page.wait_for_function(f"{LAB}.stage.view.detail?.balancers['1'].requests >= 0")


def test_a_slider_with_notches_stops_only_there(page: Page) -> None:
    open_lab(page, "hash-ring")
    slider = page.get_by_role("slider", name=re.compile("^Virtual nodes"))
    slider.press("Home")
    slider.press("ArrowRight")
    page.wait_for_function(f"{SESSION}.params.vnodes === 3")
    slider.press("ArrowRight")
    page.wait_for_function(f"{SESSION}.state.ring.vnodes === 10")


def test_a_picture_can_ask_for_an_action_and_a_refusal_is_told(page: Page) -> None:
    open_lab(page, "hash-ring")
    ask = f"""(detail) => {LAB}.stage.dispatchEvent(new CustomEvent('lab-ask', {{ bubbles: true, detail }}))"""
    page.evaluate(ask, {"action": "add_server", "args": {}})
    page.wait_for_function(f"Object.keys({SESSION}.state.nodes).length === 4")
    page.evaluate(ask, {"set": "vnodes", "value": 10})
    page.wait_for_function(f"{SESSION}.params.vnodes === 10")
    page.evaluate(ask, {"action": "remove_server", "args": {"name": "nobody"}})
    expect(page.get_by_role("log", name="Notices")).to_contain_text("nobody", timeout=TEN_SECONDS)


def test_tables_are_measured_row_by_row_where_there_are_any(page: Page) -> None:
    open_lab(page, "connection-pool")
    expect(page.get_by_role("tab", name="Take away")).to_be_visible()
    expect(page.get_by_role("tab", name="Compare")).to_have_count(0)

    open_lab(page, "hash-ring", "?panel=compare")
    table = page.get_by_role("tabpanel").get_by_role("table")
    row = table.get_by_role("row", name=re.compile("^hash % n"))
    expect(row).to_contain_text(re.compile(r"\d %"), timeout=3 * TEN_SECONDS)
    expect(page.get_by_text("Measured on this machine, for the settings of the lab.")).to_be_visible()
    page.get_by_role("slider", name=re.compile("^Servers")).press("ArrowRight")
    expect(page.get_by_role("button", name="Measure again")).to_be_visible(timeout=TEN_SECONDS)
