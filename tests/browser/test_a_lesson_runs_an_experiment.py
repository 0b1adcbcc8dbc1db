"""A lesson whose first round is an experiment: it is run from there, its goal ticks, and the next round is the lab."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

LONG = 60_000  # ms: other people's experiments may be in the queue
FIGURE = "document.querySelector('ring-lab')"


def test_the_experiment_runs_and_the_lab_comes_after_it(page: Page) -> None:
    page.goto("/lessons/thread-pools?panel=")
    guess = page.locator("#round-1 ring-predict")
    expect(page.locator(".curtain")).to_be_visible()
    guess.get_by_role("button", name="Skip").click()
    expect(page.locator(".curtain")).to_have_count(0)

    figure = page.locator("ring-lab")
    expect(figure.locator("experiment-stage")).to_be_visible()
    figure.get_by_role("slider", name=re.compile("^Scale")).press("Home")  # the shortest waits there are
    figure.get_by_role("button", name="Run", exact=True).first.click()
    expect(figure.get_by_role("progressbar").first).to_be_visible()
    expect(page.locator("#round-1 goal-list li.done")).to_have_count(1, timeout=LONG)

    page.get_by_role("button", name="Next: Queue and workers").click()
    expect(figure.locator("thread-pool-stage")).to_be_visible()
    expect(figure.locator("experiment-stage")).to_have_count(0)
    page.wait_for_function(f"{FIGURE}.session?.params.arrival_rate === 12")
    expect(page.locator("#round-2 ring-predict")).to_be_visible()

    page.go_back()
    expect(figure.locator("experiment-stage")).to_be_visible()
    expect(figure.locator("thread-pool-stage")).to_have_count(0)
    expect(figure.get_by_role("button", name="Run it again")).to_be_hidden()  # other settings: the round's own
    figure.get_by_role("slider", name=re.compile("^Scale")).press("Home")
    expect(figure.get_by_role("button", name="Run it again")).to_be_visible()  # what was measured is still there
