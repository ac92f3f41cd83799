"""A backup is whole or not there, is a workspace, and says when it was spoilt."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from continuity.cli.backing_files import copy_workspace
from continuity.cli.here import Here, journal_path
from continuity.conductor.session import series_path
from continuity.desk.facts import facts
from continuity.errors import EvidenceDamaged
from continuity.events import Actor, Known, lifecycle, outage, steps
from continuity.evidence.manifest import MANIFEST, check_manifest, read_manifest
from continuity.journal.series import SeriesWriter
from continuity.run.commands import Who
from continuity.structure import Private

RUN = "2026-q4-01"
WORDS = "the customer's own words"


@pytest.fixture
def kept(house):
    """A workspace in which a run was begun: events, a text beside the chain, sealed readings, a report, a lock."""
    here = Here(house)
    desk = here.desk(RUN)
    desk.record([lifecycle.RunOpened("drill", "quarterly-crm-outage", "Quarterly CRM outage")])
    desk.record([steps.Noted(Private(WORDS))], Who(Actor("jonas", Known.STATED)))
    with SeriesWriter(series_path(house, RUN)) as series:
        series.append({"at": 1, "state": "ok"})
        seal = series.seal()
    desk.record([outage.SeriesSealed(seal.lines, seal.bytes, seal.sha256)])
    folder = series_path(house, RUN).parent
    (folder / "conductor.lock").write_text("{}")
    (folder / "evidence").mkdir()
    (folder / "evidence" / "photo.jpg").write_bytes(bytes(range(256)))
    (house / ".continuity" / "stand-ins" / RUN).mkdir(parents=True)
    (house / ".continuity" / "stand-ins" / RUN / "crm.db").write_text("played")
    (house / "reports" / RUN).mkdir(parents=True)
    (house / "reports" / RUN / "drill.html").write_text("<p>report</p>")
    (house / "notes-of-mine.txt").write_text("not a file of Continuity")
    return house


@pytest.fixture
def copy(kept, say, tmp_path):
    assert say("backup", str(tmp_path / "copy")).code == 0
    return tmp_path / "copy"


def names(root):
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_backup_holds_everything_but_what_is_of_the_moment(kept, copy):
    left = {".continuity/schemas", ".continuity/stand-ins"}
    wanted = {name for name in names(kept) if not any(name.startswith(f"{folder}/") for folder in left)}
    wanted -= {f".continuity/runs/{RUN}/conductor.lock", "notes-of-mine.txt", ".continuity/journal.sqlite-journal"}
    assert names(copy) == wanted | {MANIFEST}
    for name in wanted - {".continuity/journal.sqlite"}:
        assert (copy / name).read_bytes() == (kept / name).read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o700


def test_copy_is_a_workspace_with_the_same_heads_texts_and_page(kept, copy, say, monkeypatch):
    before = [say("status").out, say().out, say("verify").out, say("check").out]
    monkeypatch.chdir(copy)
    assert [say("status").out, say().out, say("verify").out, say("check").out] == before
    assert any(getattr(f.body, "text", None) == Private(WORDS, f.body.text.digest) for f in _noted(copy))


def _noted(root):
    return [fact for fact in facts(Here(root, read_only=True).store, RUN) if isinstance(fact.body, steps.Noted)]


def test_manifest_says_what_a_stranger_needs(kept, copy):
    written = json.loads((copy / MANIFEST).read_bytes())
    assert (written["format"], written["damaged"]) == ("backup/1", [])
    assert {row["path"] for row in written["files"]} == names(copy) - {MANIFEST}
    head = Here(kept, read_only=True).store.head(RUN)
    assert {"stream": RUN, "seq": head.seq, "hash": head.hash} in written["heads"]
    assert check_manifest(copy) == ()


def test_json_says_the_same(kept, say, tmp_path):
    rows = say("backup", str(tmp_path / "copy"), "--json").rows
    manifest = read_manifest(tmp_path / "copy")
    assert (rows["verified"], rows["files"], rows["damaged"]) == (True, len(manifest.files), [])
    assert rows["heads"] == [{"stream": h.stream, "seq": h.seq, "hash": h.hash} for h in manifest.heads]


def test_workspace_without_a_run_is_backed_up_too(house, say, tmp_path):
    said = say("backup", str(tmp_path / "copy"))
    assert said.code == 0
    assert not journal_path(tmp_path / "copy").exists()
    assert say("verify", str(tmp_path / "copy")).code == 0


def test_reading_that_is_being_written_is_cut_at_the_last_whole_line(kept, say, tmp_path):
    with series_path(kept, RUN).open("ab") as series:
        series.write(b'{"at": 2, "state": "ok"}\n{"at": 3, "sta')
    assert say("backup", str(tmp_path / "copy")).code == 0
    assert series_path(tmp_path / "copy", RUN).read_bytes().endswith(b'{"at": 2, "state": "ok"}\n')


def _spoil(copy, name):
    path = copy / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "name",
    ["people.yaml", f"reports/{RUN}/drill.html", f".continuity/runs/{RUN}/series.jsonl", ".continuity/journal.sqlite"],
)
def test_changed_byte_is_found_by_the_manifest(copy, say, name):
    assert "Every file of the backup is as it was written." in say("verify", str(copy)).out
    _spoil(copy, name)
    said = say("verify", str(copy))
    assert said.code == 9
    assert f"DAMAGED: {name} is not what backup.json says" in said.out


def test_files_taken_away_or_put_in_are_found(copy, say):
    (copy / "continuity.yaml").unlink()
    (copy / "runbooks" / "planted.yaml").write_text("")
    said = say("verify", str(copy))
    assert said.code == 9
    assert "continuity.yaml is not there" in said.out
    assert "runbooks/planted.yaml is not in backup.json" in said.out


def test_changed_event_is_found_by_verify_even_where_the_manifest_was_made_to_fit(copy, say):
    with closing(sqlite3.connect(journal_path(copy))) as journal:
        journal.executescript(
            "DROP TRIGGER event_stays;"
            "UPDATE event SET data = CAST(replace(CAST(data AS TEXT), 'Quarterly', 'Yearly') AS BLOB)"
        )
    (copy / MANIFEST).unlink()
    said = say("verify", str(copy))
    assert said.code == 9
    assert f"{RUN}: DAMAGED" in said.out


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": "backup/2"}', '{"format": "backup/1", "files": [1], "heads": []}']
)
def test_manifest_that_cannot_be_read_is_damage(copy, say, text):
    (copy / MANIFEST).write_text(text)
    with pytest.raises(EvidenceDamaged):
        check_manifest(copy)
    assert say("verify", str(copy)).code == 9


@pytest.mark.parametrize("damage", ["event", "series", "empty", "no database"])
def test_damaged_workspace_is_copied_as_it_is_and_told(kept, say, tmp_path, damage):
    path = journal_path(kept)
    if damage == "event":
        data = path.read_bytes()
        path.write_bytes(data.replace(b"Quarterly", b"quarterly"))
    elif damage == "series":
        series_path(kept, RUN).write_text("")
    else:
        path.write_bytes(b"" if damage == "empty" else b"no database " * 100)
    said = say("backup", str(tmp_path / "copy"))
    assert (said.code, "DAMAGED: " in said.out) == (9, True)
    assert "unfinished" not in said.out
    assert read_manifest(tmp_path / "copy").damaged
    assert check_manifest(tmp_path / "copy") == ()
    if damage in ("empty", "no database"):
        assert journal_path(tmp_path / "copy").read_bytes() == path.read_bytes()


def test_report_written_while_the_backup_copies_is_no_damage(kept, say, tmp_path, monkeypatch):
    """The first copy has an old journal and a new report; it is made once more."""
    import hashlib

    from continuity.cli import backing

    def write(words):
        (kept / "reports" / RUN / "drill.html").write_text(words)
        return lifecycle.ReportWritten(
            RUN, f"reports/{RUN}/drill.html", hashlib.sha256(words.encode()).hexdigest(), "0" * 64
        )

    desk = Here(kept).desk("programme")
    desk.record([write("first")])
    tries = []

    def meanwhile(root, fresh):
        tries.append(fresh)
        if len(tries) > 1:
            return copy_workspace(root, fresh)
        second = write("second")
        copied = copy_workspace(root, fresh)
        desk.record([second])
        return copied

    monkeypatch.setattr(backing, "copy_workspace", meanwhile)
    assert say("backup", str(tmp_path / "copy")).code == 0
    assert len(tries) == 2
    assert (tmp_path / "copy" / "reports" / RUN / "drill.html").read_text() == "second"


@pytest.mark.parametrize("what", ["file", "full folder", "in the workspace", "no parent", "link into the workspace"])
def test_place_that_will_not_do_is_refused_and_stays_as_it_is(kept, say, tmp_path, what):
    target = tmp_path / "copy"
    if what == "file":
        target.write_text("mine")
    elif what == "full folder":
        target.mkdir()
        (target / "mine").write_text("mine")
    elif what == "in the workspace":
        target = kept / "backups"
    elif what == "no parent":
        target = tmp_path / "disk" / "copy"
    else:
        (kept / "inside").mkdir()
        target.symlink_to(kept / "inside")
    before = names(tmp_path)
    said = say("backup", str(target))
    assert said.code == 4
    assert len(said.err.splitlines()) == 2, "what happened, and what to do"
    assert names(tmp_path) == before


def test_empty_folder_is_used(kept, say, tmp_path):
    (tmp_path / "copy").mkdir()
    assert say("backup", str(tmp_path / "copy")).code == 0
    assert (tmp_path / "copy" / MANIFEST).is_file()


@pytest.mark.parametrize("full", ["at the journal", "at another file"])
def test_full_disk_is_refused_and_leaves_nothing(kept, tmp_path, full):
    (series_path(kept, RUN).parent / "evidence" / "film.mp4").write_bytes(bytes(400_000))
    room = 20_000 if full == "at the journal" else 300_000
    with _backup(tmp_path / "there" / "copy", kept, preexec_fn=lambda: _no_file_above(room)) as backup:
        _, said = backup.communicate(timeout=30)
    assert backup.returncode == 4
    assert len(said.splitlines()) == 2, said
    assert list((tmp_path / "there").iterdir()) == []


def test_killed_backup_leaves_no_backup_and_does_not_stand_in_the_way(kept, tmp_path, say):
    (series_path(kept, RUN).parent / "evidence" / "film.mp4").write_bytes(bytes(60_000_000))
    with _backup(tmp_path / "there" / "copy", kept) as backup:
        until = time.monotonic() + 20
        while not list((tmp_path / "there").glob("copy.unfinished-*/.continuity")):
            assert time.monotonic() < until
        backup.send_signal(signal.SIGKILL)
    assert not (tmp_path / "there" / "copy").exists()
    assert say("backup", str(tmp_path / "there" / "copy")).code == 0


def _no_file_above(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _backup(target, workspace, **more):
    target.parent.mkdir()
    command = [sys.executable, "-m", "continuity", "backup", str(target), "-w", str(workspace)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ, **more)


def test_lists_come_along_by_the_name_that_the_workspace_gives_them(house, say, tmp_path):
    (house / "lists/prices.csv").rename(house / "lists/prices-2026-11.csv")
    (house / "lists/prices.csv").symlink_to("prices-2026-11.csv")
    (house / "stock.csv").write_text("# as of 2026-11-22T18:00+01:00\nitem,left\nSpade,3\n")
    plan = (house / "continuity.yaml").read_text()
    again = '  - {id: stock%s, title: Stock, kind: stock, file: "%s", max_age: 9d}\n'
    more = "".join(again % one for one in ((1, "stock.csv"), (2, "./stock.csv"), (3, "../stock.csv"), (4, ".")))
    (house / "continuity.yaml").write_text(plan + more)
    assert say("backup", str(tmp_path / "copy")).code == 0
    assert (tmp_path / "copy/lists/prices.csv").read_bytes() == (house / "lists/prices.csv").read_bytes()
    assert (tmp_path / "copy/stock.csv").read_bytes() == (house / "stock.csv").read_bytes()
    (house / "continuity.yaml").write_text(plan + "nonsense: 1\n")
    said = say("backup", str(tmp_path / "other"))
    assert (said.code, "lists that it names outside lists/ were not copied" in said.out) == (9, True)
    assert (tmp_path / "other/lists/customers.csv").is_file()
