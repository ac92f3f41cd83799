"""A log in which a card number or a security code stands: the rest is taken, and no file and no record holds it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from pack_house import MINUTE, RUN, PackHouse, Writing

from continuity.events import Actor, Known
from continuity.ledger.numbers import Series, format_number
from continuity.run.commands import Finish, Who

CARD, PLAIN = "4111 1111 1111 1111", "4111111111111111"
FIRST, SECOND = (format_number(Series("P26-", 4, True), n) for n in (1, 2))
SEEN = {"seen": "nothing works"}


@pytest.fixture
def writing(drill: PackHouse, out: Path) -> Writing:
    """A clerk's log of a run in which orders are taken; two entries are good."""
    log = Writing(drill.print(), drill.here.clock.now())
    log.write("start", 50, key="notice").write("finish", 48, key="notice", answers=SEEN)
    assert drill.say("import", "pack", str(log.file(out))).code == 0
    desk, ines, now = drill.here.desk(RUN), Who(Actor("ines", Known.STATED)), drill.here.clock.now()
    desk.act(Finish("declare", {"scope": "everything"}), ines, at=now - 45 * MINUTE)
    desk.act(Finish("paper"), ines, at=now - 44 * MINUTE)
    return log.write("start", 40, key="by-hand/take")


def holds(data: bytes) -> bool:
    squeezed = "".join(one for one in data.decode("utf-8", "replace") if one not in " -,|\n")
    return PLAIN in squeezed or "CSC123" in squeezed or PLAIN[:8] in squeezed


def kept_anywhere(tmp_path: Path, but: Path) -> list[Path]:
    files = [path for path in tmp_path.rglob("*") if path.is_file() and but not in path.parents]
    assert any(path.name == "journal.sqlite" for path in files)
    return [path for path in files if path.suffix not in (".html", ".css") and holds(path.read_bytes())]


def fields(**changed: str) -> dict[str, str]:
    order = {
        "customer": "Casa Verde",
        "phone": "+33 1 99 00 20 01",
        "item": "Spade",
        "quantity": "2",
        "total": "118.00",
    }
    return {**order, **changed}


def test_the_entry_is_refused_the_rest_is_taken_and_a_blotted_copy_is_kept(
    drill: PackHouse, writing: Writing, out: Path, tmp_path: Path
) -> None:
    writing.order(FIRST, 39, customer=CARD).order(SECOND, 38)
    file = writing.file(out)
    said = drill.say("import", "pack", str(file), "--json")
    assert (said.code, said.rows["taken"], said.rows["known"]) == (4, [3, 5], [1, 2])
    assert said.rows["blotted"] == [{"entry": 4, "field": "customer", "what": "a card number"}]
    assert "payment's reference" in said.rows["remedy"]
    (conflict,) = said.rows["conflicts"]
    assert conflict["run"] == "customer: this looks like a card number; never write one down"
    assert conflict["fields"] == {}
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    copy = Path(said.rows["kept"])
    assert (said.rows["kept_as"], copy.name) == ("blotted copy", f"blotted-copy-of-{sha256}.json")
    assert (copy.stat().st_mode & 0o077, (copy.parent / f"{sha256}.json").exists()) == (0, False)
    text = copy.read_text()
    assert "\u2588\u2588\u2588\u2588 \u2588\u2588\u2588\u2588" in text
    assert "Casa Verde" in text
    assert sha256 in drill.state().pack_logs
    assert kept_anywhere(tmp_path, out) == []


def test_the_answer_says_where_it_stood_and_what_to_do(drill: PackHouse, writing: Writing, out: Path) -> None:
    said = drill.say("import", "pack", str(writing.order(FIRST, 39, customer=CARD).file(out)))
    assert "NOT KEPT: entry 4, customer: this looks like a card number; never write one down" in said.out
    assert "is a copy with those digits blotted out" in said.out
    assert "Destroy the file, and clear the page on the device." in said.out
    assert not holds((said.out + said.err).encode())


def test_the_same_file_again_changes_nothing_and_can_be_settled(drill: PackHouse, writing: Writing, out: Path) -> None:
    file = str(writing.order(FIRST, 39, customer=CARD).order(SECOND, 38).file(out))
    first = drill.say("import", "pack", file, "--json")
    head = drill.here.store.head(RUN)
    copy = Path(first.rows["kept"]).read_bytes()
    again = drill.say("import", "pack", file, "--json")
    assert (again.code, again.rows["taken"], drill.here.store.head(RUN)) == (4, [], head)
    assert Path(again.rows["kept"]).read_bytes() == copy
    settled = drill.say("import", "pack", file, "--settle", "4", "--reason", "entered anew", "--as", "ines", "--json")
    assert (settled.code, settled.rows["conflicts"][0]["settled"]) == (0, True)


def test_an_original_that_was_kept_before_gives_way(drill: PackHouse, writing: Writing, out: Path) -> None:
    file = writing.order(FIRST, 39, customer=CARD).file(out)
    folder = drill.root / ".continuity" / "evidence" / "packs"
    old = folder / f"{hashlib.sha256(file.read_bytes()).hexdigest()}.json"
    old.write_bytes(file.read_bytes())
    assert drill.say("import", "pack", str(file)).code == 4
    assert not old.exists()


def test_a_dry_run_tells_it_and_keeps_nothing(drill: PackHouse, writing: Writing, out: Path) -> None:
    before = sorted(drill.root.rglob("*"))
    said = drill.say("import", "pack", str(writing.order(FIRST, 39, customer=CARD).file(out)), "--dry-run", "--json")
    assert (said.code, said.rows["kept"], len(said.rows["blotted"])) == (4, None, 1)
    assert sorted(drill.root.rglob("*")) == before


HIDING: list[tuple[str, dict[str, Any]]] = [
    ("note", {"text": f"paid with {CARD}"}),
    ("note", {"text": "4111,1111,1111,1111"}),
    ("note", {"text": "CSC 123"}),
    ("note", {"text": "x", "person": PLAIN}),
    ("note", {"text": "x", "initials": PLAIN}),
    ("note", {"text": "x", "role": PLAIN}),
    ("note", {"text": "x", "key": PLAIN}),
    ("note", {"text": "x", "nobody reads": [{PLAIN: int(PLAIN)}]}),
    ("clock", {"wall": CARD}),
    ("batch", {"name": PLAIN, "control": {"count": 1, "totals": {"EUR": 1}, "hash_total": 1}}),
    ("batch", {"name": "B", "control": {"count": 1, "totals": {"EUR": int(PLAIN)}, "hash_total": int(PLAIN)}}),
    ("finish", {"key": "notice", "answers": {"seen": PLAIN}}),
    ("finish", {"key": "notice", "answers": {PLAIN: "x"}}),
    (
        "finish",
        {"key": "notice", "answers": SEEN, "control": {"count": 1, "totals": {PLAIN: 1}, "hash_total": int(PLAIN)}},
    ),
    ("skip", {"key": "by-hand/take", "reason": "x", "second": PLAIN}),
    ("void", {"number": FIRST, "reason": CARD, "witness": "ines"}),
    ("void", {"number": FIRST, "reason": "x", "witness": PLAIN}),
    ("void", {"number": PLAIN, "reason": "x", "witness": "ines"}),
    ("capture", {"form": "order", "number": FIRST, "fields": fields(), "approved_by": PLAIN}),
    ("capture", {"form": "order", "number": PLAIN, "fields": fields()}),
    ("capture", {"form": "order", "number": FIRST, "fields": fields(**{PLAIN: "x"})}),
    ("capture", {"form": "order", "number": FIRST, "fields": fields(csc="CSC123", cvv="123")}),
]


@pytest.mark.parametrize(("kind", "more"), HIDING, ids=[f"{at}-{kind}" for at, (kind, _) in enumerate(HIDING)])
def test_wherever_it_stands_in_an_entry_it_gets_nowhere(
    drill: PackHouse, writing: Writing, out: Path, tmp_path: Path, kind: str, more: dict[str, Any]
) -> None:
    log = str(writing.write(kind, 30, **more).write("note", 29, text="and then").file(out))
    said = drill.say("import", "pack", log, "--json")
    assert (said.code, said.rows["taken"]) == (4, [3, 5])
    assert {one["entry"] for one in said.rows["blotted"]} == {4}
    assert "never write one down" in said.rows["conflicts"][0]["run"]
    assert not holds((said.out + said.err).encode())
    assert drill.say("import", "pack", log).code == 4
    assert kept_anywhere(tmp_path, out) == []


def test_a_site_or_device_that_looks_like_one_is_blotted_too(
    drill: PackHouse, writing: Writing, out: Path, tmp_path: Path
) -> None:
    writing.device = PLAIN
    log = writing.file(out)
    said = drill.say("import", "pack", str(log), "--json")
    assert said.rows["blotted"] == [{"entry": None, "field": "device", "what": "a card number"}]
    assert kept_anywhere(tmp_path, out) == []
    device = said.rows["device"]
    assert (len(device), device) != (16, PLAIN)
    assert drill.say("import", "pack", str(log), "--json").rows["device"] == device


def test_a_name_that_stands_twice_hides_nothing(drill: PackHouse, writing: Writing, out: Path) -> None:
    log = writing.write("note", 30, text="fine").file(out)
    log.write_text(log.read_text().replace('"text": "fine"', f'"text": "{CARD}", "text": "fine"'))
    assert drill.say("import", "pack", str(log)).code == 2
    assert not any(b"4111" in path.read_bytes() for path in drill.root.rglob("*.json"))


@pytest.mark.parametrize("more", [{"person": "mallory"}, {"role": "king"}])
def test_people_and_roles_that_nobody_knows_are_told_and_not_taken(
    drill: PackHouse, writing: Writing, out: Path, more: dict[str, str]
) -> None:
    said = drill.say("import", "pack", str(writing.write("note", 30, text="it was me", **more).file(out)), "--json")
    (conflict,) = said.rows["conflicts"]
    assert (said.code, said.rows["taken"]) == (4, [3])
    assert conflict["run"] in ("nobody has the id 'mallory'", "there is no role 'king' in this run")
    assert not drill.state().notes


def test_whoever_approves_is_somebody(drill: PackHouse, writing: Writing, out: Path) -> None:
    order = {"form": "order", "number": FIRST, "fields": fields(), "approved_by": "mallory"}
    said = drill.say("import", "pack", str(writing.write("capture", 30, **order).file(out)), "--json")
    assert (said.code, said.rows["conflicts"][0]["run"]) == (4, "nobody has the id 'mallory'")


def test_whoever_imports_builds_or_recalls_is_somebody(drill: PackHouse, writing: Writing, out: Path) -> None:
    log, head = str(writing.file(out)), drill.here.store.head(RUN)
    for arguments in (
        ("import", "pack", log),
        ("pack", "build", "--role", "checker"),
        ("pack", "register", "--recalled", "1"),
    ):
        said = drill.say(*arguments, "--as", "mallory")
        assert (said.code in (2, 4), "mallory" in said.err) == (True, True)
    assert drill.here.store.head(RUN) == head
    assert [row["state"] for row in drill.say("pack", "register", "--json").rows] == ["issued"]
