"""The ring as a learner uses it: who joins takes keys for itself only, and all can be asked for at the picture."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

TEN_SECONDS = 10_000
SESSION = "document.querySelector('ring-lab').session"


def open_ring(page: Page, query: str) -> Locator:
    page.goto(f"/labs/hash-ring?{query}")
    stage = page.locator("hash-ring-stage")
    expect(stage.get_by_role("list", name="Servers").get_by_role("listitem").first).to_be_visible(timeout=TEN_SECONDS)
    return stage


def test_a_server_that_joins_takes_its_share_and_only_for_itself(page: Page) -> None:
    stage = open_ring(page, "vnodes=150&keys=1000&servers=3")
    stage.get_by_role("button", name="Add a server").click()
    said = stage.locator(".change")
    expect(said).to_contain_text(
        re.compile(r"S4 joined: \d+ of 1000 keys moved, all of them to S4"), timeout=TEN_SECONDS
    )
    ring, modulo = (
        page.evaluate(f"{SESSION}.state.moved.{scheme}.reduce((sum, [, , keys]) => sum + keys.length, 0)")
        for scheme in ("ring", "modulo")
    )
    assert abs(ring - 250) < 80, "about 1/N"
    assert abs(modulo - 750) < 80
    assert f"{ring} of 1000" in said.inner_text()
    assert said.inner_text().endswith(f"hash % n would have moved {modulo}.")
    assert page.evaluate(f"{SESSION}.state.moved.ring.every(([, to]) => to === 'S4')")
    expect(stage.get_by_role("img", name=f"Ring: {ring} of 1000 keys moved")).to_be_visible()
    expect(stage.get_by_role("img", name=f"hash % n: {modulo} of 1000 keys moved")).to_be_visible()


def test_a_key_is_looked_up_and_its_walk_is_told(page: Page) -> None:
    stage = open_ring(page, "vnodes=150&keys=12&naming=server&replicas=3")
    stage.get_by_label("Look up a key").fill("user:123")
    stage.get_by_label("Look up a key").press("Enter")
    walk = stage.get_by_role("img", name=re.compile("^user:123 belongs to server-a, then"))
    expect(walk).to_be_visible(timeout=TEN_SECONDS)
    stage.get_by_role("button", name=re.compile("^user:7, on")).press("Enter")
    expect(stage.get_by_role("img", name=re.compile("^user:7 belongs to"))).to_be_visible(timeout=TEN_SECONDS)


def test_a_server_is_weighed_and_removed_by_keyboard(page: Page) -> None:
    stage = open_ring(page, "vnodes=150&keys=100&servers=3")
    stage.get_by_role("button", name=re.compile("^S1, weight 1, 150 points")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    details = stage.get_by_role("region", name="Details: S2")
    details.get_by_role("button", name="Weight +").press("Enter")
    expect(stage.get_by_role("button", name=re.compile("^S2, weight 2, 300 points"))).to_be_visible(timeout=TEN_SECONDS)
    expect(stage.locator(".change")).to_contain_text("S2 took over")
    details.get_by_role("button", name="Remove S2").press("Enter")
    expect(stage.locator(".change")).to_contain_text(re.compile("S2 left: .* all of them from S2"), timeout=TEN_SECONDS)
    expect(stage.get_by_role("list", name="Servers").get_by_role("listitem")).to_have_count(2)


def test_servers_leave_while_requests_flow_and_nothing_breaks(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    stage = open_ring(page, "vnodes=50&keys=300&servers=4&traffic_rate=200&hot_share=0.3&bound=1.25")
    for name in ("S4", "S3", "S2"):
        page.wait_for_function(f"{SESSION}.state.nodes.{name}.active > 0")
        stage.get_by_role("button", name=re.compile(f"^{name}, weight")).press("Enter")
        stage.get_by_role("button", name=f"Remove {name}").click()
        page.wait_for_function(f"!({SESSION}.state.nodes.{name})")
    served = page.evaluate(f"{SESSION}.state.totals.served")
    page.wait_for_function(f"{SESSION}.state.totals.served > {served}")
    expect(stage.get_by_role("button", name=re.compile("^S1, .* in flight, bound"))).to_be_visible()
    assert faults == []
