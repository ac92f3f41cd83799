"""Plant each known defect in a copy of the tree, and show which test catches it.

    python tests/mutants/show.py [NAME …]

A defect is a patch beside this file: its first line says what is wrong then, a line ``Tests:`` which tests must fail.
It is an error when a patch no longer applies, when no test fails, or when the tests fail without it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_JOBS = 2
_SECONDS = 300
_LEFT_OUT = (".*", "__pycache__", "build", "dist", "demo", "node_modules")
_CAUGHT = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A planted defect: its patch, what is wrong then, and the arguments for pytest that name its tests."""

    patch: Path
    wrong: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.patch.stem


def mutants(names: Sequence[str] = ()) -> list[Mutant]:
    """Those of the names, or all."""
    patches = sorted(Path(__file__).parent.glob("*.patch"))
    return [_read(patch) for patch in patches if not names or patch.stem in names]


def _read(patch: Path) -> Mutant:
    lines = patch.read_text("utf-8").splitlines()
    (tests,) = [line.removeprefix("Tests: ") for line in lines[:5] if line.startswith("Tests: ")]
    where, _, words = tests.partition(" -k ")
    return Mutant(patch, lines[0], (*where.split(), *(("-k", words) if words else ())))


def copy_of_the_tree(folder: Path) -> Path:
    """A copy in which anything may be broken."""
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True))


def run(tree: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Run tests in a tree; pytest's exit code and what it said."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CONTINUITY"))}
    environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-rf", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, timeout=_SECONDS, check=False)
    return done.returncode, done.stdout + done.stderr


def plant(mutant: Mutant, folder: Path) -> tuple[str | None, str]:
    """The test that catches it, and none with the reason when that is not so."""
    tree = copy_of_the_tree(folder / mutant.name)
    try:
        applied = subprocess.run(
            ["git", "apply", "--recount", str(mutant.patch)], cwd=tree, capture_output=True, text=True, check=False
        )
        if applied.returncode:
            return None, f"its patch no longer applies: {applied.stderr.strip().splitlines()[0]}"
        code, said = run(tree, mutant.tests)
        caught = _CAUGHT.search(said)
        if code == 1 and caught:
            return caught[1], ""
        if code == 0 and " passed" not in said:
            return None, "its tests are left out on this machine (is toxiproxy-server on the PATH?)"
        return None, "no test catches it" if code == 0 else f"its tests could not be run: {said[-300:]}"
    except subprocess.TimeoutExpired:
        return None, f"its tests did not end within {_SECONDS} s"
    finally:
        shutil.rmtree(tree)


def main(names: Sequence[str]) -> int:
    """Show each; 1 when one is not caught."""
    chosen = mutants(names)
    if not chosen:
        print(f"there is no planted defect of that name; there are: {', '.join(one.name for one in mutants())}")
        return 1
    with tempfile.TemporaryDirectory(prefix="continuity-mutants-") as base, ThreadPoolExecutor(_JOBS) as pool:
        sound = copy_of_the_tree(Path(base) / "sound")
        plain = {one.tests: pool.submit(run, sound, one.tests) for one in chosen}
        found = [(one, pool.submit(plant, one, Path(base))) for one in chosen]
        missed = 0
        for one, result in found:
            test, why = result.result()
            code, said = plain[one.tests].result()
            if code:
                test, why = None, f"its tests fail without it: {said[-300:]}"
            missed += test is None
            print(
                f"{one.name:<28} {f'caught by {test}' if test else f'NOT CAUGHT: {why}'}\n{'':<28} {one.wrong}",
                flush=True,
            )
    print(f"{len(chosen) - missed} of {len(chosen)} planted defects are caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
