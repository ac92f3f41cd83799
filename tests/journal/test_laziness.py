"""Looking at a journal must stay quick: what only appending needs is not loaded for it."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
import sys
from pathlib import Path
from continuity.journal.sqlite import SqliteStore
with SqliteStore(Path(sys.argv[1]), read_only=True) as store:
    print([event.seq for head in store.streams() for event in store.read(head.stream)])
print(sorted({"rfc8785", "click", "yaml", "rich", "jsonschema"} & set(sys.modules)))
"""


def test_reading_loads_nothing_but_the_standard_library(tmp_path, draft):
    from continuity.journal.sqlite import SqliteStore

    with SqliteStore(tmp_path / "journal.sqlite") as store, store.write("run-1") as turn:
        turn.append([draft(), draft()], 1)
    run = [sys.executable, "-c", LOOK, str(tmp_path / "journal.sqlite")]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.split("\n")[:2] == ["[1, 2]", "[]"]
