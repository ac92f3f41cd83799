"""A batch laid into a folder: it appears whole, it stays one batch, and only an answer about it acknowledges it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from continuity.errors import Refused
from continuity.events.stations import StationDocument
from continuity.handoffs import KINDS, Delivered, NoAnswer, Rejected, deliver, read_documents, write_papers
from continuity.handoffs.wording import payload
from continuity.plan import Field, Form, Numbering
from continuity.plan.organisation import Receiver

FORM = Form("Order", Numbering("M26-", "P26-"), (Field("customer", "Customer", private=True), Field("item", "Item")))


def lay(parcel, folder: Path, *, test: bool = True):
    return deliver(parcel, Receiver("folder", path=str(folder)), test=test, deadline_s=5)


def answer(folder: Path, parcel, **more) -> None:
    batch = parcel.batch
    told = {
        "batch": batch.id,
        "state": "acknowledged",
        "count": batch.count,
        "totals": dict(batch.totals),
        "hash_total": batch.hash_total,
        "by": "tomasz",
    }
    (folder / f"{batch.id}.ack.json").write_text(json.dumps({**told, **more}))


def test_it_lies_there_whole_and_is_not_acknowledged_by_that(make_parcel, tmp_path) -> None:
    parcel = make_parcel("BP26-01", 1)
    assert isinstance(lay(parcel, tmp_path), NoAnswer)
    assert [path.name for path in tmp_path.iterdir()] == ["BP26-01.json"]
    assert (tmp_path / "BP26-01.json").read_bytes() == payload(parcel)


def test_the_file_beside_it_is_the_receivers_answer(make_parcel, tmp_path) -> None:
    parcel = make_parcel("BP26-01", 1)
    lay(parcel, tmp_path)
    answer(tmp_path, parcel, rejected=[{"number": "P26-0001-6", "reason": "no such item"}])
    given = lay(parcel, tmp_path)
    assert isinstance(given, Delivered)
    assert (given.by, given.figures.count, dict(given.refused)) == ("tomasz", 2, {"P26-0001-6": "no such item"})
    answer(tmp_path, parcel, state="rejected", reason="torn")
    assert lay(parcel, tmp_path) == Rejected("tomasz", "torn")


@pytest.mark.parametrize("text", ["", "half of a {", '{"batch": "BP26-09", "state": "acknowledged"}'])
def test_what_is_no_answer_about_this_batch_acknowledges_nothing(make_parcel, tmp_path, text) -> None:
    parcel = make_parcel("BP26-01", 1)
    (tmp_path / "BP26-01.ack.json").write_text(text)
    assert isinstance(lay(parcel, tmp_path), NoAnswer)


def test_a_file_that_was_taken_away_or_spoiled_is_laid_there_again(make_parcel, tmp_path) -> None:
    parcel = make_parcel("BP26-01", 1)
    lay(parcel, tmp_path)
    (tmp_path / "BP26-01.json").write_text("{")
    lay(parcel, tmp_path)
    assert (tmp_path / "BP26-01.json").read_bytes() == payload(parcel)


def test_a_folder_that_is_not_there_is_no_answer_and_says_where(make_parcel, tmp_path) -> None:
    told = lay(make_parcel("BP26-01", 1), tmp_path / "gone")
    assert isinstance(told, NoAnswer)
    assert "gone" in told.detail


def test_a_drills_batch_goes_into_no_real_folder(make_parcel, tmp_path) -> None:
    with pytest.raises(Refused):
        lay(make_parcel("BP26-01", 1), tmp_path, test=False)
    assert list(tmp_path.iterdir()) == []
    lay(make_parcel("BM26-01", 1, drill=False), tmp_path, test=False)


def test_a_folder_without_a_path_is_told_before_anything_starts() -> None:
    assert KINDS["folder"].check(Receiver("folder"))
    assert not KINDS["folder"].check(Receiver("folder", path="/srv/exchange"))


def test_what_was_made_of_the_orders_is_read_from_beside(tmp_path) -> None:
    receiver = Receiver("folder", path=str(tmp_path), makes="shipments")
    assert "shipments.csv" in read_documents(receiver, "shipments", 5)
    (tmp_path / "shipments.csv").write_text("number,shipment\nP26-0001-6,SHP-1\n,SHP-2\n")
    assert read_documents(receiver, "shipments", 5) == (StationDocument("P26-0001-6", "SHP-1"),)


def test_the_papers_of_a_batch_add_up_and_do_no_harm_in_a_spreadsheet(make_parcel, tmp_path) -> None:
    parcel = make_parcel("BP26-01", 1)
    sheet, cover = write_papers(tmp_path, parcel, FORM)
    rows = list(csv.reader(sheet.read_text("utf-8").splitlines()))
    assert [row[0] for row in rows] == ["batch", "columns", "record", "record", "trailer"]
    records, trailer = rows[2:4], rows[4]
    assert [int(trailer[1]), int(trailer[2])] == [len(records), sum(int(row[2]) for row in records)]
    assert float(trailer[4]) == sum(float(row[4]) for row in records)
    text = cover.read_text("utf-8")
    assert "DRILL: practice only" in text
    assert "2 360.00 EUR" in text
    assert "Vivai" not in text
