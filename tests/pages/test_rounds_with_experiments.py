"""A round may have an experiment on the page: its settings are judged, and the lab stays the model beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.lessons import Lesson
from tests.pages.conftest import FRONT, ROUND

Write = Callable[..., Lesson]
OTHER = """
## For real

```round
summary: On this machine.
preset: {max_size: 3}
experiment: executors
settings: {work: compute, repeats: 1}
controls: [sizes]
actions: [run]
```

The model has {{ param max_size }} slots; press {{ label run }}, or see {{ label wait_p95 }}.

```goal
name: have_result
```

```predict
type: bar
question: How long do they wait?
scale: [0, 1]
measure: wait_p95 for=20
```
"""


def test_the_page_shows_the_experiment_and_the_words_speak_of_the_lab(write: Write) -> None:
    lesson = write(ROUND + OTHER)
    assert lesson.faults == []
    first, second = lesson.words.rounds
    assert (first.setting["lab"], first.setting["params"]) == ("fake-pool", {"max_size": 4})
    assert second.setting["lab"] == "executors"
    assert second.setting["params"] == {"work": "compute", "repeats": 1}
    assert second.setting["goals"] == [{"name": "have_result", "params": {}}]
    assert ">3</span> slots; press <em>Run</em>, or see <em>Wait, p95</em>" in second.body
    assert lesson.tasks["predict-2"].badge() == "measured on the engine of the lab “Fake pool”"
    assert lesson.tasks["predict-2"].solution(lesson.measurements)["value"] > 0


@pytest.mark.parametrize(
    ("right", "wrong", "needle", "message"),
    [
        ("experiment: executors", "experiment: explosion", "experiment:", "no experiment `explosion`; there are exec"),
        ("experiment: executors\n", "", "settings:", "`settings` are those of an `experiment`"),
        ("work: compute", "work: dream", "settings:", "work"),
        ("work: compute", "wrok: compute", "settings:", "the lab executors has no parameter `wrok`"),
        ("[sizes]", "[max_size]", "controls:", "the lab executors has no parameter `max_size`"),
        ("[run]", "[kill]", "actions:", "the lab executors has no action `kill`"),
        (
            "{{ label run }}",
            "{{ label jump }}",
            "{{ label jump",
            "the lab executors has no parameter, action or metric",
        ),
        ("name: have_result", "name: see_a_timeout", "name: see", "the lab executors has no goal `see_a_timeout`"),
        ("measure: wait", "run: {max_size: 2}\nmeasure: wait", "run:", "an experiment is set by the round's"),
    ],
)
def test_a_fault_is_named_with_its_line(write: Write, right: str, wrong: str, needle: str, message: str) -> None:
    assert OTHER.count(right) == 1
    body = OTHER.replace(right, wrong)
    text = FRONT + body
    faults = [(fault.line, message in fault.message) for fault in write(body).faults]
    assert (text[: text.index(needle)].count("\n") + 1, True) in faults
