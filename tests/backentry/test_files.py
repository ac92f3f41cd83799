"""Files that people carry: whole or not there, and read strictly."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from continuity.backentry import NotRead, Rules, read_export, target, write_import
from continuity.errors import Refused
from continuity.plan.organisation import BackEntry

PLAN = BackEntry(kind="csv", folder="/srv/crm", fields={"item": "Item__c"}, constants={"Status": "Draft"})
HEAD = "Id,Form_Number__c,Total_Minor__c,CurrencyIsoCode\n"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_file_to_import_holds_the_key_and_what_the_plan_maps(tmp_path, entry) -> None:
    path = tmp_path / "there" / "to-import.csv"
    write_import(path, PLAN, [entry("P26-1", 118_050, 'Ali, "Böb"\nand Co')])
    found = rows(path)[0]
    assert next(iter(found)) == "Form_Number__c"
    assert (found["Total_Minor__c"], found["Item__c"], found["Status"]) == ("118050", "Spade", "Draft")
    assert found["AccountName"] == 'Ali, "Böb"\nand Co'
    assert path.stat().st_mode & 0o077 == 0  # it holds customers' names
    assert os.listdir(path.parent) == ["to-import.csv"]


def test_the_same_content_is_left_alone_and_other_content_replaces_all(tmp_path, entry) -> None:
    path = tmp_path / "to-import.csv"
    write_import(path, PLAN, [entry("P26-1"), entry("P26-2")])
    before = path.stat().st_ino
    write_import(path, PLAN, [entry("P26-1"), entry("P26-2")])
    assert path.stat().st_ino == before
    write_import(path, PLAN, [])
    assert rows(path) == []


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "801,P26-1,118000,EUR\n",
        HEAD.upper() + '"801","P26-1","118000.0","EUR"\n\n',
        "\ufeffCurrencyIsoCode;Total_Minor__c;Name;Form_Number__c;Id\r\nEUR;118000;x;P26-1;801\r\n",
        HEAD + "800,,5,EUR\n801,P26-1,118000,EUR",
    ],
)
def test_exports_come_in_many_dresses(tmp_path, text) -> None:
    path = tmp_path / "exported.csv"
    path.write_text(text, "utf-8", newline="")
    (found,) = read_export(path, PLAN)
    assert (found.number, found.system_id, found.total_minor, found.currency) == ("P26-1", "801", 118_000, "EUR")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column Id"),
        (b"Id,Form_Number__c,CurrencyIsoCode\n", "no column Total_Minor__c"),
        (HEAD.encode() + b"801,P26-1\n", ":2: 2 cells under 4 headings"),
        (HEAD.encode() + b'801,"P26-1,5,EUR\n', "csv:2"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_an_export_that_is_not_whole_is_not_read_at_all(tmp_path, content, words) -> None:
    path = tmp_path / "exported.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotRead, match=words):
        read_export(path, PLAN)


@pytest.mark.parametrize("sign", [".git", "continuity.yaml"])
def test_customers_names_are_written_outside_of_what_is_shared(tmp_path, sign) -> None:
    (tmp_path / sign).touch()
    with pytest.raises(Refused) as refused:
        target(BackEntry(kind="csv", folder=str(tmp_path / "inside")), Rules(True, ()))
    assert f"lies in {tmp_path}" in refused.value.reasons[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [("2026-01-01T13:00:00.000+0100", "2026-01-01T12:00:00.000Z"), ("01/02/2026 13:00", None), ("", None)],
)
def test_the_time_on_the_form_is_a_moment_or_not_told(tmp_path, written, read) -> None:
    path = tmp_path / "exported.csv"
    path.write_text(f"{HEAD.strip()},Taken_At__c\n801,P26-1,5,EUR,{written}\n", "utf-8")
    assert read_export(path, PLAN)[0].taken_at == read


def test_without_an_export_nobody_knows_what_is_there(tmp_path, entry) -> None:
    target_here = target(BackEntry(kind="csv", folder=str(tmp_path)), Rules(True, ()))
    assert target_here.upsert("P26-1", entry("P26-1")).not_written
    for look in (lambda: target_here.read("P26-1"), lambda: target_here.search("P26-")):
        with pytest.raises(NotRead, match="cannot be read"):
            look()


def test_a_disk_that_does_not_take_the_file_is_told_plainly(tmp_path, entry) -> None:
    (tmp_path / "there").write_text("no folder")
    with pytest.raises(Refused, match="cannot be written"):
        write_import(tmp_path / "there" / "to-import.csv", PLAN, [entry("P26-1")])
