"""Somebody at a terminal, or at the end of a pipe: reads what is on the screen and answers it."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Callable

__all__ = ["Person", "open_terminal"]

PROMPT = re.compile(r"(?:> |\? |: |\] |\.\.\. )$")
_SETTLED_S = 0.06
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def open_terminal() -> tuple[int, int]:
    """Our end and theirs."""
    return pty.openpty()


class Person:
    """``answer`` gets what has come since the last answer, and says what to type; none: wait on."""

    def __init__(self, reading: int, writing: int, answer: Callable[[str], str | None]) -> None:
        self._reading = reading
        self._writing = writing
        self._answer = answer
        self.transcript = ""
        self._fresh = ""

    def play(self, process: subprocess.Popen[bytes], seconds: float) -> int:
        """Answer until the program ends; its exit code."""
        until = time.monotonic() + seconds
        while self._read(0.15):
            assert time.monotonic() < until, f"the program waits for something:\n{self.transcript}"
            if PROMPT.search(self._fresh):
                self._type(self._answer(self._fresh))
        return process.wait(max(1.0, until - time.monotonic()))

    def _type(self, answer: str | None) -> None:
        if answer is not None:
            self._fresh = ""
            os.write(self._writing, answer.encode() + b"\n")

    def _read(self, patience: float) -> bool:
        """Take in what has come, until nothing comes for a moment; false at the end."""
        while select.select([self._reading], [], [], patience)[0]:
            try:
                piece = os.read(self._reading, 65536)
            except OSError:
                return False  # a terminal whose other end was closed
            if not piece:
                return False
            text = _CONTROL.sub("", piece.decode(errors="replace")).replace("\r\n", "\n")
            self.transcript += text
            self._fresh += text
            if PROMPT.search(self._fresh) and not select.select([self._reading], [], [], _SETTLED_S)[0]:
                return True  # a piece that only looks like a question goes on at once
        return True
