"""The wheel, installed without a network into an empty environment, away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / ".wheels"
FAST = 400
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(
    not (WHEELS / ".complete").is_file(), reason="the packages that the wheel needs are not in .wheels: make test"
)


def run(*command: str | Path, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run with nothing of this environment but the system's programs."""
    environ = {"PATH": os.defpath, "HOME": str(at), "LANG": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull, **more}
    done = subprocess.run([str(part) for part in command], cwd=at, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT, at=folder)
    return next(folder.glob("continuity_drills-*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The programs of an empty environment with the wheel in it, and a folder to work in."""
    home = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", home / "venv", at=home)
    pip = (home / "venv/bin/python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "-q", "--no-index", "--find-links", WHEELS, f"{wheel}[all]", at=home)
    return home / "venv/bin", home


def _wanted() -> set[str]:
    """From what the checkout holds, so that a new schema, template or file cannot be forgotten."""
    package = ROOT / "continuity"
    wanted = {"continuity/py.typed"}
    wanted |= {f"continuity/_shipped/schemas/{one.name}" for one in (ROOT / "schemas").glob("*.json")}
    for pattern in ("*.yaml", "runbooks/*.yaml", "drills/**/*.yaml", "lists/*.csv"):
        wanted |= {f"continuity/_shipped/starter/{one.relative_to(ROOT).as_posix()}" for one in ROOT.glob(pattern)}
    for one in package.rglob("*"):
        if one.is_file() and "__pycache__" not in one.parts:
            wanted.add(one.relative_to(ROOT).as_posix())
    return wanted - {"continuity/_shipped/starter/people.yaml"}


def test_wheel_holds_all_that_the_program_reads_and_no_people(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == _wanted()


def test_new_workspace_from_the_wheel_is_all_clear(installed: tuple[Path, Path]) -> None:
    programs, home = installed
    run(programs / "continuity", "init", "company", at=home)
    checked = run(programs / "continuity", "check", "--json", at=home / "company")
    assert json.loads(checked.stdout) == []


def test_demo_from_the_wheel_loses_nothing(installed: tuple[Path, Path]) -> None:
    programs, home = installed
    state = {"CONTINUITY_STATE": str(home / "state")}
    run(programs / "continuity", "demo", "--plain", "--speed", str(FAST), at=home, **state)
    summary = json.loads((home / "demo/summary.json").read_text())
    assert summary["records"]["lost"] == 0
    assert summary["faults"]["injected"] == summary["faults"]["healed"] > 0
    assert summary["safety_verdict"] == "clean"
    assert all(Path(report).is_file() for report in summary["reports"])
