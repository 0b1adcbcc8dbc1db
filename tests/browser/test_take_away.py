"""Taking a run along and bringing it back, in a real browser: recording, trace, link, picture."""

from __future__ import annotations

import base64
import json
import struct
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import stand_still

HERE = Path(__file__).parent
LAB = "/labs/connection-pool"
TEN_SECONDS = 10_000
STATUS = "take-panel [role=status]"
ALERT = "take-panel [role=alert]"
PLAYED = "const ring = document.querySelector('ring-lab'); const session = ring.session;"
# The states of what is on screen at many moments between two model times.
STATES = """([from, to]) => { const { recording } = document.querySelector('ring-lab').session;
    return Array.from({ length: 101 }, (_, i) => JSON.stringify(recording.at(from + (to - from) * i / 100))); }"""
CHECK = "const { faultsOf } = await import(process.argv[1]); \
    let text = ''; for await (const piece of process.stdin) text += piece; \
    console.log(JSON.stringify(faultsOf(JSON.parse(text))));"

Save = Callable[[str], Path]


@pytest.fixture
def errors(page: Page) -> Iterator[list[str]]:
    """What went wrong in the page: nothing may."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def panel(page: Page, errors: list[str]) -> Page:
    """A lab that has lived a little, now paused, with the panel open."""
    page.goto(f"{LAB}?max_size=2&threads=6")
    page.wait_for_function("document.querySelector('ring-lab').session?.recording.count > 100")
    page.evaluate(f"async () => {{ {PLAYED} await session.set('max_size', 3); await session.act('kill_connection'); }}")
    page.wait_for_function("document.querySelector('ring-lab').session.recording.count > 500")
    stand_still(page)
    page.get_by_role("tab", name="Take away").click()
    expect(page.get_by_role("button", name="Picture PNG")).to_be_enabled()
    return page


@pytest.fixture
def save(panel: Page, tmp_path: Path) -> Save:
    """Press a button, and have the file that is downloaded."""

    def press(button: str) -> Path:
        with panel.expect_download() as download:
            panel.get_by_role("button", name=button).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    return press


def bring_back(page: Page, file: Path) -> None:
    """As a user does: by the file chooser."""
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Import a recording").click()
    chooser.value.set_files(file)


def test_a_recording_goes_out_and_comes_back_the_same(panel: Page, save: Save) -> None:
    file = save("Export recording")
    lines = file.read_text(encoding="utf-8").splitlines()
    header, end = json.loads(lines[0]), json.loads(lines[-1])
    assert (header["ringside"], header["lab"], header["seed"]) == (1, "connection-pool", 7)
    assert [action[1:3] for action in header["actions"]] == [["set", "max_size"], ["act", "kill_connection"]]
    assert header["params"]["max_size"] == 2
    assert end == {"end": True, "events": len(lines) - 2}
    span = [header["from"], header["to"]]
    before = panel.evaluate(STATES, span)

    bring_back(panel, file)
    expect(panel.get_by_text("recording, replayed")).to_be_visible()
    expect(panel.locator(STATUS)).to_contain_text(f"Replaying {end['events']} events")
    assert panel.evaluate(STATES, span) == before
    panel.evaluate(AXE_SCRIPT)
    assert panel.evaluate("axe.run('ring-lab').then((it) => it.violations.map(({ id }) => id))") == []
    # It plays by itself, shows what can be known, and takes no orders.
    played = "document.querySelector('ring-lab').session.viewTime"
    panel.wait_for_function(f"{played} > {header['from']} + 0.1")
    strip = panel.locator("metric-strip")
    expect(strip.locator("div", has_text="Wait, p95").locator("dd")).to_contain_text("–")
    expect(strip.locator("div", has_text="Active").locator("dd")).not_to_contain_text("–")
    expect(panel.get_by_role("slider", name="Max size")).to_be_disabled()
    refused = panel.evaluate(f"() => {{ {PLAYED} return session.set('max_size', 9).catch((e) => e.code); }}")
    assert refused == "replay"

    panel.get_by_role("button", name="Back to the live lab").click()
    expect(panel.get_by_text("recording, replayed")).to_have_count(0)
    expect(panel.get_by_role("slider", name="Max size")).to_be_enabled()
    session = panel.evaluate(
        f"() => {{ {PLAYED} return [session.replayed, session.status, session.params.max_size]; }}"
    )
    assert session == [False, "open", 3]


def test_a_recording_can_be_dropped_on_the_page(panel: Page, save: Save) -> None:
    text = save("Export recording").read_text(encoding="utf-8")
    panel.evaluate(
        """(text) => { const data = new DataTransfer();
            data.items.add(new File([text], 'run.jsonl'));
            const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
            document.querySelector('take-panel .drop').dispatchEvent(drop); }""",
        text,
    )
    expect(panel.get_by_text("recording, replayed")).to_be_visible()


def test_what_is_no_recording_is_refused_with_the_reason(panel: Page, save: Save, tmp_path: Path) -> None:
    good = save("Export recording").read_text(encoding="utf-8").splitlines()
    header = json.loads(good[0])
    bad = tmp_path / "bad.jsonl"

    def refused(text: str, reason: str) -> None:
        bad.write_text(text, encoding="utf-8")
        bring_back(panel, bad)
        expect(panel.locator(ALERT)).to_contain_text(reason)

    refused("not JSON", "The file is not JSON Lines")
    refused(json.dumps({**header, "ringside": 2}), "has format 2; this Ringside reads format 1")
    refused(json.dumps({**header, "lab": "<img src=x onerror='pwned = 1'>"}), "this Ringside has no such lab")
    refused("\n".join([*good[:5], "[1, 2", *good[6:]]), "Line 6: it is not JSON")
    unknown = json.dumps([header["to"], "<img src=x onerror=alert(1)>", 1])
    refused("\n".join([*good[:-1], unknown, good[-1]]), "there is no kind of event “<img src=x onerror=alert(1)>”")
    refused("\n".join(good[:-1]), "its end line is missing")
    with bad.open("wb") as file:
        file.truncate(20_000_001)
    bring_back(panel, bad)
    expect(panel.locator(ALERT)).to_contain_text("The file is larger than 20 MB, the most that is read")
    bad.write_bytes(b"\xff\xfe\x00")
    bring_back(panel, bad)
    expect(panel.locator(ALERT)).to_contain_text("not text")

    expect(panel.get_by_text("recording, replayed")).to_have_count(0)
    assert panel.evaluate("[document.querySelectorAll('img').length, typeof pwned]") == [0, "undefined"]


def test_nothing_of_a_recording_becomes_html(panel: Page, save: Save, tmp_path: Path) -> None:
    evil = "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>"
    text = save("Export recording").read_text(encoding="utf-8")
    file = tmp_path / "evil.jsonl"
    file.write_text(text.replace('"T1"', json.dumps(evil)), encoding="utf-8")
    bring_back(panel, file)
    expect(panel.get_by_text("recording, replayed")).to_be_visible()
    panel.evaluate(f"() => {{ {PLAYED} session.seek(session.recording.to); }}")
    expect(panel.locator("pool-stage svg").get_by_text("<img src=x").first).to_be_attached()
    for tab in ("Table", "Events"):
        panel.get_by_role("tab", name=tab).click()
        expect(panel.get_by_role("tabpanel")).to_contain_text("<img src=x", timeout=TEN_SECONDS)
    assert panel.evaluate("[document.querySelectorAll('img, main script').length, typeof pwned]") == [0, "undefined"]


def test_the_trace_keeps_to_the_format(panel: Page, save: Save) -> None:
    file = save("Export trace")
    assert file.name.endswith(".trace.json")
    checker = (HERE.parent / "js" / "support" / "trace-format.mjs").as_uri()
    command = ["node", "--input-type=module", "-e", CHECK, checker]
    done = subprocess.run(command, input=file.read_text(encoding="utf-8"), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
    events = json.loads(file.read_text(encoding="utf-8"))["traceEvents"]
    names = {event["args"]["name"] for event in events if event["name"] == "thread_name"}
    assert {"T1", "T6"} <= names
    assert {"max_size set to 3", "kill_connection"} <= {event["name"] for event in events if event["ph"] == "i"}


def test_a_picture_stands_alone(panel: Page, save: Save) -> None:
    picture = ET.parse(save("Picture SVG")).getroot()
    text = "".join(picture.itertext())
    for fact in ("real threads, seeded order", "seed 7", "model time 00:0", "1 s = 250 ms of model time", "max_size 3"):
        assert fact in text, fact
    for element in picture.iter():
        assert not element.tag.endswith(("script", "image", "use", "foreignObject")), element.tag
        for name, value in element.attrib.items():
            assert "href" not in name, element.attrib
            assert not name.startswith("on"), element.attrib
            assert "url(" not in value or value.startswith("url(#"), element.attrib
            assert "var(" not in value, element.attrib
            assert "light-dark" not in value, element.attrib
    ids = {element.get("id") for element in picture.iter()}
    used = {value[5:-1] for element in picture.iter() for value in element.attrib.values() if value.startswith("url(#")}
    assert used <= ids, used - ids

    png = save("Picture PNG").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (2 * int(picture.attrib["width"]), 2 * int(picture.attrib["height"]))


def test_a_link_opens_the_very_same_run(panel: Page, browser: Browser, base_url: str) -> None:
    panel.get_by_role("button", name="Copy share link").click()
    link = panel.get_by_label("Share link").input_value()
    assert f"{LAB}#share=" in link
    # The moment is the link's own: the last frame of a pause may come after it was copied.
    t = json.loads(base64.urlsafe_b64decode(link.split("#share=")[1] + "=="))["t"]
    assert panel.evaluate(f"() => {{ {PLAYED} return session.recording.eventsBetween(-1, {t}).length; }}") > 500

    context = browser.new_context(base_url=base_url)
    try:
        other = context.new_page()
        other.goto(link)
        expect(other.get_by_role("log", name="Notices")).to_contain_text("Opened from a link at", timeout=TEN_SECONDS)
        expect(other.get_by_role("button", name="Play", exact=True)).to_be_enabled(timeout=TEN_SECONDS)
        state = "document.querySelector('ring-lab').session"
        other.wait_for_function(f"Math.abs({state}.viewTime - {t}) < 1e-6", timeout=TEN_SECONDS)
        same = "({ t: _, recent, ...state }) => state"
        there = other.evaluate(f"JSON.stringify(({same})({state}.recording.at({t})))")
        assert json.loads(there) == panel.evaluate(f"({same})({state}.recording.at({t}))")
        assert other.evaluate(f"{state}.actionsTaken.map((action) => action[2])") == ["max_size", "kill_connection"]
        other.get_by_role("button", name="Play", exact=True).click()
        other.wait_for_function(f"{state}.recording.to > {t} + 0.2", timeout=TEN_SECONDS)
    finally:
        context.close()


@pytest.mark.parametrize(
    ("shared", "told"),
    [
        ({"v": 1, "params": {"max_size": 99, "wings": 2, "threads": 5}}, "Max size: 99 is not a whole number from 1"),
        ({"v": 1, "params": {"threads": 5}, "actions": [[0.1, "act", "explode", {}]], "t": 0.5}, "Left out: “explode”"),
        ({"v": 1, "params": {"thread_order": "os", "threads": 5}, "t": 0.5}, "order of the operating system cannot be"),
        ({"v": 1, "params": {"threads": 5}, "t": 1e9}, "later than 900 s"),
        ({"v": 7}, "another version of Ringside"),
        ("damaged", "it is damaged"),
    ],
)
def test_a_link_that_cannot_be_followed_says_so(page: Page, errors: list[str], shared: object, told: str) -> None:
    encode = "(text) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')"
    code = shared if isinstance(shared, str) else page.evaluate(encode, json.dumps(shared))
    page.goto(f"{LAB}#share={code}")
    expect(page.get_by_role("log", name="Notices")).to_contain_text(told, timeout=TEN_SECONDS)
    params = "document.querySelector('ring-lab').session.params"
    page.wait_for_function(f"{params}.max_size === 10", timeout=TEN_SECONDS)
    if isinstance(shared, dict) and "params" in shared:
        assert page.evaluate(f"{params}.threads") == 5


def test_the_panel_may_be_open_before_the_lab_is(page: Page, errors: list[str]) -> None:
    page.goto(f"{LAB}?panel=take")
    expect(page.get_by_role("button", name="Picture PNG")).to_be_enabled()


def test_none_of_it_is_loaded_before_it_is_asked_for(page: Page, errors: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(LAB)
    page.wait_for_function("document.querySelector('ring-lab').session?.recording.count > 20")
    expect(page.get_by_role("tab", name="Take away")).to_be_visible()
    late = ("/js/tools/", "take-panel", "panels-take", "replay")
    assert [url for url in asked if any(part in url for part in late)] == []
    page.get_by_role("tab", name="Take away").click()
    expect(page.get_by_role("button", name="Picture PNG")).to_be_enabled()
    assert any("take-panel" in url for url in asked)
    assert [url for url in asked if "/js/tools/" in url] == []
