"""``python -m continuity.autoplay JOURNAL RUN ROLE…``: plays roles until the run is over or its input closes."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
from pathlib import Path

from continuity.autoplay.player import Player
from continuity.clock import SystemClock
from continuity.desk.desk import Desk
from continuity.journal.sqlite import SqliteStore

_BEAT = 0.05


def main(arguments: list[str]) -> int:
    """Play until the run is over; ends at once when standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    journal, run, *roles = arguments
    threading.Thread(target=_end_with_input, daemon=True).start()
    clock = SystemClock()
    with SqliteStore(Path(journal)) as store:
        desk = Desk(store, run, clock, lambda: secrets.token_bytes(16))
        player = Player(desk, roles, clock)
        desk.refresh()
        player.recall()
        while player.look():
            clock.sleep(_BEAT)
    return 0


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
