"""``python desk_process.py JOURNAL PERSON STEP…``: finishes the steps in turn as soon as a line comes in.

Says ``ready``, then for each step ``won`` or the kind of the refusal.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from continuity.clock import SystemClock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.journal.sqlite import SqliteStore
from continuity.run.commands import Finish, Who


def main(journal: str, person: str, steps: list[str]) -> None:
    with SqliteStore(Path(journal)) as store:
        desk = Desk(store, "run-1", SystemClock(), lambda: secrets.token_bytes(16))
        desk.refresh()
        seen = desk.state.last_seq
        print("ready", flush=True)
        sys.stdin.readline()
        for key in steps:
            try:
                desk.act(Finish(key), Who(Actor(person, Known.STATED)), seen)
                print("won", flush=True)
            except Refused as refused:
                print(type(refused).__name__, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
