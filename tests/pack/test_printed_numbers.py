"""A form of a printed pack is typed in by its number alone, and every number of its copy then has to come to an end."""

from __future__ import annotations

from pathlib import Path

from pack_house import RUN, PackHouse

from continuity.cli import printed
from continuity.ledger.holding import NumberState
from continuity.ledger.numbers import Series, format_number

FIELDS = ("customer=Casa Verde", "phone=+33 1 99 00 30 10", "item=Spade", "quantity=2", "total=118.00")
LATE = "2026-q4-02"


def numbers_of(drill: PackHouse, *more: str) -> list[str]:
    """The numbers that stand on a new copy of the clerk's pack."""
    drill.print("order-clerk", *more)
    return [format_number(Series("P26-", 4, True), sequence) for sequence in range(1, 21)]


def test_a_printed_form_brings_the_blanks_of_its_copy_into_the_run(drill: PackHouse) -> None:
    first, second, third, *rest = numbers_of(drill, "--site", "Lyon")
    added = drill.say("ledger", "add", first, *FIELDS, "--as", "jonas")
    assert (added.code, "the blanks of copy 1 are used in this run" in added.out) == (0, True)
    assert drill.say("ledger", "void", second, "--reason", "tea", "--witness", "ines", "--as", "jonas").code == 0
    assert drill.say("ledger", "missing", third, "--reason", "not in the pad", "--as", "ines").code == 0
    numbers = drill.state().ledger.numbers
    states = [numbers[one].state for one in (first, second, third, *rest)]
    assert states == [NumberState.USED, NumberState.VOID, NumberState.MISSING] + [NumberState.ISSUED] * len(rest)
    assert "(copy 1), Lyon" in drill.say("ledger", "show").out
    assert drill.say("ledger", "reconcile", "--json").rows["issued"] == 3 + len(rest)


def test_a_file_of_printed_forms_does_the_same_or_nothing(drill: PackHouse, tmp_path: Path) -> None:
    first, second, *_ = numbers_of(drill)
    sheet = tmp_path / "forms.csv"
    sheet.write_text(
        "number,customer,phone,item,quantity,total\n"
        f"{first},Casa Verde,+33 1 99 00 30 10,Spade,2,118.00\n{second},Casa Blu,+33 1 99 00 30 11,Rake,1,much\n"
    )
    refused = drill.say("import", "csv", str(sheet), "--form", "order", "--as", "jonas")
    assert (refused.code, "line 3" in refused.err, "never issued" in refused.err) == (4, True, False)
    assert first not in drill.state().ledger.numbers
    sheet.write_text(sheet.read_text().replace("much", "20.00"))
    taken = drill.say("import", "csv", str(sheet), "--form", "order", "--as", "jonas")
    assert (taken.code, "2 orders taken in" in taken.out) == (0, True)


def test_other_runs_are_read_once_for_a_copy_and_not_for_each_line(
    drill: PackHouse, tmp_path: Path, monkeypatch
) -> None:
    asked = []
    ours = printed.refuse_other_run
    monkeypatch.setattr(printed, "refuse_other_run", lambda *told: (asked.append(told[1]), ours(*told)))
    sheet = tmp_path / "forms.csv"
    lines = [f"{number},Casa {number[-1]},+33 1 99 00 30 10,Spade,2,118.00\n" for number in numbers_of(drill)]
    sheet.write_text(f"number,customer,phone,item,quantity,total\n{''.join(lines)}")
    taken = drill.say("import", "csv", str(sheet), "--form", "order", "--as", "jonas")
    assert (taken.code, asked) == (0, [1])


def test_a_copy_belongs_to_one_run_and_to_one_kind_of_run(drill: PackHouse) -> None:
    first, second, *_ = numbers_of(drill)
    drill.say("ledger", "add", first, *FIELDS, "--as", "jonas", "--run", RUN)
    drill.begin(LATE)
    again = drill.say("ledger", "add", second, *FIELDS, "--as", "jonas", "--run", LATE)
    assert (again.code, f"copy 1 was used in {RUN} already" in again.err) == (4, True)
    unknown = drill.say("ledger", "add", "P26-0999-5", *FIELDS, "--as", "jonas", "--run", LATE)
    assert unknown.code == 4
