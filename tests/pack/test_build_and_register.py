"""Each printing is a new copy with numbers of its own; copies that nobody should use are told until they are gone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pack_house import RUN, PackHouse

from continuity.events import Actor, Known
from continuity.run.commands import Finish, Who


def numbers(row: dict[str, object]) -> list[int]:
    return [bound for block in row["numbers"] for bound in (block["first"], block["last"])]  # type: ignore[attr-defined]


def test_no_number_is_printed_twice_and_no_run_issues_one(drill: PackHouse) -> None:
    rows = drill.say("pack", "build", "--drill", "--role", "order-clerk", "--copies", "3", "--json").rows
    assert [(row["copy"], numbers(row)) for row in rows] == [(1, [1, 20]), (2, [21, 40]), (3, [41, 60])]
    assert numbers(drill.print()) == [61, 80]
    desk = drill.here.desk(RUN)
    for key, person, answers in (
        ("notice", "jonas", {"seen": "nothing works"}),
        ("declare", "ines", {"scope": "everything"}),
        ("paper", "ines", {}),
    ):
        desk.act(Finish(key, answers), Who(Actor(person, Known.STATED)))
    (block,) = desk.state.ledger.blocks.values()
    assert block.first == 81, "the run was open when the packs were printed"
    assert numbers(drill.print())[0] == block.last + 1
    assert numbers(drill.say("pack", "build", "--role", "order-clerk", "--json").rows[0]) == [1, 20], (
        "real: its own range"
    )


def test_a_run_that_begins_later_keeps_clear_too(house: PackHouse) -> None:
    from continuity.cli.running import used_before

    house.print()
    assert used_before(house.here) == {"P26-": 20}


def test_a_form_that_runs_out_of_numbers_prints_nothing(house: PackHouse) -> None:
    house.print("order-clerk", "--blanks", "500", "--copies", "19")
    said = house.say("pack", "build", "--drill", "--blanks", "500", "--role", "order-clerk")
    assert (said.code, "P26- has 499 numbers left, not 500" in said.err) == (4, True)
    assert len(house.say("pack", "register", "--json").rows) == 19


def test_a_pack_for_every_role_says_what_it_is_on_every_page(house: PackHouse) -> None:
    rows = house.say("pack", "build", "--for", "ines", "--site", "Lyon", "--json").rows
    roles = ["shift-lead", "order-clerk", "checker", "customer-service", "accounting", "shipping"]
    assert sorted(row["role"] for row in rows) == sorted(roles)
    for row in rows:
        html = house.page(row).read_text()
        sheets = re.findall(r"<section class=\"sheet.*?</section>", html, re.DOTALL)
        assert sheets
        for sheet in sheets:
            assert "<b>REAL</b>" in sheet
            assert f"Copy <b>{row['copy']}</b>, held by <b>Inès Moreau</b>, Lyon" in sheet
            assert "edition 1.0" in sheet
            assert f"check {row['sha256'][:4]}-{row['sha256'][4:8]}" in sheet
            assert "use until" in sheet
        assert re.findall(r"(?:https?:)?//[a-z]", html.replace("http://www.w3.org/2000/svg", "")) == [], (
            "nothing is fetched"
        )
        assert house.page(row).stat().st_mode & 0o077 == 0


def test_what_a_person_wrote_cannot_break_out_of_the_page(house: PackHouse) -> None:
    runbook = house.root / "runbooks" / "take-orders-by-hand.yaml"
    runbook.write_text(runbook.read_text().replace("title: Checker", 'title: "</script><script>alert(1)</script>"'))
    html = house.page(house.print()).read_text()
    assert "<script>alert" not in html


def test_copies_past_their_day_changed_or_recalled_are_told_everywhere(house: PackHouse) -> None:
    for _ in range(3):
        house.print("checker")
    assert house.say("check").code == 0
    assert house.say("pack", "register", "--recalled", "2", "--as", "ines").code == 0
    runbook = house.root / "runbooks" / "tell-customers-and-staff.yaml"
    runbook.write_text(runbook.read_text().replace("Say only what we know", "Say only what is certain"))
    assert house.say("pack", "register", "--destroyed", "3").code == 0
    why = {row["copy"]: row["overdue"] for row in house.say("pack", "register", "--json").rows}
    assert why == {
        1: "what is printed in it has changed since",
        2: "recalled, and nobody has said that it is destroyed",
        3: None,
    }
    checked = house.say("check")
    assert (checked.code, "pack copy 1 (checker, held by jonas): what is printed in it has changed" in checked.out) == (
        0,
        True,
    )
    assert "Pack copy 1 (checker, held by jonas)" in " ".join(house.say().out.split())
    assert "PACK: copy 2 (checker, held by jonas): recalled" in house.say("status").out
    written = house.say("report", "quarter").out.split()
    report = json.loads(Path(next(name for name in written if name.endswith(".json"))).read_text())
    assert [text[:6] for text in report["packs"]] == ["copy 1", "copy 2"]


def test_an_unknown_copy_role_person_or_day_is_named(house: PackHouse) -> None:
    for arguments, words in (
        (("register", "--recalled", "9"), "there is no copy 9"),
        (("build", "--role", "order-clark"), "did you mean 'order-clerk'"),
        (
            ("build", "--role", "nobody"),
            "There are: accounting, checker, customer-service, order-clerk, shift-lead, shipping.",
        ),
        (("build", "--for", "inez"), "did you mean 'ines'"),
        (("build", "--use-until", "soon"), "Write it like 2026-12-20"),
        (("build", "--use-until", "2020-01-01"), "is over"),
        (("build", "--runbook", "take-orders"), "there is no runbook 'take-orders'"),
    ):
        said = house.say("pack", *arguments)
        assert said.code in (2, 4)
        assert words in said.err
    assert house.say("pack", "register").out == "No copy was ever issued. continuity pack build prints one.\n"


def test_lists_say_their_age_and_a_stale_one_says_so_loudly(house: PackHouse) -> None:
    (house.root / "lists" / "old.csv").write_text("# as of 2020-01-01T08:00+01:00\nitem,price\nSpade,59.00\n")
    with (house.root / "continuity.yaml").open("a") as file:  # which ends with the lists that it begins with
        file.write("  - {id: p, title: Old prices, kind: prices, file: lists/old.csv, max_age: 1d}\n")
        file.write("  - {id: c, title: Nobody, kind: customers, file: lists/no.csv, max_age: 1d}\n")
    html = house.page(house.print()).read_text()
    assert '<td class="num">Spade</td><td class="num">59.00</td>' in html
    assert "2020-01-01 08:00" in html
    assert html.count("STALE: ") == 2  # on paper and on the screen: the lists that come along are young enough
    assert '<td class="num">Casa Verde</td><td class="num">Porto</td>' in html
    assert "The file lists/no.csv could not be read when this was printed" in html


def test_the_pdf_is_tagged_repeatable_and_says_the_same(house: PackHouse) -> None:
    typst = pytest.importorskip("typst", reason="the extra pdf is not installed")
    assert typst
    row = house.say("pack", "build", "--drill", "--role", "order-clerk", "--pdf", "--html", "--large", "--json").rows[0]
    assert {Path(name).suffix for name in row["files"]} == {".html", ".pdf"}
    pdf = next(Path(name) for name in row["files"] if name.endswith(".pdf")).read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid:part" in pdf


@pytest.mark.parametrize("out", ["a file", "nobody's"])
def test_where_nothing_can_be_written_no_copy_is_issued(house: PackHouse, tmp_path: Path, out: str) -> None:
    place = tmp_path / "taken" if out == "a file" else Path("/proc/1/packs")
    if out == "a file":
        place.write_text("")
    said = house.say("pack", "build", "--drill", "--role", "order-clerk", "--as", "marta", "--out", str(place))
    assert (said.code, f"--out {place} cannot be written" in said.err) == (2, True)
    assert house.say("pack", "register", "--json").rows == []


def test_a_list_from_the_future_says_that_a_clock_was_wrong(house: PackHouse) -> None:
    prices = house.root / "lists" / "prices.csv"
    prices.write_text(prices.read_text().replace("2026-", "2999-"))
    assert "so a clock was wrong" in house.page(house.print()).read_text()


def test_the_register_keeps_its_columns_whatever_the_names(house: PackHouse) -> None:
    house.print("checker")
    house.print("checker", "--site", "The warehouse behind the old station")
    head, *rows = house.say("pack", "register").out.splitlines()
    assert {row.index("20") for row in rows} == {head.index("ISSUED")}


def test_a_site_that_does_not_fit_is_refused_before_a_copy_is_issued(house: PackHouse) -> None:
    said = house.say("pack", "build", "--site", "x" * 41)
    assert (said.code, "40 fit into the footer" in said.err) == (2, True)
    assert "No copy was ever issued" in house.say("pack", "register").out


def test_a_list_that_is_not_there_is_told_when_the_pack_is_built(house: PackHouse) -> None:
    (house.root / "lists" / "prices.csv").unlink()
    said = house.say("pack", "build", "--role", "order-clerk")
    assert (said.code, said.err.count("lists/prices.csv could not be read")) == (0, 1)


def test_a_pack_without_blanks_has_room_for_the_numbers_of_others(house: PackHouse) -> None:
    page = house.page(house.print("order-clerk", "--blanks", "0")).read_text()
    paper = page[: page.index("<script>")]
    assert "This copy has no numbers of its own" in paper
    assert "the page “Numbers”" in paper
