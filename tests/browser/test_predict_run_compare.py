"""A lesson worked through in a real browser: guess by keyboard, run, compare; questions, goals, progress."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

LESSON = "/lessons/pool-architecture"
TEN_SECONDS = 10_000
PAUSED = "document.querySelector('ring-lab').session?.pace.paused"
RUNNING = (
    "(() => { const { session } = document.querySelector('ring-lab');"
    " return session?.status === 'open' && !session.pace.paused && session.recording.to > 0; })()"
)
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Everything the browser's console complains of."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    return found


def prediction(page: Page, number: int) -> Locator:
    return page.locator(f"#round-{number} ring-predict")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    for _ in range(60):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def test_predict_run_compare_by_keyboard_only(page: Page, complaints: list[str]) -> None:
    page.goto(LESSON)
    guess = prediction(page, 1)
    slider = guess.get_by_role("slider", name=re.compile("Share of a request"))
    expect(page.get_by_text("First your guess. The run waits for it.")).to_be_visible()
    page.wait_for_function(PAUSED)
    expect(page.locator("lab-controls").first).to_have_attribute("inert", "")

    tab_to(page, slider)
    page.keyboard.press("Home")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(guess.locator("output")).to_have_text(re.compile("20.%"))
    tab_to(page, guess.get_by_role("button", name="Commit and run"))
    page.keyboard.press("Enter")

    expect(guess.locator(".told")).to_be_focused()
    expect(guess.locator(".says")).to_have_text(re.compile(r"^You said 20.%; measured \d.*times as much\."))
    expect(guess.locator(".origin")).to_have_text(re.compile("measured on this lab’s engine, seed 9"))
    expect(guess.locator(".truth")).to_be_visible()
    expect(slider).to_be_disabled()
    expect(page.locator(".curtain")).to_have_count(0)
    page.wait_for_function(RUNNING)
    expect(page.locator("lab-controls").first).not_to_have_attribute("inert", "")
    assert complaints == []


def test_a_guess_has_to_be_made_before_it_is_committed(page: Page) -> None:
    page.goto(LESSON)
    prediction(page, 1).get_by_role("button", name="Commit and run").click()
    expect(prediction(page, 1).get_by_role("alert")).to_have_text("Move the bar to your guess first.")
    assert page.evaluate(PAUSED)


def test_skipping_lets_the_run_begin(page: Page) -> None:
    page.goto(f"{LESSON}#round-6")
    prediction(page, 6).get_by_role("button", name="Skip").click()
    page.wait_for_function(RUNNING)
    expect(prediction(page, 6).get_by_role("button", name="Guess after all")).to_be_focused()


def test_a_run_set_going_behind_the_curtain_is_stopped_again(page: Page) -> None:
    page.goto(LESSON)
    page.wait_for_function(PAUSED)
    page.evaluate("document.querySelector('ring-lab').session.play()")
    page.wait_for_function(PAUSED)


def test_the_lab_is_set_as_the_question_asked(page: Page) -> None:
    page.goto(f"{LESSON}#round-3")
    guess = prediction(page, 3)
    guess.get_by_role("slider").press("ArrowRight")
    guess.get_by_role("button", name="Commit and run").click()
    page.wait_for_function("document.querySelector('ring-lab').session.params.max_size === 4")
    page.wait_for_function(RUNNING)


def test_a_curve_is_drawn_point_by_point(page: Page) -> None:
    page.goto(f"{LESSON}#round-7")
    guess = prediction(page, 7)
    point = guess.get_by_role("slider", name="Connections busy, on average at query time 50 ms")
    point.press("End")
    expect(point).to_have_attribute("aria-valuetext", "16")
    guess.get_by_role("button", name="Commit and run").click()
    expect(guess.locator(".says")).to_have_text(re.compile("Furthest off at query time 50.ms: you said 16"))
    guess.get_by_text("As a table").click()
    expect(guess.get_by_role("row")).to_have_count(6)
    expect(guess.get_by_role("columnheader", name="Theory")).to_be_visible()


def test_a_wrong_answer_may_be_tried_again(page: Page) -> None:
    page.goto(f"{LESSON}#round-2")
    quiz = page.locator("#round-2 ring-quiz")
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.get_by_role("alert")).to_have_text("Choose one first.")
    quiz.get_by_role("radio").nth(0).check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator(".says")).to_have_text("Not this one.")
    expect(quiz.get_by_text("✓")).to_have_count(0)
    quiz.get_by_role("radio").nth(1).check()
    quiz.get_by_role("button", name="Check again").click()
    expect(quiz.locator(".says")).to_have_text("Right.")
    expect(page.locator(".kept")).to_contain_text("1 of 3 questions right")


def test_an_order_is_made_with_buttons(page: Page) -> None:
    page.goto(f"{LESSON}#round-5")
    quiz = page.locator("#round-5 ring-quiz")
    wanted = ["The database goes down", "The first caller", "The database is back", "The last caller"]
    for place, words in enumerate(wanted):
        row = quiz.get_by_role("listitem").filter(has_text=words)
        while not quiz.get_by_role("listitem").nth(place).inner_text().strip().startswith(words):
            row.get_by_role("button", name=re.compile("^Move up")).press("Enter")
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator(".says")).to_have_text("That is the measured order.")


def test_a_typed_number_is_judged(page: Page) -> None:
    page.goto(f"{LESSON}#round-7")
    quiz = page.locator("#round-7 ring-quiz")
    quiz.get_by_role("textbox").fill("12")
    quiz.get_by_role("textbox").press("Enter")
    expect(quiz.locator(".says")).to_have_text("More than that.")
    quiz.get_by_role("button", name="Show the answer").click()
    expect(quiz.locator(".told")).to_contain_text("The answer: 40/s.")


def test_a_goal_ticks_by_itself_and_is_kept(page: Page) -> None:
    page.goto(f"{LESSON}#round-2")
    goals = page.locator("#round-2 goal-list")
    expect(goals.locator("li.done")).to_have_count(1, timeout=TEN_SECONDS)
    expect(goals.get_by_role("status")).to_have_text(re.compile("Goal reached: See one connection"))
    page.route_web_socket(re.compile("/socket.io/"), lambda socket: None)  # no lab: nothing can be reached anew
    page.reload()
    expect(goals.locator("li.done")).to_have_count(1, timeout=TEN_SECONDS)
    assert page.evaluate("document.querySelector('ring-lab').session?.status") != "open"


def test_a_required_goal_is_asked_for_but_holds_nobody(page: Page) -> None:
    page.goto(f"{LESSON}#round-3")
    prediction(page, 3).get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Next: Overflow").click()
    expect(page.locator(".missing")).to_have_text(re.compile("Still to reach: Let one waiter time out"))
    page.get_by_role("button", name="Go on anyway").click()
    expect(page.locator("#round-now")).to_have_text("round 4 of 7")
    expect(page.get_by_role("button", name="Next: Things break")).to_be_visible()
    expect(page.locator(".missing")).to_have_text("")


def commit_round_one(page: Page) -> None:
    guess = prediction(page, 1)
    guess.get_by_role("slider").press("End")
    guess.get_by_role("button", name="Commit and run").click()
    expect(guess.locator(".says")).to_have_text(re.compile("^You said 100.%"))
    page.get_by_role("button", name="Next: Who holds what").click()
    expect(page.locator("#round-1 .n")).to_have_text("✓")


def test_progress_is_found_again_and_forgotten(page: Page) -> None:
    page.goto(LESSON)
    expect(page.locator(".kept")).to_be_hidden()
    commit_round_one(page)
    page.goto(LESSON)
    expect(page.locator("#round-1 .n")).to_have_text("✓")
    expect(prediction(page, 1).locator(".says")).to_have_text(re.compile("^You said 100.%"))
    page.wait_for_function(RUNNING)
    expect(page.locator(".kept")).to_contain_text("1 of 7 rounds done, 1 of 5 predictions made")
    page.get_by_role("button", name="Forget my progress").click()
    expect(page.get_by_role("button", name="Commit and run")).to_be_visible()
    expect(page.locator(".kept")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('progress'))") == []


def test_without_storage_everything_works_and_nothing_complains(page: Page, complaints: list[str]) -> None:
    page.add_init_script(BLOCKED)
    page.goto(LESSON)
    commit_round_one(page)
    expect(page.locator(".kept")).to_contain_text("This browser does not let us keep it.")
    expect(page.get_by_role("button", name="Forget my progress")).to_be_hidden()
    page.goto(LESSON)
    expect(page.get_by_role("button", name="Commit and run")).to_be_visible()
    assert complaints == []


def test_a_kept_answer_that_no_longer_fits_is_dropped(page: Page, complaints: list[str]) -> None:
    page.add_init_script(
        "localStorage.setItem('ringside:progress:pool-architecture',"
        " JSON.stringify({answers: {'predict-1': [1, 2]}, quiz: {'quiz-2': {right: true, answer: 99}}}))"
    )
    page.goto(LESSON)
    expect(page.get_by_role("button", name="Commit and run")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("number", [1, 4, 5, 7])
def test_tasks_fit_a_small_screen(page: Page, number: int) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{LESSON}#round-{number}")
    expect(page.locator(f"#round-{number} .task form").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
