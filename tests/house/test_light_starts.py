"""What must work when everything is broken starts with click and the standard library, and heals without click."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from continuity.workspace.init import init

STARTED = """
import sys
before = set(sys.modules)
from continuity.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print("loaded", *{name.split(".")[0] for name in set(sys.modules) - before} - sys.stdlib_module_names)
"""
IMPORTED = """
import sys
before = set(sys.modules)
import continuity.faults.heal, continuity.faults.guard, continuity.faults.obligations
loaded = set(sys.modules) - before
print("loaded", *{name.split(".")[0] for name in loaded} - sys.stdlib_module_names)
print("parts", *{name.split(".")[1] for name in loaded if name.startswith("continuity.")})
"""


def last_line(tmp_path: Path, code: str, *arguments: str, at: int = -1) -> set[str]:
    environ = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[at].split()[1:])


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["halt", "--reason", "a test"], ["recover"]])
def test_starts_with_click_alone(arguments: list[str], tmp_path: Path) -> None:
    init(tmp_path)
    assert last_line(tmp_path, STARTED, *arguments) == {"click", "continuity"}


def test_healing_needs_no_installed_package(tmp_path: Path) -> None:
    assert last_line(tmp_path, IMPORTED, at=-2) == {"continuity"}
    assert last_line(tmp_path, IMPORTED) == {"clock", "errors", "faults"}
