"""When to end: a signal, or the end of stdin."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

__all__ = ["ending"]

_STDIN = 0


def ending(*, with_stdin: bool) -> asyncio.Event:
    """Give what is set on SIGINT or SIGTERM, or, if asked, when stdin closes; from now on signals no longer kill."""
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    if with_stdin:
        _watch_stdin(loop, end)
    return end


def _watch_stdin(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    """Read in a daemon thread: stdin may be a pipe, a file or a terminal, and loops do not poll all of them."""

    def read() -> None:
        try:
            while os.read(_STDIN, 4096):
                pass
        except OSError:
            pass
        if not loop.is_closed():
            loop.call_soon_threadsafe(end.set)

    threading.Thread(target=read, name="stdin", daemon=True).start()
