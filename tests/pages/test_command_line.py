"""`python -m app` says where it is in one line, and says plainly what is wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app.__main__ as command
from app import create_app
from tests.pages.conftest import END, FRONT, ROUND
from tests.pages.fake_lab import LABS


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """`main` with a server that is ready at once and then ends."""

    def served(app: Any, *, host: str, port: int, ready: Callable[[str, int], object]) -> None:
        ready(host, port or 12345)

    monkeypatch.setattr(command, "create_app", lambda: create_app(labs=LABS, lessons=folder, live=False))
    monkeypatch.setattr("app.live.run", served)
    return command.main


def test_it_prints_its_address_and_nothing_else(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--port", "0"]) == 0
    assert capsys.readouterr().out == "Ringside is at http://127.0.0.1:12345\n"


def test_it_opens_the_page_when_asked(run: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(command.webbrowser, "open", opened.append)
    run(["--port", "0", "--open"])
    assert opened == ["http://127.0.0.1:12345"]


def test_a_taken_port_is_a_plain_message(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run(["--port", str(port)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert f"Port {port} is taken" in said.err
    assert "--port" in said.err


def test_an_address_that_is_not_ours_is_a_plain_message(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--host", "192.0.2.1", "--port", "0"]) == 1
    assert "Cannot listen on 192.0.2.1" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["lots", "-1", "65536"])
def test_a_port_that_is_none_is_refused(run: Callable[..., int], port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--port", port])
    assert "65535" in capsys.readouterr().err or port == "-1"


def test_broken_lessons_are_named_at_the_start(
    run: Callable[..., int], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "summary.md").write_text(FRONT + ROUND + "\n{{ parm max_size }}\n" + END)
    run(["--port", "0"])
    said = capsys.readouterr()
    line = (FRONT + ROUND).count("\n") + 2
    assert f"lessons/summary.md:{line}: unknown directive `parm`" in said.err
    assert said.out.startswith("Ringside is at ")


def test_missing_browser_libraries_are_named(
    run: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "vendor_present", lambda: False)
    run(["--port", "0"])
    assert "./ringside run" in capsys.readouterr().err
