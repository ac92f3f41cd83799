"""A workspace, a state folder of its own, and commands called in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from continuity.cli.main import main
from continuity.workspace.init import init


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def rows(self):
        return json.loads(self.out)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONTINUITY_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def house(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter, with us in it."""
    init(tmp_path / "house")
    monkeypatch.chdir(tmp_path / "house")
    return tmp_path / "house"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Call a command as from a shell, and give what came of it."""

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(arguments)
        told = capsys.readouterr()
        return Said(int(end.value.code or 0), told.out, told.err)

    return call
