"""An auditor without our program: what docs/evidence.md tells them to run gives the same answer."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from continuity.evidence.verify import verify
from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.sealed import Sealed, marker
from continuity.journal.series import SERIES_SEALED, SeriesWriter
from continuity.journal.sqlite import SqliteStore

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
SHELL, SERIES = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def journal(tmp_path):
    text = Sealed(b"0123456789abcdef", "zoë ☎")
    body = {"note": marker(text.hash), "plain": "zoë"}
    drafts = [
        Draft("note.taken", n, Actor("p-anna", Known.CODE), body, sealed={text.hash: text}) for n in range(1_000, 1_009)
    ]
    with SqliteStore(tmp_path / ".continuity" / "journal.sqlite") as store:
        with store.write("RUN") as turn:
            turn.append(drafts, 2_000)
        yield store


def spoil(store, change):
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("DROP TRIGGER event_stays")
        other.execute("DROP TRIGGER sealed_stays")
        other.execute(change)
        other.commit()


def by_python(store):
    run = [sys.executable, "-W", "error", "-c", PYTHON, str(store.path), "RUN"]
    return subprocess.run(run, capture_output=True, text=True, timeout=30)


def test_python_on_the_page_prints_the_same_head(journal):
    assert by_python(journal).stdout.strip() == str(verify(journal, "RUN").head)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE event SET data = CAST(replace(CAST(data AS TEXT), 'zo', 'zu') AS BLOB) WHERE seq = 7", "event 7 does"),
        ("UPDATE sealed SET text = 'zoe' WHERE seq = 3", "beside event 3 does"),
    ],
)
def test_python_on_the_page_stops_where_it_does_not_hold(journal, change, told):
    spoil(journal, change)
    run = by_python(journal)
    assert run.returncode == 1
    assert told in run.stderr


@pytest.mark.skipif(
    not all(map(shutil.which, ("sqlite3", "xxd", "sha256sum"))), reason="sqlite3, xxd or sha256sum is not on the PATH"
)
def test_shell_on_the_page_prints_two_equal_lines(journal):
    printed = subprocess.run(
        ["sh", "-euc", SHELL], cwd=journal.path.parents[1], capture_output=True, text=True, check=True, timeout=30
    )
    taken, stored = printed.stdout.split()
    assert taken == stored == list(journal.rows("RUN"))[6].hash


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not on the PATH")
def test_series_on_the_page_prints_the_sealed_hash(tmp_path):
    path = tmp_path / "series.jsonl"
    with SeriesWriter(path) as writer:
        writer.append({"at": 1})
        seal = writer.seal()
        writer.append({"at": 2})
    command = SERIES.replace("BYTES", str(seal.bytes)).replace("SERIES", str(path))
    printed = subprocess.run(["sh", "-euc", command], capture_output=True, text=True, check=True, timeout=30)
    assert printed.stdout.split()[0] == seal.sha256
    assert f"`{SERIES_SEALED}`" in PAGE
