"""Going through a run event by event, jumping in it, and forking it, in a real browser against the real server."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

TEN_SECONDS = 10_000
LAB = "document.querySelector('ring-lab')"
SESSION = f"{LAB}.session"
WHICH = re.compile(r"^event ([\d,]+) of ([\d,]+): (.+)$")


@pytest.fixture
def lab(page: Page) -> Page:
    """One lab alone, where callers wait and some of them time out."""
    page.goto("/labs/connection-pool?max_size=2&acquire_timeout=0.2&slow=2")
    page.wait_for_function(f"{SESSION}?.recording.marks().length > 3")
    expect(which(page)).not_to_have_text("")
    return page


def which(page: Page) -> Locator:
    return page.locator(".which").first


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def pause(page: Page) -> None:
    button(page, "Pause").click()
    expect(which(page)).to_have_text(WHICH)


def event_shown(page: Page) -> tuple[int, str]:
    """The number and the words of the event that the picture stands at."""
    found = WHICH.match(which(page).inner_text())
    assert found
    return int(found[1].replace(",", "")), found[3]


def violations(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


def state(page: Page) -> dict:
    return page.evaluate(f"({{...{SESSION}.state, t: 0, recent: {{}}}})")


def test_a_step_changes_exactly_one_event(lab: Page) -> None:
    page = lab
    pause(page)
    button(page, "Step back").click()  # what still was on its way when it paused no longer matters
    number, _ = event_shown(page)
    seen = {number: state(page)}
    for n in range(number - 1, number - 6, -1):
        button(page, "Step back").click()
        expect(which(page)).to_have_text(re.compile(rf"^event {n:,} of "))
        seen[n] = state(page)
    # Each of these states is the one before it and one event.
    replayed = f"(n) => ({{...{SESSION}.recording.after(n), t: 0, recent: {{}}}})"
    for n, shown in seen.items():
        assert page.evaluate(replayed, n) == shown

    for n in range(number - 4, number + 1):
        button(page, "Step forward").click()
        expect(which(page)).to_have_text(re.compile(rf"^event {n:,} of "))
        assert state(page) == seen[n]


def test_a_step_beyond_the_newest_event_asks_the_engine(lab: Page) -> None:
    page = lab
    pause(page)
    page.wait_for_function(f"{SESSION}.live")
    before = page.evaluate(f"{SESSION}.recording.count")
    button(page, "Step forward").click()
    page.wait_for_function(f"(n) => {SESSION}.recording.count > n", arg=before)
    assert page.evaluate(f"{SESSION}.live")


def test_jumps_land_on_the_next_of_a_kind(lab: Page) -> None:
    page = lab
    pause(page)
    page.get_by_label("Jump to which events").select_option("timeouts")
    button(page, "Jump to the one before").click()
    last, words = event_shown(page)
    assert "timed out" in words
    button(page, "Jump to the one before").click()
    first, words = event_shown(page)
    assert first < last
    assert "timed out" in words
    button(page, "Jump to the next one").click()
    assert event_shown(page)[0] == last
    button(page, "Jump to the next one").click()
    expect(page.get_by_text("No more timeouts after this moment.")).to_be_visible()


def test_marks_are_a_list_for_the_keyboard(lab: Page) -> None:
    page = lab
    button(page, "Kill a connection").click()
    page.wait_for_function(f"{SESSION}.recording.marks().some(({{kind}}) => kind === 'lab.act')")
    pause(page)
    opener = page.get_by_role("button", name=re.compile(r"^Marks: \d+"))
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    mine = page.get_by_role("list", name="Marks, oldest first").get_by_role(
        "button", name=re.compile("kill connection")
    )
    mine.press("Enter")
    expect(which(page)).to_have_text(re.compile("You did: kill connection"))
    expect(page.get_by_text(re.compile("in the past"))).to_be_visible()


def test_a_fork_from_the_past_is_compared_in_words_and_closed_again(page: Page) -> None:
    page.goto("/labs/connection-pool?slow=2")
    page.wait_for_function(f"{SESSION}?.recording.count > 400")
    pause(page)
    page.get_by_role("slider", name="Moment shown").fill("500")
    moment = page.evaluate(f"{SESSION}.viewTime")
    button(page, "Fork from here").click()

    comparison = page.get_by_role("region", name="A and B compared")
    expect(comparison.get_by_role("status")).to_have_text("A and B: the same so far.", timeout=TEN_SECONDS)
    fork = page.locator(".corner.b")
    assert page.evaluate(f"{LAB}.rival.recording.from") == pytest.approx(moment, abs=1e-6)
    before = f"({LAB}.session.recording.at(t))"
    assert page.evaluate(f"(t) => JSON.stringify({before}.connections)", moment) == page.evaluate(
        f"(t) => JSON.stringify({LAB}.rival.recording.at(t).connections)", moment
    )

    # One clock: playing B plays A as well.
    button(fork, "Play").click()
    page.wait_for_function(f"!{SESSION}.pace.paused")
    size = fork.get_by_role("slider", name=re.compile("^Max size"))
    size.press("Home")
    expect(comparison.get_by_role("status")).to_have_text(
        re.compile(r"^The same up to .+, then in B: you set max size to 1\. B waits .+ p95 .+ against "),
        timeout=2 * TEN_SECONDS,
    )
    row = comparison.get_by_role("row", name=re.compile("^Wait, p95"))
    expect(row).to_have_text(re.compile("longer|times as long"))
    assert page.evaluate(f"{SESSION}.params.max_size") == 10

    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")

    button(page, "Close B").click()
    expect(fork).to_have_count(0)
    page.wait_for_function(f"{SESSION}.live && !{SESSION}.pace.hidden")
    expect(button(page, "Fork from here")).to_be_focused()


def test_two_labs_that_nobody_sees_stand_still(page: Page) -> None:
    page.goto("/labs/connection-pool?slow=2")
    page.wait_for_function(f"{SESSION}?.recording.count > 50")
    button(page, "Fork from here").click()
    expect(page.get_by_role("region", name="A and B compared")).to_be_visible(timeout=TEN_SECONDS)
    both = f"[{SESSION}, {LAB}.rival]"
    page.evaluate("document.body.style.paddingTop = '6000px'; window.scrollTo(0, 0)")
    page.wait_for_function(f"() => {both}.every((session) => session.pace.hidden)")
    page.evaluate("document.body.style.paddingTop = ''")
    page.wait_for_function(f"() => {both}.every((session) => !session.pace.hidden)")
    page.wait_for_function(
        f"(t) => {both}.every((s) => s.recording.to > t)", arg=page.evaluate(f"{SESSION}.recording.to")
    )


def test_a_run_that_cannot_be_repeated_says_so_and_offers_the_seeded_order(page: Page) -> None:
    page.goto("/labs/connection-pool?thread_order=os")
    page.wait_for_function(f"{SESSION}?.recording.count > 20")
    button(page, "Fork from here").click()
    refusal = page.get_by_role("alert").filter(has_text="cannot be repeated")
    expect(refusal).to_be_visible(timeout=TEN_SECONDS)
    refusal.get_by_role("button", name=re.compile("seeded order")).click()
    page.wait_for_function(f"{SESSION}.params.thread_order === 'seeded'")
    button(page, "Fork from here").click()
    expect(page.get_by_role("region", name="A and B compared")).to_be_visible(timeout=TEN_SECONDS)


def test_less_motion_means_stills_unless_asked_otherwise(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/labs/connection-pool?max_size=2&slow=2")
    page.wait_for_function(f"{SESSION}?.recording.count > 100")
    count_pictures = """(pictures) => new Promise((done) => {
      const stage = document.querySelector('pool-stage');
      let last = stage.view, times = [];
      const look = (now) => {
        if (stage.view !== last) { last = stage.view; times.push(now); }
        times.length < pictures ? requestAnimationFrame(look) : done(times);
      };
      requestAnimationFrame(look);
    })"""
    times = page.evaluate(count_pictures, 3)
    assert all(later - sooner > 400 for sooner, later in pairwise(times))  # a slow machine only makes it longer
    assert page.evaluate("document.getAnimations().length") == 0

    button(page, "Show motion anyway").click()
    expect(button(page, "Back to stills")).to_be_visible()
    page.wait_for_function("document.getAnimations().length > 0")
