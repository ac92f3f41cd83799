"""Whoever follows the page about drills, line by line, ends with a workspace in which a drill has been run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import Line, in_blocks

PROGRAM = Path(sys.executable).parent / "continuity"
STORY = "docs/run-a-drill.md"
# Only to save time: the commands are the same, and so is what they write.
QUICKER = {"--speed": "200"}


@dataclass
class Reader:
    """Somebody at a shell; remembers what each line answered."""

    at: Path
    environ: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)

    def follow(self, line: Line) -> None:
        """Do what a line says; it must end well."""
        words = line.words
        if words[0] == "cd":
            self.at = self.at / words[1]
            return
        done = subprocess.run(
            self.command(words), cwd=self.at, env=self.environ, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, f"{line.page}: {line.text}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        self.said[line.text] = done.stdout

    def command(self, words: list[str]) -> list[str]:
        """The words as they are run here."""
        words = [QUICKER.get(before, word) for before, word in zip(["", *words], words, strict=False)]
        if words[1:] == ["demo"]:
            words += ["--speed", QUICKER["--speed"]]
        return [str(PROGRAM), *words[1:]]


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Has followed the page about drills to its end."""
    home = tmp_path_factory.mktemp("reader")
    reader = Reader(home, {**os.environ, "HOME": str(home), "CONTINUITY_STATE": str(home / "state")})
    for line in in_blocks(STORY):
        if line.runs:
            reader.follow(line)
    return reader
