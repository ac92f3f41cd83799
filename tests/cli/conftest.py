"""A workspace, a state folder of its own, and commands called in this process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from said import say

from continuity.workspace.init import init

__all__ = ["house", "say", "state"]


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
