"""Batches and rounds of a pack's log: over the forms of the header on paper, in the order of the rounds on paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pack_house import HOUR, INES, JONAS, MINUTE, RUN, PackHouse, Writing

from continuity.events.outage import PathRestored
from continuity.events.steps import StepReady
from continuity.ledger.numbers import Series, format_number
from continuity.run.commands import Capture, Finish
from continuity.run.steps import StepStatus

P26 = Series("P26-", 4, True)
FIELDS = {"customer": "Casa Verde", "phone": "+33 1 99 00 20 01", "item": "Spade", "quantity": "2", "total": "118.00"}


def header(count: int, euros: int, hash_total: int, *numbers: str) -> dict[str, object]:
    return {"numbers": list(numbers), "count": count, "totals": {"EUR": euros * 100}, "hash_total": hash_total}


@pytest.fixture
def lead(drill: PackHouse) -> Writing:
    """The lead's pack; the floor has been on paper for 45 minutes, and the run waits for its first round."""
    now = drill.on_paper()
    return Writing(drill.print("shift-lead"), now, device="33" * 8, person="ines")


def take(house: PackHouse, *minutes: float) -> list[str]:
    """Orders at a terminal, so many minutes ago; gives their numbers."""
    desk, now = house.here.desk(RUN), house.here.clock.now()
    for counter, ago in enumerate(minutes, 1):
        desk.act(Capture("order", FIELDS, "desk", counter), JONAS, at=now - int(ago * MINUTE))
    return list(house.state().ledger.saved.values())


def close(writing: Writing, number: int, ago: float, control: Mapping[str, object] | None) -> None:
    more = {"control": control} if control else {}
    writing.write("finish", ago, key=f"by-hand/rounds#{number}/close", answers={}, **more)
    if control:
        for to in ("accounting", "shipping"):
            writing.write("finish", ago - 1, key=f"by-hand/rounds#{number}/both/{to}/send", answers={})


def sequences(numbers: list[str]) -> int:
    return sum(int(number.split("-")[1]) for number in numbers)


def test_a_batch_is_over_the_forms_that_were_taken_by_then(drill: PackHouse, lead: Writing, out: Path) -> None:
    taken = take(drill, 40, 38, 20)
    close(lead, 1, 30, header(2, 236, sequences(taken[:2])))
    said = drill.say("import", "pack", str(lead.file(out)), "--json")
    assert (said.code, said.rows["conflicts"]) == (0, [])
    (batch,) = drill.state().ledger.batches.values()
    assert batch.numbers == tuple(taken[:2])
    assert set(batch.handed) == {"accounting", "shipping"}


def test_a_batch_is_over_the_forms_that_the_device_had(drill: PackHouse, lead: Writing, out: Path) -> None:
    taken = take(drill, 40, 38, 36)
    close(lead, 1, 30, header(1, 118, sequences(taken[1:2]), taken[1]))
    assert drill.say("import", "pack", str(lead.file(out))).code == 0
    (batch,) = drill.state().ledger.batches.values()
    assert batch.numbers == (taken[1],)


def test_a_header_that_no_forms_add_up_to_closes_nothing(drill: PackHouse, lead: Writing, out: Path) -> None:
    take(drill, 40)
    close(lead, 1, 30, header(2, 236, 43))
    said = drill.say("import", "pack", str(lead.file(out)))
    assert said.code == 4
    assert "CONFLICT 1, totals of by-hand/rounds#1/close" in said.out
    assert "the run says   1 form, 118.00 EUR" in said.out
    assert "settle: the batch is closed over what the run says" in said.out
    assert not drill.state().ledger.batches
    assert drill.state().steps["by-hand/rounds#1/close"].status.is_open


def test_the_same_file_closes_the_batch_once_the_missing_form_is_in(drill: PackHouse, lead: Writing, out: Path) -> None:
    own = drill.print()
    sequence = own["numbers"][0]["first"]
    first = format_number(P26, sequence)
    close(lead, 1, 30, header(1, 118, sequence))
    file = str(lead.file(out))
    assert drill.say("import", "pack", file).code == 4
    clerk = Writing(own, lead.now).order(first, 40)
    assert drill.say("import", "pack", str(clerk.file(out))).code == 0
    assert drill.say("import", "pack", file).code == 0
    (batch,) = drill.state().ledger.batches.values()
    assert batch.numbers == (first,)


def test_a_round_without_a_form_closes_no_batch(drill: PackHouse, lead: Writing, out: Path) -> None:
    take(drill, 20)
    close(lead, 1, 30, None)
    assert drill.say("import", "pack", str(lead.file(out))).code == 0
    assert not drill.state().ledger.batches
    assert drill.state().steps["by-hand/rounds#1/close"].status is StepStatus.DONE


def test_rounds_that_were_begun_on_paper_need_no_waiting_for_time(drill: PackHouse, lead: Writing, out: Path) -> None:
    for number, ago in enumerate((30, 20, 10), 1):
        close(lead, number, ago, None)
    said = drill.say("import", "pack", str(lead.file(out)), "--json")
    assert (said.code, said.rows["taken"]) == (0, [1, 2, 3])
    state = drill.state()
    assert [state.steps[f"by-hand/rounds#{n}/close"].status for n in (1, 2, 3)] == [StepStatus.DONE] * 3
    begun = [event for event in drill.here.store.read(RUN) if event.kind == StepReady.KIND]
    assert [lead.now - event.at for event in begun] == [30 * MINUTE, 20 * MINUTE, 10 * MINUTE]


def test_rounds_on_paper_come_in_after_the_system_works_again(drill: PackHouse, lead: Writing, out: Path) -> None:
    desk = drill.here.desk(RUN)
    desk.record([PathRestored(("crm-api",), 3)], at=lead.now - 5 * MINUTE)
    assert [key for key in drill.state().steps if key.endswith("/close")] == ["by-hand/rounds#1/close"]
    close(lead, 1, 30, None)
    close(lead, 2, 15, None)
    said = drill.say("import", "pack", str(lead.file(out)), "--json")
    assert (said.code, said.rows["taken"]) == (0, [1, 2])


def test_no_round_begins_before_the_one_before_it_is_over(drill: PackHouse, lead: Writing, out: Path) -> None:
    taken = take(drill, 40)
    close(lead, 1, 30, header(1, 118, sequences(taken)))
    close(lead, 2, 10, None)
    said = drill.say("import", "pack", str(lead.file(out)), "--json")
    assert (said.code, [one["counter"] for one in said.rows["conflicts"]]) == (4, [4])
    assert "by-hand/rounds#2/close" not in drill.state().steps


def test_forms_that_were_handed_out_on_paper_are_the_printed_ones(drill: PackHouse, out: Path) -> None:
    desk, now = drill.here.desk(RUN), drill.here.clock.now()
    desk.act(Finish("notice", {"seen": "nothing works"}), JONAS, at=now - 50 * MINUTE)
    lead = Writing(drill.print("shift-lead"), now, device="33" * 8, person="ines")
    lead.write("finish", 45, key="declare", answers={"scope": "everything"}).write("finish", 44, key="paper")
    assert drill.say("import", "pack", str(lead.file(out))).code == 0
    state = drill.state()
    assert state.steps["paper"].status is StepStatus.DONE
    assert not [block for block in state.ledger.blocks.values() if block.first > 100]
    assert {block.custodian for block in state.ledger.blocks.values()} <= {"jonas (copy 1)"}


def receive(writing: Writing, number: int, ago: float, count: int, total: str) -> None:
    key = f"by-hand/rounds#{number}/both/{writing.row['role']}/receive"
    writing.write("finish", ago, key=key, answers={"count": str(count), "total": total})


@pytest.fixture
def two_rounds(drill: PackHouse, lead: Writing, out: Path) -> list[str]:
    """Files of the lead and of both receivers, who wait for each other in two rounds."""
    taken = take(drill, 40, 20)
    tomasz = Writing(drill.print("accounting"), lead.now, device="44" * 8, person="tomasz")
    aicha = Writing(drill.print("shipping"), lead.now, device="55" * 8, person="aicha")
    for number, ago in ((1, 30), (2, 15)):
        close(lead, number, ago, header(1, 118, sequences(taken[number - 1 : number])))
        for other in (tomasz, aicha):
            receive(other, number, ago - 5, 1, "118.00")
    return [str(log.file(out)) for log in (aicha, tomasz, lead)]


def test_files_that_wait_for_each_other_come_in_together(drill: PackHouse, two_rounds: list[str]) -> None:
    said = drill.say("import", "pack", *two_rounds, "--json")
    assert said.code == 0
    assert [(one["taken"], one["conflicts"]) for one in said.rows] == [([1, 2], []), ([1, 2], []), ([*range(1, 7)], [])]
    state = drill.state()
    assert [set(batch.handed) for batch in state.ledger.batches.values()] == [{"accounting", "shipping"}] * 2
    assert all(step.status.is_over for key, step in state.steps.items() if key.startswith("by-hand/rounds#"))
    assert [step.key for step in state.steps.values() if step.ended_at and step.ended_at < step.ready_at] == []
    again = drill.say("import", "pack", *two_rounds)
    assert (again.code, again.out.count("0 taken")) == (0, 3)


def test_a_dry_run_of_several_files_foresees_the_same(drill: PackHouse, two_rounds: list[str]) -> None:
    head = drill.here.store.head(RUN)
    said = drill.say("import", "pack", *two_rounds, "--dry-run", "--json")
    assert (said.code, [len(one["taken"]) for one in said.rows]) == (0, [2, 2, 6])
    assert drill.here.store.head(RUN) == head


def test_what_waits_in_one_of_several_files_is_told_by_its_name(drill: PackHouse, two_rounds: list[str]) -> None:
    said = drill.say("import", "pack", *two_rounds[:2])
    assert said.code == 4
    assert said.out.count("the step is not open in the run") == 4
    assert "--settle" not in said.out  # what waits for others is no matter of opinion


def test_a_conflict_in_one_of_several_files_is_settled_by_the_name_of_the_file(
    drill: PackHouse, lead: Writing, out: Path
) -> None:
    close(lead, 1, 30, header(2, 236, 43))
    others = Writing(drill.print(), lead.now).write("note", 20, text="The radio works")
    file = lead.file(out)
    said = drill.say("import", "pack", str(others.file(out)), str(file))
    assert f"continuity import pack {file} with --settle 1" in said.out


@pytest.mark.parametrize("more", [("--dry-run",), ("{other}",)])
def test_only_one_file_is_settled_and_not_in_a_dry_run(
    drill: PackHouse, two_rounds: list[str], more: tuple[str, ...]
) -> None:
    words = [word.format(other=two_rounds[1]) for word in more]
    said = drill.say("import", "pack", two_rounds[0], *words, "--settle", "1", "--reason", "seen")
    assert said.code == 2


def test_a_form_that_still_lay_on_a_desk_is_left_out_as_the_header_leaves_it_out(
    drill: PackHouse, lead: Writing, out: Path
) -> None:
    taken = take(drill, 40, 38, 36)
    close(lead, 1, 30, header(2, 236, sequences([taken[0], taken[2]])))
    said = drill.say("import", "pack", str(lead.file(out)))
    assert said.code == 0
    assert f"by-hand/rounds#1/close: taken by then, and not on the header: {taken[1]}" in said.out
    (batch,) = drill.state().ledger.batches.values()
    assert batch.numbers == (taken[0], taken[2])


def test_where_two_choices_fit_a_header_none_is_made(drill: PackHouse, lead: Writing, out: Path) -> None:
    taken = take(drill, 40, 38, 36, 34)  # 1 and 4 add up to as much as 2 and 3
    close(lead, 1, 30, header(2, 236, sequences([taken[0], taken[3]])))
    assert drill.say("import", "pack", str(lead.file(out))).code == 4
    assert not drill.state().ledger.batches


def test_a_wrong_header_that_is_settled_is_closed_over_what_the_run_says(
    drill: PackHouse, lead: Writing, out: Path
) -> None:
    taken = take(drill, 40, 38, 20)
    close(lead, 1, 30, header(2, 263, sequences(taken[:2])))
    file = str(lead.file(out))
    assert drill.say("import", "pack", file).code == 4
    settle = ("--settle", "1", "--reason", "two digits swapped", "--as", "priya")
    said = drill.say("import", "pack", file, *settle, "--json")
    assert (said.code, said.rows["taken"]) == (0, [1, 2, 3])
    assert said.rows["conflicts"] == []
    (batch,) = drill.state().ledger.batches.values()
    assert batch.numbers == tuple(taken[:2])


def test_a_header_that_was_taken_back_on_paper_closes_nothing(drill: PackHouse, lead: Writing, out: Path) -> None:
    taken = take(drill, 40, 38)
    lead.write("finish", 32, key="by-hand/rounds#1/close", answers={}, control=header(2, 236, sequences(taken)))
    lead.write("reopen", 31, key="by-hand/rounds#1/close", reason="form 2 came back")
    close(lead, 1, 30, header(1, 118, sequences(taken[:1])))
    said = drill.say("import", "pack", str(lead.file(out)), "--json")
    assert (said.code, said.rows["taken"]) == (0, [1, 2, 3, 4, 5])
    (batch,) = drill.state().ledger.batches.values()
    assert (batch.numbers, set(batch.handed)) == ((taken[0],), {"accounting", "shipping"})
    assert drill.say("import", "pack", str(lead.file(out))).code == 0


def test_what_paper_handed_over_is_not_what_a_terminal_closed_hours_later(house: PackHouse, out: Path) -> None:
    house.begin(RUN, ago=5 * HOUR)
    desk, now = house.here.desk(RUN), house.on_paper(since=290)
    desk.record([StepReady("by-hand/rounds#1")], at=now - 270 * MINUTE)
    take(house, 3)
    desk.act(Finish("by-hand/rounds#1/close"), INES)
    lead = Writing(house.print("shift-lead"), now, device="33" * 8, person="ines")
    lead.write("finish", 250, key="by-hand/rounds#1/both/accounting/send", answers={})
    said = house.say("import", "pack", str(lead.file(out)))
    assert (said.code, "BP26-01 was closed at" in said.out) == (4, True)
    assert not house.state().ledger.batches["BP26-01"].handed


def test_what_needs_the_leads_yes_and_what_was_counted_otherwise_is_told(
    drill: PackHouse, two_rounds: list[str], lead: Writing, out: Path
) -> None:
    shipping = Writing(drill.print("shipping"), lead.now, device="66" * 8, person="aicha")
    receive(shipping, 1, 25, 1, "119.00")
    shipping.write("skip", 10, key="by-hand/rounds#2/both/shipping/receive", reason="nobody there")
    said = drill.say("import", "pack", two_rounds[2], str(shipping.file(out)), two_rounds[1], "--json")
    notes = [words for one in said.rows for words in one["notes"]]
    assert any("119.00 EUR added up, the batch says 118.00 EUR" in words for words in notes)
    assert any("is left out once whoever leads agrees" in words for words in notes)


def test_a_step_that_waits_names_what_it_waits_for(drill: PackHouse, lead: Writing, out: Path) -> None:
    taken = take(drill, 40)
    close(lead, 1, 30, header(1, 118, sequences(taken)))
    close(lead, 2, 15, None)
    said = drill.say("import", "pack", str(lead.file(out)), "--json")
    (conflict,) = said.rows["conflicts"]
    assert conflict["run"].startswith("the step is not open in the run: it waits for by-hand/rounds#1/both/")
    assert " at 20" in conflict["pack"]


def test_a_file_that_is_no_log_is_named_and_nothing_of_the_others_is_taken(
    drill: PackHouse, two_rounds: list[str], out: Path
) -> None:
    (out / "cut.json").write_text("{")
    head = drill.here.store.head(RUN)
    said = drill.say("import", "pack", *two_rounds, str(out / "cut.json"))
    assert (said.code, "cut.json: this is no log of a pack" in said.err) == (2, True)
    assert drill.here.store.head(RUN) == head
