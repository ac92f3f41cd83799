"""A command called in this process as from a shell, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from continuity.cli.main import main

__all__ = ["Said", "say"]


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> Any:
        return json.loads(self.out)


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
