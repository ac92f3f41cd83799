"""A terminal whose answers are known beforehand."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from continuity.terminal.ask import Console

Typed = Callable[..., "contextmanager[Console]"]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Answers through a pipe, one a line."""

    @contextmanager
    def pipe(*answers: str) -> Iterator[Console]:
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{answer}\n" for answer in answers).encode())
        os.close(writing)
        with os.fdopen(reading) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            monkeypatch.setattr(Console, "forget", lambda _: None)
            yield Console(lambda: False)

    return pipe
