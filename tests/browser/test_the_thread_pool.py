"""A pool of threads as a learner uses it: a burst fills the queue, the pool grows in its order, the rest must go."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

SESSION = "document.querySelector('ring-lab').session"
TEN_SECONDS = 10_000
SMALL = "core_size=2&max_size=4&queue_capacity=5&arrival_rate=0.1&wait_time=5&compute_time=0&spread=0&slow=0.5"


def open_pool(page: Page, query: str) -> Locator:
    page.goto(f"/labs/thread-pool?{query}")
    stage = page.locator("thread-pool-stage")
    expect(stage.get_by_role("list", name=re.compile("^Task queue: "))).to_be_attached(timeout=TEN_SECONDS)
    return stage


def kinds(page: Page) -> list[str]:
    """What has happened so far, by kind, in order."""
    return page.evaluate(f"{SESSION}.recording.eventsBetween(-1, Infinity).map(it => it.kind)")


def test_a_burst_fills_the_queue_before_java_s_pool_grows_and_then_tasks_are_rejected(page: Page) -> None:
    stage = open_pool(page, SMALL)
    page.get_by_role("button", name="Burst of 20").click()

    expect(stage.get_by_role("list", name="Task queue: 5 tasks, the next first")).to_be_attached(timeout=TEN_SECONDS)
    expect(stage.get_by_role("list", name="Workers").get_by_role("listitem")).to_have_count(4)
    page.wait_for_function(f"{SESSION}.state.totals.rejected > 0")
    happened = kinds(page)
    first_rejection = happened.index("task.rejected")
    assert happened[:first_rejection].count("worker.started") == 4
    third = [n for n, kind in enumerate(happened) if kind == "worker.started"][2]
    assert happened[:third].count("task.queued") == 5, "the queue was full before the third worker came"
    totals = page.evaluate(f"{SESSION}.state.totals")
    assert totals["rejected"] == totals["aborted"] > 0


def test_cpython_s_pool_grows_first_and_rejects_nobody(page: Page) -> None:
    stage = open_pool(page, f"{SMALL}&growth=cpython")
    page.get_by_role("button", name="Burst of 20").click()

    expect(stage.get_by_role("list", name="Workers").get_by_role("listitem")).to_have_count(4, timeout=TEN_SECONDS)
    page.wait_for_function(f"{SESSION}.state.totals.submitted >= 20")
    happened = kinds(page)
    assert happened[: happened.index("task.queued")].count("worker.started") == 4
    assert page.evaluate(f"{SESSION}.state.totals.rejected") == 0


@pytest.mark.parametrize(
    ("rejection", "total"), [("caller_runs", "caller_ran"), ("discard", "discarded"), ("discard_oldest", "discarded")]
)
def test_each_way_to_turn_a_task_away_is_seen_at_work(page: Page, rejection: str, total: str) -> None:
    stage = open_pool(page, f"{SMALL}&rejection={rejection}")
    page.get_by_role("button", name="Burst of 20").click()

    page.wait_for_function(f"{SESSION}.state.totals.{total} > 0", timeout=TEN_SECONDS)
    assert page.evaluate(f"{SESSION}.state.totals.aborted") == 0
    if rejection == "caller_runs":
        expect(stage.get_by_role("img", name=re.compile(r"^Producer.*(waiting|runs)"))).to_be_attached()


def test_a_queued_task_is_cancelled_and_a_shut_down_finishes_the_rest(page: Page) -> None:
    stage = open_pool(page, f"{SMALL}&wait_time=0.5")
    page.get_by_role("button", name="Burst of 20").click()
    expect(stage.get_by_role("list", name=re.compile(r"^Task queue: [1-5] task"))).to_be_attached(timeout=TEN_SECONDS)
    page.get_by_role("button", name="Cancel a queued task").click()
    page.wait_for_function(f"{SESSION}.state.totals.cancelled === 1")
    page.get_by_role("button", name="Shut down", exact=True).click()
    page.wait_for_function(f"{SESSION}.state.pool.ended", timeout=TEN_SECONDS)
    expect(stage.get_by_role("list", name="Workers").get_by_role("listitem")).to_have_count(0)
    assert page.evaluate(f"Object.keys({SESSION}.state.tasks).length") == 0
