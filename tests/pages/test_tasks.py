"""Tasks over the API: the truth is measured, told only after an answer, and answers are judged by it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.labs import LABS
from app.lessons import Lesson, Library
from app.lessons.tasks.difference import curves, difference
from tests.pages.conftest import ROUND
from tests.pages.fake_lab import FakeLab
from tests.pages.test_tasks_in_lesson_files import BAR, CHOOSE, CURVE, NUMERIC, ORDER, SINGLE

Write = Callable[..., Lesson]
API = "/api/lessons/pool-architecture/tasks"
MULTIPLE = """
```quiz
type: multiple
question: Which of these?
options:
  - {text: One., correct: true, because: Because one.}
  - {text: Two., because: Because not two.}
  - {text: Three., correct: true}
explain: One and three.
```
"""


def answer(client: FlaskClient, task: str, given: Any) -> dict[str, Any]:
    said = client.post(f"{API}/{task}", json={"answer": given})
    assert said.status_code == 200, said.text
    assert said.headers["Cache-Control"] == "no-store"
    return dict(said.json)


def test_a_bar_is_compared_with_the_measured(write: Write, client: FlaskClient) -> None:
    write(ROUND + BAR.replace("for=20\n", "for=20\nexplain: It is {{ calc query_time * 2 | ms }}.\n"))
    said = answer(client, "predict-1", 0.2)
    assert said["truth"] == {"value": 0.4, "text": "400\u00a0ms"}
    assert said["verdict"] == "low"
    assert said["says"].replace("\u00a0", " ") == "You said 200 ms; measured 400 ms: 2 times as long."
    assert "400\u00a0ms" in said["explain"]
    assert said["badge"].startswith("measured on this lab")
    assert answer(client, "predict-1", 0.41)["verdict"] == "close"
    assert answer(client, "predict-1", 0.8)["verdict"] == "high"


def test_the_truth_is_in_nothing_the_browser_gets_before(write: Write, client: FlaskClient) -> None:
    write(ROUND + BAR + SINGLE + NUMERIC.replace("query_time * 2", "query_time * 4"))
    FakeLab.runs.clear()
    page = html.unescape(client.get("/lessons/pool-architecture").text)
    assert FakeLab.runs == []  # it was not even measured
    assert "correct" not in page
    for found in re.findall(r"data-task=\"(\{.*?\})\">", page):
        assert not {"truth", "answer", "correct", "right", "explain", "badge"} & set(json.loads(found))
    for task in ("predict-1", "quiz-1", "quiz-1-2"):
        public = client.get(f"{API}/{task}").json
        assert not {"truth", "answer", "correct", "right", "explain", "badge"} & set(public), public
    assert FakeLab.runs == []


def test_the_right_option_is_computed(write: Write, client: FlaskClient) -> None:
    write(ROUND + CHOOSE)
    said = answer(client, "predict-1", 0)
    assert (said["verdict"], said["truth"]["right"]) == ("wrong", [1])
    assert said["says"].replace("\u00a0", " ") == "Measured 200 ms there, against 1 s."
    assert answer(client, "predict-1", 1)["verdict"] == "right"
    write(ROUND + CHOOSE.replace("greatest", "least"))
    assert answer(client, "predict-1", 0)["verdict"] == "right"


def test_a_curve_has_one_run_for_each_point(write: Write, client: FlaskClient) -> None:
    write(ROUND + CURVE)
    said = answer(client, "predict-1", [0.2, 0.2, 0.8])
    assert said["truth"]["values"] == [0.2, 0.4, 0.8]
    assert said["truth"]["theory"] == [0.2, 0.4, 0.8]
    assert sorted(run.query_time for run, _ in FakeLab.runs) == [0.1, 0.2, 0.4]
    assert "2 of 3 points are close" in said["says"]
    assert "query time 200\u00a0ms" in said["says"]
    assert answer(client, "predict-1", [0.2, 0.4, 0.8])["verdict"] == "close"
    assert len(FakeLab.runs) == 3  # measured once


def test_an_order_is_that_of_the_values(write: Write, client: FlaskClient) -> None:
    write(ROUND + ORDER)
    public = client.get(f"{API}/quiz-1").json
    quick = public["items"].index("Quick.")
    right = [quick, 1 - quick]
    assert answer(client, "quiz-1", right)["truth"]["order"] == right
    wrong = answer(client, "quiz-1", right[::-1])
    assert wrong == {"id": "quiz-1", "verdict": "wrong", "says": "0 of 2 in their places."}


def test_a_number_is_right_within_its_tolerance(write: Write, client: FlaskClient) -> None:
    write(ROUND + NUMERIC.replace("answer:", "tolerance: 0.1\nformat: ms\nanswer:"))
    assert answer(client, "quiz-1", 0.43)["verdict"] == "right"
    low = answer(client, "quiz-1", 0.3)
    assert low == {"id": "quiz-1", "verdict": "wrong", "says": "More than that."}
    assert answer(client, "quiz-1", 0.5)["says"] == "Less than that."
    revealed = client.post(f"{API}/quiz-1", json={"reveal": True}).json
    assert revealed["truth"]["text"] == "400\u00a0ms"
    assert revealed["badge"] == "computed, not measured"


def test_each_of_several_gets_its_own_word(write: Write, client: FlaskClient) -> None:
    write(ROUND + MULTIPLE)
    said = answer(client, "quiz-1", [0, 1])
    assert said["marks"] == {"0": True, "1": False}
    assert said["because"] == {"0": "Because one.", "1": "Because not two."}
    assert said["says"] == "1 right, 1 wrong, not all of them yet."
    assert "truth" not in said
    assert answer(client, "quiz-1", [0, 2])["explain"] == "One and three."


@pytest.mark.parametrize(
    ("block", "task", "given"),
    [
        (BAR, "predict-1", "0.2"), (BAR, "predict-1", -1), (BAR, "predict-1", 99), (BAR, "predict-1", True),
        (BAR, "predict-1", None), (CHOOSE, "predict-1", 2), (CHOOSE, "predict-1", -1), (CHOOSE, "predict-1", [0]),
        (CURVE, "predict-1", [0.1, 0.2]), (CURVE, "predict-1", 0.1), (CURVE, "predict-1", [0.1, 0.2, "x"]),
        (ORDER, "quiz-1", [0, 0]), (ORDER, "quiz-1", [0]), (ORDER, "quiz-1", [True, False]), (MULTIPLE, "quiz-1", []),
        (MULTIPLE, "quiz-1", [0, 0]), (MULTIPLE, "quiz-1", [9]), (NUMERIC, "quiz-1", "many"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(write: Write, client: FlaskClient, block: str, task: str, given: Any) -> None:
    write(ROUND + block)
    said = client.post(f"{API}/{task}", json={"answer": given})
    assert (said.status_code, said.json["error"]["code"]) == (400, "bad_answer")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"reveal": 1}', b'{"answer": NaN}'])
def test_what_is_no_message_is_refused(write: Write, client: FlaskClient, body: bytes) -> None:
    write(ROUND + BAR)
    said = client.post(f"{API}/predict-1", data=body, content_type="application/json")
    assert said.status_code == 400
    assert said.json["error"]["message"]


def test_a_huge_answer_is_refused(write: Write, client: FlaskClient) -> None:
    write(ROUND + BAR)
    assert client.post(f"{API}/predict-1", json={"answer": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize(
    "path", [f"{API}/predict-9", "/api/lessons/none/tasks/predict-1", "/api/lessons/summary/tasks/x"]
)
def test_an_unknown_task_is_a_404(write: Write, client: FlaskClient, path: str) -> None:
    write(ROUND + BAR)
    for said in (client.get(path), client.post(path, json={"answer": 1})):
        assert said.status_code == 404
        assert said.json["error"]["message"]


def test_what_cannot_be_measured_is_said(write: Write, client: FlaskClient) -> None:
    write(ROUND + BAR.replace("wait_p95", "active"))
    said = client.post(f"{API}/predict-1", json={"answer": 0.1})
    assert (said.status_code, said.json["error"]["code"]) == (503, "not_measured")


def test_differences_in_words() -> None:
    def said(guess: float, truth: float, style: str = "ms", span: float = 1) -> str:
        return difference(guess, truth, style, span)[1].replace("\u00a0", " ")

    assert said(0.12, 0.194) == "You said 120 ms; measured 194 ms: 1.6 times as long."
    assert said(0.4, 0.2) == "You said 400 ms; measured 200 ms: half as long."
    assert said(0.2, 0.2) == "You said 200 ms; measured 200 ms: exactly that."
    assert said(0.2, 0.21) == "You said 200 ms; measured 210 ms: that is close."
    assert said(0, 0.5, "percent") == "You said 0 %; measured 50 %."
    assert said(0.1, 0.5, "percent") == "You said 10 %; measured 50 %: 5 times as much."
    assert said(10, 40, "rate", 50) == "You said 10/s; measured 40/s: 4 times as often."
    assert curves([1, 1], [2, 3], ["a", "b"], "number", 4)[1].startswith("Furthest off at b: you said 1; measured 3")


LIBRARY = Library(LABS)
READY = [lesson for lesson in LIBRARY.lessons() if lesson.state == "ready"]
TASKS = [pytest.param(lesson, task, id=f"{lesson.slug}-{task}") for lesson in READY for task in lesson.tasks]


@pytest.mark.parametrize(("lesson", "task"), TASKS)
def test_every_truth_of_the_house_is_measured_and_clear(lesson: Lesson, task: str) -> None:
    found = lesson.tasks[task]
    truth = found.solution(LIBRARY.measurements)
    assert "missing" not in found.reveal(LIBRARY.measurements)["explain"]
    if "order" in truth:
        assert len(set(truth["values"])) == len(truth["values"]), "two that are equal cannot be put in order"
    if "scale" in (shape := found.shape(LIBRARY.measurements)):
        low, high = shape["scale"]
        for value in truth.get("values", [truth.get("value")]):
            assert low <= value <= high, "the truth can be drawn on its scale"


def test_runs_can_be_told_what_to_do_and_asked_for_a_moment() -> None:
    """The lesson's leak: the last request is answered soon after the last slot is gone."""
    lesson = LIBRARY.get("pool-architecture")
    assert lesson is not None
    truth = lesson.tasks["predict-6"].solution(LIBRARY.measurements)
    assert 4 < truth["value"] < 5
