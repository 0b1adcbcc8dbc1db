"""What `./ringside` does with its commands: whom it calls, and how it says that something went wrong."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import chromium, commands, node
from tools.shell import ROOT, SetupError, call, output_of

# --- the entry -------------------------------------------------------------------------------------------------


def ringside(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "ringside", *arguments], capture_output=True, text=True)


def test_without_a_command_it_prints_its_commands():
    done = ringside()
    assert done.returncode == 0
    for name in commands.COMMANDS:
        assert f"./ringside {name}" in done.stdout


def test_an_unknown_command_is_named_and_fails():
    done = ringside("rum")
    assert done.returncode == 2
    assert "'rum'" in done.stderr


def test_the_entry_can_be_read_by_an_old_python():
    ast.parse((ROOT / "ringside").read_text(), feature_version=(3, 7))


def test_something_missing_is_a_message_and_not_a_traceback(monkeypatch, capsys):
    def missing(arguments):
        raise SetupError("Please install a thing.")

    monkeypatch.setitem(commands.COMMANDS, "run", missing)
    assert commands.main(["run"]) == 1
    assert capsys.readouterr().err == "Please install a thing.\n"


def test_ctrl_c_ends_without_a_traceback(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setitem(commands.COMMANDS, "test", interrupted)
    assert commands.main(["test"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_calling_a_program_that_is_not_there_is_false_and_not_an_error():
    assert call(["/no/such/program"]) is False
    assert output_of(["/no/such/program"]) is None


# --- parts of a check ------------------------------------------------------------------------------------------


def test_every_part_runs_even_if_one_fails_and_the_end_names_it(capsys):
    ran = []
    parts = commands.Parts()
    parts.run("first", lambda: bool(ran.append(1)))
    parts.run("second", lambda: ran.append(2) is None)
    assert ran == [1, 2]
    assert parts.end() == 1
    assert "Failed: first" in capsys.readouterr().out


def test_all_well_is_exit_code_zero():
    parts = commands.Parts()
    parts.run("only", lambda: True)
    assert parts.end() == 0


@pytest.fixture
def prepared(monkeypatch):
    """`./ringside test` with nothing to install; returns the list of programs called."""
    called: list[list[str]] = []

    def record(command, environ=None, timeout=None):
        called.append([str(part) for part in command])
        return True

    monkeypatch.setattr(commands, "ensure_python_packages", lambda name="": None)
    monkeypatch.setattr(commands, "ensure_browser_libraries", lambda **how: None)
    monkeypatch.setattr(commands, "ensure_node", lambda: node.Node(Path("/bin/node"), ("/bin/npm",)))
    monkeypatch.setattr(chromium, "ensure", lambda python: "/usr/bin/chromium")
    monkeypatch.setattr(commands, "call", record)
    return called


def test_arguments_go_to_pytest_and_leave_javascript_out(prepared):
    assert commands.test(["-k", "name"]) == 0
    assert [command[1:] for command in prepared] == [["-m", "pytest", "-k", "name"]]


def test_without_a_chromium_the_rest_runs_and_the_check_fails(prepared, monkeypatch):
    monkeypatch.setattr(chromium, "ensure", lambda python: None)
    assert commands.test([]) == 1
    assert "--ignore=tests/browser" in prepared[0]


def test_javascript_files_are_named_one_by_one(prepared, tmp_path):
    for name in ("b.test.js", "inner/a.test.mjs", "helper.js", "data.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert commands.javascript_tests(node.Node(Path("/bin/node"), ()), {}, tmp_path)
    assert [Path(part).name for part in prepared[0] if part.startswith(str(tmp_path))] == ["b.test.js", "a.test.mjs"]


def test_no_javascript_tests_at_all_is_a_failure(prepared, tmp_path):
    assert not commands.javascript_tests(node.Node(Path("/bin/node"), ()), {}, tmp_path)
    assert prepared == []


def test_the_tests_see_our_python_and_node_first_and_the_chromium():
    found = node.Node(Path("/opt/node/bin/node"), ("npm",))
    environ = commands.test_environment(found, "/usr/bin/chromium", {"PATH": "/usr/bin", "KEPT": "1"})
    assert environ["PATH"].split(os.pathsep) == [str(commands.PYTHON.parent), "/opt/node/bin", "/usr/bin"]
    assert environ[chromium.VARIABLE] == "/usr/bin/chromium"
    assert environ["KEPT"] == "1"
