"""What load balancing is about, as a learner sees it: a slow server, and servers that leave while requests flow."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import stand_still, wait_until_drawn

SESSION = "document.querySelector('ring-lab').session"
TWENTY_SECONDS = 20_000
RATE, WORK, SLOW = 9.0, 0.2, 0.25  # requests a second; seconds of work at speed 1; the speed of C


def test_a_slow_server_drowns_under_round_robin_and_not_under_least_connections(page: Page) -> None:
    """On the same arrivals. Round robin's queue at C grows by C's share of the arrivals less what C can do."""
    page.goto(
        f"/labs/balancer?arrival_rate={RATE}&work_time={WORK}&work_spread=0&pattern=even&speeds=1,1,{SLOW}"
        "&queue_capacity=500&rival_1=least_connections&slow=0.1"
    )
    page.wait_for_function(f"{SESSION}?.state.t > 25", timeout=TWENTY_SECONDS)
    stand_still(page)
    wait_until_drawn(page)

    t = page.evaluate(f"{SESSION}.state.t")
    growth = RATE / 3 - SLOW / WORK
    grown = page.evaluate(f"{SESSION}.state.balancers['1'].servers.C.queue.length")
    assert abs(grown - growth * t) < 0.1 * growth * t
    queues = page.evaluate(f"Object.values({SESSION}.state.balancers['2'].servers).map(it => it.queue.length)")
    assert max(queues) <= 4

    stage = page.locator("balancer-stage")
    rows = stage.get_by_role("region", name="Measured, balancer by balancer").get_by_role("row")
    slow, quick = (seconds(rows.nth(lane).get_by_role("cell").nth(1).inner_text()) for lane in (1, 2))
    assert quick < 0.5 * slow
    expect(stage.locator(".difference")).to_have_text(re.compile("^Least connections answers 19 of 20 within"))


def test_servers_leave_while_requests_flow_and_nothing_breaks(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/labs/balancer?servers=3&arrival_rate=30&work_time=0.05&slow=1")
    page.wait_for_function(f"{SESSION}?.state.balancers['1']?.totals.served > 5", timeout=TWENTY_SECONDS)
    remove = page.get_by_role("button", name="Remove a server")
    for left in (2, 1, 0):
        remove.click()
        page.wait_for_function(f"Object.keys({SESSION}.state.balancers['1'].servers).length === {left}")
    page.wait_for_function(f"{SESSION}.state.balancers['1'].totals.refused > 3", timeout=TWENTY_SECONDS)
    expect(page.get_by_role("img", name=re.compile(r"^Balancer, .* \d+ refused"))).to_be_visible()

    page.get_by_role("button", name="Add a server").click()
    served = page.evaluate(f"{SESSION}.state.balancers['1'].totals.served")
    page.wait_for_function(f"{SESSION}.state.balancers['1'].totals.served > {served} + 5", timeout=TWENTY_SECONDS)
    assert faults == []


def seconds(shown: str) -> float:
    """What a duration on the page says: "946 ms", "1.5 s"."""
    number, unit = shown.split()
    return float(number) * {"ms": 0.001, "s": 1.0, "min": 60.0}[unit]
