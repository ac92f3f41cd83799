"""Healing is not interrupted: whoever presses Ctrl-C hears that it goes on, and for how long at most."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["undisturbed"]


@contextmanager
def undisturbed(seconds: float) -> Iterator[None]:
    """Put SIGINT, SIGTERM and SIGHUP off while faults come out; ``seconds`` is the most that it takes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(*_: object) -> None:
        # Not through click: a handler may come in the middle of another line.
        with suppress(OSError):
            os.write(2, f"Taking faults out; this takes {seconds:g} s at most.\n".encode())

    before = {each: signal.signal(each, heard) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
