"""A prediction, question or goal with a fault is named with its line; sound ones stand in the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.lessons import Lesson
from tests.pages.conftest import FRONT, ROUND

Write = Callable[..., Lesson]

BAR = """
```predict
type: bar
question: How long do they wait?
scale: [0, query_time * 4]
measure: wait_p95 for=20
```
"""
CHOOSE = """
```predict
type: choose
question: Which pool makes them wait longest?
right: greatest
options:
  - text: A quick one.
    measure: wait_p95 for=20 where query_time=0.1
  - text: A slow one.
    measure: wait_p95 for=20 where query_time=0.5
```
"""
CURVE = """
```predict
type: curve
question: Draw the wait.
over: query_time
values: [0.1, 0.2, 0.4]
scale: [0, 1]
measure: wait_p95 for=20
theory: query_time * 2
```
"""
NUMERIC = """
```quiz
type: numeric
question: How long?
answer: query_time * 2
```
"""
SINGLE = """
```quiz
type: single
question: Which?
options:
  - text: This.
    correct: true
  - text: That.
```
"""
ORDER = """
```quiz
type: order
question: In what order?
items:
  - text: Slow.
    measure: wait_p95 for=20 where query_time=0.5
  - text: Quick.
    measure: wait_p95 for=20 where query_time=0.1
```
"""
GOAL = """
```goal
name: see_a_timeout
params: {seconds: 3}
```
"""
SOUND = [BAR, CHOOSE, CURVE, NUMERIC, SINGLE, ORDER, GOAL]


@pytest.mark.parametrize("block", SOUND)
def test_a_sound_block_is_no_fault(write: Write, block: str) -> None:
    assert write(ROUND + block).faults == []


@pytest.mark.parametrize(
    ("block", "was", "becomes", "message"),
    [
        (BAR, "type: bar", "type: barr", "`type` is one of choose, bar, curve, order, not `barr`"),
        (BAR, "scale: [0, query_time * 4]", "scale: [1, 0]", "from less to more"),
        (BAR, "scale: [0, query_time * 4]", "scale: [0, speed]", "nothing here is called `speed`"),
        (BAR, "scale: [0, query_time * 4]", "scales: [0, 1]", "`scales`: unknown key"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p96 for=20", "does not measure `wait_p96`"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p95", "how long to measure"),
        (BAR, "measure: wait_p95 for=20", "truth: 0.12", "`0.12` is typed by hand"),
        (BAR, "measure: wait_p95 for=20", "truth: query_time * 2", "the truth is measured"),
        (BAR, "measure: wait_p95 for=20", "step: 0.1", "the truth is measured: one `measure`"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p95 for=20\nformat: furlongs", "unknown format"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p95 for=20\nrun: {max_sise: 2}", "no parameter `max_sise`"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p95 for=20\nstep: 7", "`step` is more than nothing"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p95 for=20 do=explode@1", "no action `explode`"),
        (BAR, "measure: wait_p95 for=20", "measure: wait_p95 for=20 do=kill", "action@seconds"),
        (BAR, "measure: wait_p95 for=20", "measure: pool.opened#count for=20", "no event `pool.opened`"),
        (BAR, "measure: wait_p95 for=20", "measure: connection.acquired#1.colour for=20", "no field `colour`"),
        (BAR, "How long", "How {{ parm x }}", "unknown directive `parm`"),
        (CHOOSE, "right: greatest", "right: left", "`right`"),
        (CHOOSE, "right: greatest", "right: nearest", "the truth is measured"),
        (CHOOSE, "    measure: wait_p95 for=20 where query_time=0.5", "    correct: true", "marked by hand"),
        (CHOOSE, "    measure: wait_p95 for=20 where query_time=0.5", "    value: 0.5", "`0.5` is typed by hand"),
        (CURVE, "over: query_time", "over: speed", "no parameter `speed`"),
        (CURVE, "values: [0.1, 0.2, 0.4]", "values: [0.4, 0.1]", "least first"),
        (CURVE, "values: [0.1, 0.2, 0.4]", "values: 1 to 20", "1..20"),
        (CURVE, "values: [0.1, 0.2, 0.4]", "values: [0.1, 99]", "query_time"),
        (CURVE, "theory: query_time * 2", "theory: query_time * tow", "nothing here is called `tow`"),
        (NUMERIC, "answer: query_time * 2", "answer: 0.4", "`0.4` is typed by hand"),
        (NUMERIC, "answer: query_time * 2", 'answer: "2 * 2"', "`2 * 2` is typed by hand"),
        (NUMERIC, "answer: query_time * 2", "answer: query_time *", "is not arithmetic"),
        (SINGLE, "    correct: true\n", "", "exactly one option"),
        (SINGLE, "  - text: That.", "  - text: That.\n    correct: true", "exactly one option"),
        (SINGLE, "  - text: That.", "  - text: That.\n    value: tcp", "needs `right`"),
        (ORDER, "    measure: wait_p95 for=20 where query_time=0.1", "    because: x", "unknown key"),
        (ORDER, "    measure: wait_p95 for=20 where query_time=0.1\n", "", "either `value` or `measure`"),
        (GOAL, "name: see_a_timeout", "name: see_a_ghost", "no goal `see_a_ghost`; it has see_a_timeout"),
        (GOAL, "seconds: 3", "minutes: 3", "no parameter `minutes`"),
    ],
)
def test_a_fault_names_its_line(write: Write, block: str, was: str, becomes: str, message: str) -> None:
    assert was in block
    body = ROUND + block.replace(was, becomes)
    lesson = write(body)
    assert lesson.state == "broken"
    [fault, *_] = [each for each in lesson.faults if message in each.message] or [None]
    assert fault is not None, lesson.faults
    block_starts = (FRONT + ROUND).count("\n") + 2
    assert block_starts <= fault.line <= block_starts + block.count("\n") + 1


def test_the_line_is_that_of_the_key(write: Write) -> None:
    body = ROUND + ORDER.replace("wait_p95 for=20 where query_time=0.1", "wait_p96 for=20")
    text = FRONT + body
    [fault] = write(body).faults
    assert fault.line == text[: text.index("wait_p96")].count("\n") + 1


def test_one_prediction_a_round(write: Write) -> None:
    assert "one prediction a round" in str(write(ROUND + BAR + CHOOSE).faults)


def test_two_tasks_cannot_have_one_id(write: Write) -> None:
    twice = SINGLE.replace("question", "id: which\nquestion")
    assert "already the id of another" in str(write(ROUND + twice + twice).faults)


def test_tasks_stand_in_rounds(write: Write) -> None:
    assert "stands in a round" in str(write(front=FRONT + SINGLE).faults)


def test_ids_tell_the_round(write: Write) -> None:
    second = ROUND.replace("First", "Second") + CHOOSE + SINGLE + ORDER
    assert list(write(ROUND + BAR + second).tasks) == ["predict-1", "predict-2", "quiz-2", "quiz-2-2"]


def test_goals_of_a_round_stand_together(write: Write) -> None:
    [only] = write(ROUND + GOAL).words.rounds
    assert only.body.count("<goal-list") == 1
    assert "See a timeout." in only.body
    assert only.setting["goals"] == [{"name": "see_a_timeout", "params": {"seconds": 3}}]
    assert "a second time" in str(write(ROUND + GOAL + GOAL).faults)


def test_a_truth_takes_a_format(write: Write) -> None:
    block = """
```predict
type: choose
question: How long?
measure: wait_p95 for=20 as waited
truth: waited | duration
right: nearest
options:
  - text: As long as a query.
    value: query_time
  - text: Twice as long.
    value: query_time * 2
```
"""
    lesson = write(ROUND + block)
    assert lesson.faults == []
    assert lesson.tasks["predict-1"].solution(lesson.measurements)["measured"] == "400\u00a0ms"
