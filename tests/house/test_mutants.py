"""Each planted defect can still be planted; ``make mutants`` plants them and shows what catches each."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATCHES = sorted((ROOT / "tests" / "mutants").glob("*.patch"))


def test_there_are_some() -> None:
    assert PATCHES


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_a_planted_defect_still_fits_the_code(patch: Path) -> None:
    if shutil.which("git"):
        command = ["git", "apply", "--check", "--recount", str(patch)]
    elif shutil.which("patch"):
        command = ["patch", "--dry-run", "--strip=1", "--force", f"--input={patch}"]
    else:
        pytest.skip("neither git nor patch is on the PATH")
    # In a tree that lies in someone else's repository, git would pass over the patch.
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(ROOT.parent)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
