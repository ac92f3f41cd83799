"""A workspace with a drill under way, packs printed in it, and a real browser where there is one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
sys.path.insert(0, str(Path(__file__).parent))

from pack_house import RUN, PackHouse
from pack_page import QUIET
from said import Said, say

from continuity.cli.main import main
from continuity.workspace.init import init

__all__ = ["axe", "browser", "drill", "file", "house", "out", "say"]

ROOT = Path(__file__).parents[2]
DEMAND = "CONTINUITY_DEMAND_BROWSER"
AXE = ROOT / ".tools" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[..., Said]) -> PackHouse:
    """The starter, with us in it."""
    monkeypatch.setenv("CONTINUITY_STATE", str(tmp_path / "state"))
    init(tmp_path / "house")
    monkeypatch.chdir(tmp_path / "house")
    return PackHouse(tmp_path / "house", say)


@pytest.fixture
def drill(house: PackHouse) -> PackHouse:
    """A drill began an hour ago, and the CRM does not answer."""
    house.begin(RUN)
    return house


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where logs are saved."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clerk's pack, printed once; each test opens it on a device of its own."""
    root = tmp_path_factory.mktemp("printed") / "house"
    init(root)
    arguments = ("pack", "build", "--drill", "--role", "order-clerk", "--for", "jonas", "-w", str(root))
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert not end.value.code
    return next((root / ".continuity" / "packs").glob("*.html"))


def left_out(reason: str) -> None:
    """Skip, unless this machine is to leave nothing out."""
    if os.environ.get(DEMAND) == "1":
        pytest.fail(f"{reason} ({DEMAND}=1 demands it)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program; playwright, which drives it, is there as well."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        left_out("there is no Chromium on the PATH")
    try:
        import playwright  # noqa: F401
    except ImportError:
        left_out("the Python package playwright is not installed")
    return str(program)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    """A real Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that finds what keeps people out."""
    if not AXE.is_file():
        left_out("axe-core is not in .tools/node_modules")
    return AXE.read_text("utf-8")
