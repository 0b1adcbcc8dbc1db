"""Lessons may ask the engine a few things without a run: the answers are its own, and nothing else can be asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.lessons import LESSONS, Lesson
from app.lessons.facts_of_engine import FACTS, FactError, question
from tests.pages.conftest import ROUND

Write = Callable[..., Lesson]
ABC = "nodes=server-a,server-b,server-c"
README = (LESSONS / "README.md").read_text(encoding="utf-8")


def ask(text: str) -> str | float:
    name, *words = text.split()
    return question(name, dict(word.split("=", 1) for word in words)).answer()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (f"ring_owner key=user:123 {ABC}", "server-a"),
        (f"ring_owner key=user:456 {ABC}", "server-c"),
        (f"ring_owner key=user:123 {ABC},server-d", "server-d"),
        (f"ring_owner key=user:456 {ABC},server-d", "server-c"),
        (f"ring_says key=user:123 {ABC} says=server-b", 0.0),
        ("pick policy=least_connections servers=A,B,C open=12,8,15", "B"),
        ("pick policy=least_connections servers=A,B,C open=12,9,8", "C"),
        ("turns policy=weighted_round_robin servers=a,b,c weights=5,1,1 count=7", "a a a a a b c"),
        ("turns policy=smooth_weighted_round_robin servers=a,b,c weights=5,1,1 count=7", "a a b a c a a"),
    ],
)
def test_the_engine_answers(text: str, answer: str | float) -> None:
    assert ask(text) == answer


def test_a_new_node_takes_its_share_and_nobody_else_does() -> None:
    assert ask(f"ring_moved {ABC} add=server-d keys=20000") == pytest.approx(0.25, abs=0.02)
    assert ask(f"ring_moved_elsewhere {ABC} add=server-d keys=20000") == 0
    assert ask(f"modulo_moved {ABC} keys=20000") == pytest.approx(0.75, abs=0.01)
    shares = [float(ask(f"ring_share node=server-{name} {ABC} keys=5000")) for name in "abc"]
    assert sum(shares) == pytest.approx(1)


def test_a_new_server_moves_most_clients_of_a_remainder_and_few_of_a_ring() -> None:
    asked = "before=A,B,C after=A,B,C,D"
    assert float(ask(f"moved policy=ip_hash {asked} clients=200")) > 0.65
    assert float(ask(f"moved policy=consistent_hash {asked} keys=200")) < 0.35


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{{ engine eval key=1 }}", "there is no fact `eval`"),
        ("{{ engine ring_owner key=user:1 }}", "needs nodes=…"),
        ("{{ engine ring_owner key=user:1 nodes=a colour=red }}", "takes no `colour`"),
        ("{{ engine ring_owner key=user:1 nodes=a vnodes=many }}", "vnodes=many cannot be read"),
        ("{{ engine modulo_moved nodes=a,b keys=9000000 }}", "keys is from 1 to 200000"),
        ("{{ engine ring_owner key=user:1 nodes=a as owner }}", "answers with words"),
        ("{{ engine ring_owner key=user:1 nodes }}", "should read name=value"),
    ],
)
def test_a_bad_question_is_a_fault(write: Write, bad: str, message: str) -> None:
    lesson = write(ROUND + "\n" + bad + "\n")
    assert any(message in str(fault) for fault in lesson.faults), lesson.faults


def test_an_answer_can_be_calculated_with_and_predicted(write: Write) -> None:
    lesson = write(
        ROUND
        + "\n{{ engine modulo_moved nodes=a,b,c keys=4000 as gone }} and {{ calc gone / 2 | percent 2 }}"
        + " and {{ engine ring_owner key=user:1 nodes=a }}\n"
        + "\n```predict\ntype: bar\nquestion: How many move?\nscale: [0, 1]\nlabel: Moved\n"
        + "measure: engine ring_moved nodes=a,b,c add=d keys=4000\n```\n"
    )
    assert lesson.faults == []
    body = lesson.words.rounds[0].body
    moved = float(ask("modulo_moved nodes=a,b,c keys=4000"))
    assert f">{moved / 2 * 100:.2g}\u00a0%<" in body
    assert ">a<" in body
    task = lesson.tasks["predict-1"]
    assert task.solution(lesson.measurements)["value"] == pytest.approx(0.25, abs=0.05)
    assert "seed" not in task.badge()  # nothing was run


def test_what_the_engine_refuses_is_said_in_place_of_the_answer(write: Write) -> None:
    assert "not computed" in write(ROUND + "\n{{ engine ring_owner key=a nodes=x,x }}\n").words.rounds[0].body


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_explained(name: str) -> None:
    assert f"| `{name}` |" in README
    for argument in FACTS[name].takes:
        assert f"`{argument}`" in README


def test_only_facts_can_be_asked() -> None:
    with pytest.raises(FactError):
        question("__import__", {"name": "os"})
