"""Logs that come in together are taken as things happened, whatever the order of the files."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from pack_house import PackHouse, Writing

from continuity.ledger.holding import NumberState
from continuity.ledger.numbers import Series, format_number

CLOSE = "by-hand/rounds#1/close"
SEND = "by-hand/rounds#1/both/{}/send"


@pytest.fixture
def clerk(drill: PackHouse) -> Writing:
    """The floor has been on paper for 45 minutes; the clerk has a pack with three orders in it."""
    now = drill.on_paper()
    clerk = Writing(drill.print(), now)
    for sequence, ago in zip(range(first(clerk), first(clerk) + 3), (40, 38, 36), strict=True):
        clerk.order(number(sequence), ago)
    return clerk


def first(writing: Writing) -> int:
    return int(writing.row["numbers"][0]["first"])


def number(sequence: int) -> str:
    return format_number(Series("P26-", 4, True), sequence)


def lead(house: PackHouse, clerk: Writing) -> Writing:
    return Writing(house.print("shift-lead"), clerk.now, device="33" * 8, person="ines")


def header(clerk: Writing, count: int) -> dict[str, object]:
    sequences = range(first(clerk), first(clerk) + count)
    return {"numbers": [], "count": count, "totals": {"EUR": 11_800 * count}, "hash_total": sum(sequences)}


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_form_that_is_spoiled_after_its_batch_left_stays_in_the_batch(
    drill: PackHouse, clerk: Writing, out: Path, order: tuple[int, ...]
) -> None:
    leads = lead(drill, clerk)
    leads.write("finish", 30, key=CLOSE, answers={}, control=header(clerk, 3))
    later = Writing(clerk.row, clerk.now, device="77" * 8)
    later.write("void", 20, number=number(first(clerk)), reason="tea", witness="priya")
    files = [str(log.file(out)) for log in (clerk, leads, later)]
    said = drill.say("import", "pack", *(files[place] for place in order), "--json")
    conflicts = [one["run"] for rows in said.rows for one in rows["conflicts"]]
    assert (said.code, len(conflicts)) == (4, 1)
    assert "left with batch BP26-01" in conflicts[0]
    ledger = drill.state().ledger
    assert ledger.batches["BP26-01"].count == 3
    assert ledger.numbers[number(first(clerk))].state is NumberState.USED


def taken_up_again(leads: Writing, clerk: Writing, count: int) -> Writing:
    """A header of three forms that was sent, taken up again, and closed over so many."""
    leads.write("finish", 30, key=CLOSE, answers={}, control=header(clerk, 3))
    leads.write("finish", 29, key=SEND.format("accounting"), answers={})
    leads.write("reopen", 28, key=CLOSE, reason="counted again")
    return leads.write("finish", 27, key=CLOSE, answers={}, control=header(clerk, count))


def test_a_header_that_is_closed_again_as_it_was_is_no_second_batch(
    drill: PackHouse, clerk: Writing, out: Path
) -> None:
    leads = taken_up_again(lead(drill, clerk), clerk, 3)
    said = drill.say("import", "pack", str(clerk.file(out)), str(leads.file(out)), "--json")
    assert (said.code, [rows["conflicts"] for rows in said.rows]) == (0, [[], []])
    assert list(drill.state().ledger.batches) == ["BP26-01"]


def test_a_header_that_is_changed_after_it_was_sent_closes_nothing_even_when_it_is_settled(
    drill: PackHouse, clerk: Writing, out: Path
) -> None:
    leads = taken_up_again(lead(drill, clerk), clerk, 2)
    files = [str(log.file(out)) for log in (clerk, leads)]
    said = drill.say("import", "pack", *files, "--json")
    (conflict,) = said.rows[1]["conflicts"]
    assert (conflict["pack"][:7], conflict["run"][:7]) == ("2 forms", "3 forms")
    settled = drill.say("import", "pack", files[1], "--settle", "4", "--reason", "the third was sent", "--as", "priya")
    assert settled.code == 0
    assert [batch.count for batch in drill.state().ledger.batches.values()] == [3]


def test_steps_of_lanes_beside_it_are_not_what_a_step_waits_for(drill: PackHouse, clerk: Writing, out: Path) -> None:
    leads = lead(drill, clerk).write("finish", 20, key="by-hand/tell/updates#1/staff-again", answers={})
    said = drill.say("import", "pack", str(leads.file(out)), "--json")
    (conflict,) = said.rows["conflicts"]
    assert "by-hand/tell/" in conflict["run"]
    assert "by-hand/take" not in conflict["run"]
    assert "rounds" not in conflict["run"]


def receivers(house: PackHouse, clerk: Writing) -> dict[str, Writing]:
    people = (("accounting", "tomasz", "44"), ("shipping", "aicha", "55"))
    return {
        role: Writing(house.print(role), clerk.now, device=device * 8, person=person) for role, person, device in people
    }


def test_a_header_that_waits_for_another_file_is_about_a_form_that_was_spoiled_later(
    drill: PackHouse, clerk: Writing, out: Path
) -> None:
    leads, counted = lead(drill, clerk), receivers(drill, clerk)
    leads.write("finish", 35, key=CLOSE, answers={}, control=header(clerk, 2))
    third = first(clerk) + 2
    for role, log in counted.items():
        leads.write("finish", 34, key=SEND.format(role), answers={})
        answers = {"count": "2", "total": "236.00"}
        log.write("finish", 27, key=f"by-hand/rounds#1/both/{role}/receive", answers=answers)
    alone = {"numbers": [], "count": 1, "totals": {"EUR": 11_800}, "hash_total": third}
    leads.write("finish", 30, key=CLOSE.replace("#1", "#2"), answers={}, control=alone)
    clerk.write("void", 29, number=number(third), reason="tea", witness="priya")
    files = [str(log.file(out)) for log in (clerk, leads, *counted.values())]
    said = drill.say("import", "pack", *files, "--json")
    conflicts = [one["run"] for rows in said.rows for one in rows["conflicts"]]
    assert (len(conflicts), "left with batch BP26-02" in conflicts[0]) == (1, True)
    assert [batch.count for batch in drill.state().ledger.batches.values()] == [2, 1]


def test_where_nothing_was_handed_over_nobody_contradicts_it(drill: PackHouse, clerk: Writing, out: Path) -> None:
    leads = lead(drill, clerk)
    leads.write("finish", 42, key=CLOSE, answers={})
    leads.write("finish", 41, key=SEND.format("accounting"), answers={})
    accounting = receivers(drill, clerk)["accounting"]
    accounting.write("skip", 40, key="by-hand/rounds#1/both/accounting/receive", reason="nothing came")
    said = drill.say("import", "pack", str(leads.file(out)), str(accounting.file(out)), "--json")
    assert (said.code, [(one["taken"], one["known"]) for one in said.rows]) == (0, [([1], [2]), ([], [1])])


def test_a_wrong_total_that_is_settled_leaves_the_forms_of_the_next_header_alone(
    drill: PackHouse, clerk: Writing, out: Path
) -> None:
    leads = lead(drill, clerk)
    wrong = {**header(clerk, 2), "totals": {"EUR": 32_600}}
    sequence = first(clerk) + 2
    right = {"numbers": [], "count": 1, "totals": {"EUR": 11_800}, "hash_total": sequence}
    leads.write("finish", 30, key=CLOSE, answers={}, control=wrong)
    for to in ("accounting", "shipping"):
        leads.write("finish", 29, key=SEND.format(to), answers={})
    counted = receivers(drill, clerk)
    for role, log in counted.items():
        answers = {"count": "2", "total": "236.00"}
        log.write("finish", 27, key=f"by-hand/rounds#1/both/{role}/receive", answers=answers)
    leads.write("finish", 20, key=CLOSE.replace("#1", "#2"), answers={}, control=right)
    files = [str(log.file(out)) for log in (clerk, leads, *counted.values())]
    said = drill.say("import", "pack", *files, "--json")
    assert said.rows[1]["conflicts"][0]["run"].startswith("2 forms, 236.00 EUR")
    settle = ("--settle", "1", "--reason", "two digits swapped", "--as", "priya")
    drill.say("import", "pack", files[1], *settle)
    assert drill.say("import", "pack", *files).code == 0
    assert [batch.count for batch in drill.state().ledger.batches.values()] == [2, 1]


def test_receivers_who_know_nothing_of_an_empty_round_count_what_came(
    drill: PackHouse, clerk: Writing, out: Path
) -> None:
    leads = lead(drill, clerk)
    names = ("accounting", "shipping")
    logs = receivers(drill, clerk)
    for number_, ago, control in ((1, 34, header(clerk, 3)), (2, 25, None), (3, 15, None)):
        more = {"control": control} if control else {}
        leads.write("finish", ago, key=CLOSE.replace("#1", f"#{number_}"), answers={}, **more)
        if number_ == 2:
            clerk.order(number(first(clerk) + 3), 20)
            continue
        if number_ == 3:
            fourth = {"numbers": [], "count": 1, "totals": {"EUR": 11_800}, "hash_total": first(clerk) + 3}
            leads.entries[-1]["control"] = fourth
        for role in names:
            leads.write("finish", ago - 1, key=SEND.format(role).replace("#1", f"#{number_}"), answers={})
            theirs = 1 if number_ == 1 else 2
            answers = {"count": "3", "total": "354.00"} if theirs == 1 else {"count": "1", "total": "118.00"}
            logs[role].write("finish", ago - 2, key=f"by-hand/rounds#{theirs}/both/{role}/receive", answers=answers)
    files = [str(log.file(out)) for log in (*logs.values(), leads, clerk)]
    said = drill.say("import", "pack", *files, "--json")
    assert (said.code, [rows["conflicts"] for rows in said.rows]) == (0, [[], [], [], []])
    steps = drill.state().steps
    assert all(steps[f"by-hand/rounds#3/both/{role}/receive"].wrong == () for role in names)
    assert drill.say("import", "pack", *files).code == 0
