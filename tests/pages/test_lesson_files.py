"""A lesson file is ready or broken; a broken one names file and line, and takes no other lesson with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.lessons import Lesson, Library
from tests.pages.conftest import END, FRONT, ROUND
from tests.pages.fake_lab import LABS, FakeLab
from tests.pages.html_outline import Outline

Write = Callable[..., Lesson]
FRONT_LINES = FRONT.count("\n")


def line_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n") + 1


def test_a_sound_file_is_ready(write: Write) -> None:
    lesson = write()
    assert (lesson.state, lesson.faults) == ("ready", [])
    assert lesson.title == "A small lesson"
    [first] = lesson.words.rounds
    assert (first.title, first.preset) == ("First round", {"max_size": 4})
    assert (first.controls, first.actions) == (["max_size"], ["kill"])
    assert ">4</span> slots" in first.body


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{{ parm max_size }}", "unknown directive `parm`"),
        ("{{ param max_sise }}", "no parameter `max_sise`"),
        ("{{ param order | ms }}", "`order` is no number"),
        ("{{ param max_size | furlongs }}", "unknown format `furlongs`"),
        ("{{ measure speed for=5 }}", "does not measure `speed`"),
        ("{{ measure wait_p95 }}", "how long to measure"),
        ("{{ measure wait_p95 for=9999 }}", "between 0 and 600"),
        ("{{ measure wait_p95 for=5 where max_sise=2 }}", "max_sise"),
        ("{{ measure wait_p95 for=5 where max_size=999 }}", "max_size"),
        ("{{ measure wait_p95 for=5 quickly }}", "should read name=value"),
        ("{{ calc tcp + ssl }}", "nothing here is called `ssl`"),
        ("{{ calc tcp ** 2 }}", "only + - * /"),
        ("{{ calc tcp / 0 }}", "divides by zero"),
        ("{{ label max_sise }}", "no parameter, action or metric `max_sise`"),
        ("{{ state asleep }}", "no state `asleep`"),
        ("{{ param max_size", "never closed"),
        ("::: trie\nHello\n:::", "unknown container `trie`"),
        ("::: try\nHello", "`try` is never closed"),
        (":::", "never opened"),
        ("::: figure nowhere\n:::", "no drawing lessons/figures/nowhere.svg"),
        ("# A second headline", "rounds begin with ##"),
        ("## Another round\n\nwithout a block", "```round block"),
        ("## Another\n\n```round\nsummary: x\nsummary: y\n```", "a second time"),
        ("## Another\n\n```round\nsummary: x\ncontrol: [max_size]\n```", "`control`: unknown key"),
        ("## Another\n\n```round\nsummary: x\npreset: {max_sise: 2}\n```", "no parameter `max_sise`"),
        ("## Another\n\n```round\nsummary: x\npreset: {max_size: 0}\n```", "max_size"),
        ("## Another\n\n```round\nsummary: x\npreset: {max_size: [1}\n```", "cannot be read"),
        ("## Another\n\n```round\nsummary: x\ncontrols: [speed]\n```", "no parameter `speed`"),
        ("## Another\n\n```round\nsummary: x\nactions: [explode]\n```", "no action `explode`"),
        ("## Another\n\n```round\nsummary: x\nhighlight: [max_size]\n```", "no control or action of this round"),
        ("## Another\n\n```round\nsummary: x\npanel: x-ray\n```", "`panel`"),
        ("## Another\n\n```round\nsummary: x\npanel: compare\n```", "no tables to compare"),
    ],
)
def test_a_broken_file_names_the_fault(write: Write, bad: str, message: str) -> None:
    lesson = write(ROUND + "\n" + bad + "\n")
    assert lesson.state == "broken"
    faults = [str(fault) for fault in lesson.faults]
    assert any(message in fault for fault in faults), faults
    assert all(fault.startswith("lessons/pool-architecture.md:") for fault in faults)


@pytest.mark.parametrize(
    ("body", "needle"),
    [
        (ROUND + "\nFine.\nStill fine.\n{{ parm x }} here\n", "{{ parm"),
        (ROUND + "\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | {{ parm x }} |\n", "{{ parm"),
        (ROUND + "\n- one\n- two {{ parm x }}\n", "{{ parm"),
        (ROUND + "\n::: try\nHello\n", "::: try"),
        (ROUND.replace("max_size: 4", "max_sise: 4"), "preset:"),
        (ROUND.replace("[kill]", "\n  - kill\n  - explode"), "  - explode"),
    ],
)
def test_the_line_is_the_line(write: Write, body: str, needle: str) -> None:
    lesson = write(body)
    assert [fault.line for fault in lesson.faults] == [line_of(FRONT + body, needle)]


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        ("no front matter\n", 1, "front matter"),
        ("---\ntitle: [\n---\n", 2, "cannot be read"),
        ("---\n- just\n- a list\n---\n", 2, "name: value"),
        (FRONT.replace("lab: fake-pool", "lab: no-pool"), 4, "no lab `no-pool`"),
        (FRONT.replace("lede:", "leed:"), 5, "`leed`: unknown key"),
        (FRONT.replace("tcp: 0.001", "tcp: fast"), 6, "`figures.tcp`"),
        (FRONT.replace("tcp: 0.001", "while: 0.001"), 6, "cannot be called `while`"),
        (FRONT.replace("figures:", "preset: {max_size: 99}\nfigures:"), 6, "max_size"),
        (FRONT.replace("nine o’clock", "{{ calc ssl }}"), 5, "nothing here is called `ssl`"),
    ],
)
def test_broken_front_matter_names_its_line(write: Write, front: str, line: int, message: str) -> None:
    lesson = write(front=front)
    assert (line, True) in [(fault.line, message in fault.message) for fault in lesson.faults], lesson.faults


def test_a_round_can_open_a_panel(write: Write, client: FlaskClient) -> None:
    lesson = write(ROUND.replace("actions: [kill]", "panel: theory") + ROUND.replace("First round", "Second"))
    settings = [each.setting for each in lesson.words.rounds]
    assert settings[0]["panel"] == "theory"
    assert "panel" not in settings[1]
    opened = [Outline(client.get(f"/lessons/pool-architecture{asked}").text) for asked in ("", "?panel=log")]
    assert [page.attributes["ring-lab"].get("panel") for page in opened] == ["theory", None]


def test_a_file_that_is_not_text_is_a_fault(write: Write, folder: Path) -> None:
    write()
    (folder / "summary.md").write_bytes(b"---\n\xff\xfe\n---\n")
    lesson = Library(LABS, folder).get("summary")
    assert lesson is not None
    assert "cannot be read" in str(lesson.faults[0])


def test_the_others_still_load(write: Write, folder: Path, client: FlaskClient) -> None:
    write()
    (folder / "why-pooling.md").write_text(FRONT + ROUND + "\n::: try\n" + END)
    states = {row["slug"]: row["state"] for row in client.get("/api/lessons").json}
    assert (states["why-pooling"], states["pool-architecture"]) == ("broken", "ready")
    assert client.get("/lessons/pool-architecture").status_code == 200
    page = client.get("/lessons/why-pooling")
    assert page.status_code == 503
    assert f"lessons/why-pooling.md:{line_of(FRONT + ROUND, 'The pool') + 2}: the container `try`" in page.text


def test_containers_nest_with_fewer_colons_inside(write: Write) -> None:
    lesson = write(ROUND + "\n:::: why\nBecause.\n\n::: document\nIt is written.\n:::\n::::\n")
    assert lesson.faults == []
    assert "<blockquote" in lesson.words.rounds[0].body.split("<details")[1].split("</details>")[0]


def test_colons_in_a_code_block_are_code(write: Write) -> None:
    assert write(ROUND + "\n```text\n::: nothing\n{{ nothing }}\n```\n").faults == []


def test_html_in_a_lesson_is_text(write: Write) -> None:
    assert "<script>alert" not in write(ROUND + "\n<script>alert(1)</script>\n").words.rounds[0].body


def test_a_measurement_runs_once_and_only_when_it_is_shown(write: Write) -> None:
    other = "{{ measure wait_p95 for=20 where query_time=0.5 }}"
    lesson = write(ROUND + "\n{{ measure wait_p95 for=20 }} {{ measure served_rate for=20 }} " + other)
    assert FakeLab.runs == []
    body = lesson.words.rounds[0].body
    assert ">400\u00a0ms<" in body
    assert ">12.5/s<" in body
    assert ">1\u00a0s<" in body
    runs = [(run.query_time, run.max_size, seconds) for run, seconds in FakeLab.runs]
    assert runs == [(0.2, 4, 20.0), (0.5, 4, 20.0)]


def test_a_measurement_can_be_calculated_with(write: Write) -> None:
    lesson = write(ROUND + "\n{{ measure wait_p95 for=20 as waited }}: {{ calc waited / query_time | times }}\n")
    assert ">2\u00a0×<" in lesson.words.rounds[0].body


def test_controls_are_called_what_the_page_calls_them(write: Write) -> None:
    assert (
        "<em>max size</em> and <em>Kill</em>"
        in write(ROUND + "{{ label max_size }} and {{ label kill }}").words.rounds[0].body
    )


def test_a_figure_can_stand_for_a_parameter(write: Write) -> None:
    lesson = write(ROUND + "\n{{ measure wait_p95 for=20 where query_time=tls }}\n")
    assert ">4\u00a0ms<" in lesson.words.rounds[0].body


def test_a_metric_without_a_value_says_so(write: Write) -> None:
    lesson = write(ROUND + "\n{{ measure active for=20 as busy }} {{ calc busy * 2 }}\n")
    assert "not measured" in lesson.words.rounds[0].body
    assert "not computed" in lesson.words.rounds[0].body


def test_a_lesson_off_the_map_is_listed_after_it(folder: Path, client: FlaskClient) -> None:
    (folder / "our-own-pool.md").write_text(FRONT.replace("figures", "group: Ours\nfigures") + ROUND + END)
    assert client.get("/api/lessons").json[-1] | {"rounds": []} == {
        "slug": "our-own-pool", "title": "A small lesson", "summary": "Two rounds.", "group": "Ours",
        "state": "ready", "url": "/lessons/our-own-pool", "rounds": [], "faults": [],
    }  # fmt: skip
    assert "our-own-pool" in client.get("/").text


def test_an_edited_file_is_read_again(write: Write, folder: Path, client: FlaskClient) -> None:
    write()
    assert "A small lesson" in client.get("/lessons/pool-architecture").text
    path = folder / "pool-architecture.md"
    path.write_text(path.read_text().replace("A small lesson", "A better lesson"))
    assert "A better lesson" in client.get("/lessons/pool-architecture").text
