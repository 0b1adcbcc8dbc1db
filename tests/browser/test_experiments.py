"""An experiment as a learner runs it: the button, the progress, the result, and the replay of one of its variants."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .conftest import wait_until_drawn

TEN_SECONDS = 10_000
SESSION = "document.querySelector('ring-lab').session"
TINY = "tasks=4&sizes=1,2&sleep=0.05&scale=0.4&repeats=2&slow=10"


def open_experiment(page: Page, slug: str, query: str) -> Locator:
    page.goto(f"/labs/{slug}?{query}")
    stage = page.locator("experiment-stage")
    expect(stage.get_by_role("button", name="Run it on this machine")).to_be_visible(timeout=TEN_SECONDS)
    return stage


def run(stage: Locator) -> None:
    stage.get_by_role("button", name="Run it on this machine").press("Enter")


def test_a_run_shows_its_progress_its_result_and_its_replay(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    stage = open_experiment(page, "executors", TINY)
    expect(stage.get_by_text("4 tasks wait 20 ms each (time.sleep), twice in each of these ways:")).to_be_visible()
    # Every step that the bar shows, and whether the focus is still on a button of the run.
    page.evaluate("""() => {
      window.steps = [];
      const stage = document.querySelector('experiment-stage');
      new MutationObserver(() => {
        const bar = stage.querySelector('progress');
        if (bar && bar.value !== window.steps.at(-1)) window.steps.push(bar.value);
        if (bar) window.focused ||= document.activeElement.matches('.stop');
      }).observe(stage, { subtree: true, childList: true, attributes: true });
    }""")
    run(stage)
    chart = stage.get_by_role("group", name="Time for all tasks, one bar for each way")
    expect(chart).to_be_visible(timeout=2 * TEN_SECONDS)
    steps = page.evaluate("window.steps")
    assert steps == sorted(steps)
    assert len(steps) > 2
    assert page.evaluate("window.focused"), "whoever pressed Run must find Cancel in focus"
    bars = chart.get_by_role("button")
    expect(bars).to_have_count(4)
    expect(bars.first).to_have_accessible_name(re.compile(r"^one after another: median [\d.]+ ms of 2, p95 [\d.]+ ms$"))
    expect(page.get_by_text("measured", exact=True)).to_be_visible()
    expect(stage.get_by_text(re.compile(r"^One after another: .* who waits needs no processor\.$"))).to_be_visible()
    expect(stage.locator(".machine")).to_have_text(re.compile(r"cores? · \w+ 3\.\d+.* (with the|without a) GIL"))

    bars.first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    details = stage.get_by_role("region", name="Details: 2 threads")
    expect(details).to_contain_text("By arithmetic (modelled)40 ms")
    details.get_by_role("button", name="Replay this one").click()
    lanes = stage.get_by_role("group", name="Replay of 2 threads, a lane for each worker")
    expect(lanes.get_by_role("listitem")).to_have_count(2, timeout=TEN_SECONDS)
    page.wait_for_function(f"{SESSION}.state.variant === null && {SESSION}.state.finished.length > 0")
    page.evaluate(f"{SESSION}.seek({SESSION}.recording.from + 0.03)")
    wait_until_drawn(page)
    expect(lanes.get_by_role("button", name=re.compile(r"^W[12], waiting, task [1-4]$")).first).to_be_visible()
    assert page.evaluate("document.querySelector('experiment-stage .lane-of.waiting').getBBox().width") > 0
    assert faults == []


def test_a_run_is_cancelled_and_what_is_wrong_is_said(page: Page) -> None:
    stage = open_experiment(page, "executors", "scale=1&repeats=1")
    run(stage)
    expect(stage.get_by_role("progressbar", name="Steps of the run done")).to_be_visible(timeout=TEN_SECONDS)
    stage.get_by_role("button", name="Cancel").click()
    expect(stage.get_by_text("The run was cancelled.")).to_be_visible(timeout=TEN_SECONDS)
    expect(stage.get_by_role("button", name="Run it on this machine")).to_be_enabled()
    expect(page.get_by_role("button", name="Fork from here")).to_have_count(0)
    sizes = page.get_by_role("textbox", name="Pool sizes")
    sizes.fill("0, 4")
    sizes.press("Enter")
    expect(page.locator(".field .wrong")).to_be_visible(timeout=TEN_SECONDS)


def test_a_sweep_is_drawn_as_curves_with_the_answers_of_the_formula(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sweep = "sizes=1,4,8&wait_time=0.02&compute_time=0.002&window=0.05&repeats=2&slow=5"
    stage = open_experiment(page, "thread-sizing", sweep)
    run(stage)
    chart = stage.get_by_role("group", name="Throughput and time of a task, by number of threads")
    expect(chart).to_be_visible(timeout=2 * TEN_SECONDS)
    expect(chart.get_by_role("list", name="Throughput: pure Python").get_by_role("listitem")).to_have_count(3)
    expect(chart.locator(".answers text").first).to_have_text(re.compile(r"^\d+: "))
    stage.get_by_text(re.compile("^All figures: 3 rows")).click()
    table = stage.get_by_role("table", name="Throughput and latency by number of threads")
    expect(table.get_by_role("row")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
