"""The browser's libraries and fonts: fetched with npm by lock file, and copied to static/vendor/."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tools.node import ensure_node
from tools.shell import ROOT, SetupError, call, say
from tools.stamp import Stamp

VENDOR = ROOT / "static" / "vendor"
VENDOR_LIST = ROOT / "static" / "vendor.json"
MODULES = ROOT / "node_modules"
INSTALL = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def vendor_stamp() -> Stamp:
    """The stamp that says: static/vendor/ is complete."""
    return Stamp(VENDOR / ".stamp", [ROOT / "package.json", ROOT / "package-lock.json", VENDOR_LIST])


def copy_plan(listing: Path = VENDOR_LIST) -> dict[str, str]:
    """From each file's path in node_modules/ to its path in static/vendor/: modules keep theirs, fonts lie flat."""
    wanted = json.loads(listing.read_text(encoding="utf-8"))
    plan = {path: path for path in wanted["modules"]}
    return plan | {path: "fonts/" + path.rsplit("/", 1)[-1] for path in wanted["fonts"]}


def copy_files(plan: dict[str, str], source: Path = MODULES, target: Path = VENDOR) -> None:
    """Fill `target` with exactly the files of the plan."""
    if missing := [path for path in plan if not (source / path).is_file()]:
        raise SetupError(f"static/vendor.json names files that npm did not bring: {', '.join(missing)}")
    shutil.rmtree(target, ignore_errors=True)
    for path, place in plan.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target / place)


def fetch() -> None:
    """Install the locked packages and copy what the pages use."""
    node = ensure_node()
    if not call([*node.npm, *INSTALL], node.environ()):
        raise SetupError("npm could not fetch the browser libraries (the reason is above). Is this machine online?")
    copy_files(copy_plan())


def ensure_browser_libraries(*, node_modules: bool = False) -> None:
    """Fill static/vendor/ unless it is complete; the tests ask for `node_modules` to be there as well."""
    stamp = vendor_stamp()
    if stamp.fresh() and (MODULES.is_dir() or not node_modules):
        return
    say("Fetching the browser libraries …")
    stamp.around(fetch)
