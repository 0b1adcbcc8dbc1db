"""The picture of a balancer as a learner uses it: servers by keyboard and mouse, a race, a crowd, the past."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import stand_still, wait_until_drawn

TEN_SECONDS = 10_000
SESSION = "document.querySelector('ring-lab').session"


def open_balancer(page: Page, query: str) -> Locator:
    page.goto(f"/labs/balancer?{query}")
    stage = page.locator("balancer-stage")
    expect(stage.get_by_role("button", name=re.compile("^server A, ")).first).to_be_visible(timeout=TEN_SECONDS)
    return stage


def server(stage: Locator, name: str, state: str = "") -> Locator:
    return stage.get_by_role("button", name=re.compile(f"^server {name}, {state}")).first


def test_a_server_is_crashed_restarted_and_removed_by_keyboard(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    stage = open_balancer(page, "servers=3&arrival_rate=20&slow=1")
    server(stage, "A").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    details = stage.get_by_role("region", name="Details: Server B")
    details.get_by_role("button", name="Crash").press("Enter")
    expect(server(stage, "B", "crashed, 0 in the queue")).to_be_visible(timeout=TEN_SECONDS)
    expect(stage.get_by_role("img", name=re.compile(r"^Balancer, Round robin.* \d+ failed"))).to_be_visible()
    details.get_by_role("button", name="Restart").press("Enter")
    expect(server(stage, "B", "up")).to_be_visible(timeout=TEN_SECONDS)
    details.get_by_role("button", name="Weight +").press("Enter")
    expect(server(stage, "B", r"up, .* weight 2$")).to_be_visible(timeout=TEN_SECONDS)
    details.get_by_role("button", name="Remove").press("Enter")
    expect(details.get_by_text("This server has been removed.")).to_be_visible(timeout=TEN_SECONDS)
    expect(stage.get_by_role("list", name="2 servers").get_by_role("listitem")).to_have_count(2)
    page.wait_for_function(f"Object.keys({SESSION}.state.balancers['1'].servers).join() === 'A,C'")
    assert faults == []


def test_a_client_is_followed_to_its_server(page: Page) -> None:
    stage = open_balancer(page, "policy=ip_hash&clients=3&servers=3&arrival_rate=20&slow=0.5")
    page.wait_for_function(f"{SESSION}.state.balancers['1'].totals.arrived > 20")
    stage.get_by_role("button", name=re.compile(r"^client \S+, \d+ requests? open$")).first.press("Enter")
    details = stage.get_by_role("region", name=re.compile("^Details: Client 1"))
    said = details.inner_text()
    kept, of = map(int, re.search(r"(\d+) of (\d+) times", said).groups())  # type: ignore[union-attr]
    assert kept == of > 0
    assert re.search(r"Sent to\s+[ABC] ×\d+\s*$", said, re.MULTILINE)


def test_what_a_policy_decides_on_is_said_and_drawn(page: Page) -> None:
    stage = open_balancer(page, "servers=3&policy=smooth_weighted_round_robin&weights=5,1,1&arrival_rate=20&slow=1")
    page.wait_for_function(f"{SESSION}.state.balancers['1'].totals.served > 3")
    stand_still(page)
    credits_now = page.evaluate(f"{SESSION}.state.balancers['1'].why.credits")
    shown = stage.locator(".note text").all_text_contents()
    assert shown == [f"{'+' if credit > 0 else ''}{credit}".replace("-", "−") for credit in credits_now.values()]
    assert sum(credits_now.values()) == 0
    expect(stage.locator(".note.won")).to_have_count(1)


def test_lanes_of_a_race_stand_beside_each_other_with_the_difference_in_words(page: Page) -> None:
    stage = open_balancer(page, "servers=3&speeds=1,1,0.25&arrival_rate=10&rival_1=least_connections&slow=0.2")
    for lane, policy in (("1", "Round robin"), ("2", "Least connections")):
        expect(stage.get_by_role("group", name=re.compile(f"^Balancer {lane}: {policy}"))).to_be_visible()
        expect(stage.get_by_role("list", name=f"Servers of balancer {lane}").get_by_role("listitem")).to_have_count(3)
    expect(stage.locator(".difference")).to_have_text(
        re.compile(r"^Least connections answers 19 of 20 within .+, (\d+ % of|[\d.]+ times) round robin's .+\.$"),
        timeout=TEN_SECONDS,
    )
    rows = stage.get_by_role("region", name="Measured, balancer by balancer").get_by_role("row")
    expect(rows).to_have_count(3)
    stand_still(page)
    page.evaluate(f"{SESSION}.seek(0.1)")
    wait_until_drawn(page)
    expect(stage.get_by_role("group", name=re.compile("^A race of 2"))).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "query",
    [
        "servers=1",
        "servers=8&workers=4",
        "servers=100&arrival_rate=200",
        "servers=8&rival_1=random&rival_2=ip_hash&rival_3=power_of_two",
    ],
)
def test_it_fits_the_page(page: Page, width: int, query: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    stage = open_balancer(page, f"{query}&slow=1")
    page.wait_for_function(f"{SESSION}.state.balancers['1'].totals.served > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (
        stage.evaluate("""stage => {
      const { left, right } = stage.querySelector('svg[role=group]').getBoundingClientRect();
      return [...stage.querySelectorAll('svg[role=group] text')]
        .filter((text) => {
          const box = text.getBoundingClientRect();
          return box.width > 0 && (box.left < left - 2 || box.right > right + 2);
        }).map((text) => text.textContent);
    }""")
        == []
    )
