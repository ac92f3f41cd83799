"""What a pack's page wrote comes into the run once; what the run contradicts is shown, and changes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pack_house import MINUTE, RUN, PackHouse, Writing

from continuity.clock import on_the_wall
from continuity.events import Actor, Known
from continuity.events.outage import OutageStated
from continuity.events.steps import StepReady
from continuity.ledger.holding import NumberState
from continuity.ledger.numbers import Series, format_number
from continuity.run.closing import numbers_out
from continuity.run.commands import Capture, Finish, Start, Who
from continuity.run.deviations import deviations, late_by
from continuity.run.steps import StepStatus

JONAS, INES_FOR_HIM = Who(Actor("jonas", Known.STATED)), Who(Actor("ines", Known.STATED), on_behalf_of="jonas")
FIRST, SECOND, OTHER = (format_number(Series("P26-", 4, True), n) for n in (1, 2, 21))
SEEN = {"seen": "nothing works"}


def begun(house: PackHouse, **more: object) -> Writing:
    """The clerk's log, with the first step done."""
    writing = Writing(house.print(), house.here.clock.now(), **more)  # type: ignore[arg-type]
    return writing.write("start", 50, key="notice").write("finish", 48, key="notice", answers=SEEN)


def lead_begins(house: PackHouse) -> None:
    """The shift lead, at a terminal, declares and hands out forms: from then on orders can be taken."""
    desk, ines = house.here.desk(RUN), Who(Actor("ines", Known.STATED))
    now = house.here.clock.now()
    desk.act(Finish("declare", {"scope": "everything"}), ines, at=now - 45 * MINUTE)
    desk.act(Finish("paper"), ines, at=now - 44 * MINUTE)


def test_steps_come_in_with_the_time_the_person_and_where_they_came_from(drill: PackHouse, out: Path) -> None:
    log = begun(drill).file(out)
    said = drill.say("import", "pack", str(log), "--json")
    assert (said.code, said.rows["taken"], said.rows["conflicts"]) == (0, [1, 2], [])
    events = [event for event in drill.here.store.read(RUN) if event.kind in ("step.started", "step.done")]
    assert [event.source for event in events] == [f"pack:{'00' * 8}:1", f"pack:{'00' * 8}:2"]
    assert {event.actor.id for event in events} == {"jonas"}
    assert 46 * MINUTE < events[-1].recorded_at - events[-1].at < 50 * MINUTE
    assert drill.state().steps["notice"].answers == SEEN


def test_the_same_file_twice_is_one_record_and_a_later_file_adds_what_is_new(drill: PackHouse, out: Path) -> None:
    writing = begun(drill)
    first = writing.file(out)
    assert drill.say("import", "pack", str(first)).code == 0
    head = drill.here.store.head(RUN)
    again = drill.say("import", "pack", str(first), "--json")
    assert (again.code, again.rows["taken"], again.rows["known"]) == (0, [], [1, 2])
    assert drill.here.store.head(RUN) == head
    later = drill.say("import", "pack", str(writing.write("note", 40, text="The radio works").file(out)), "--json")
    assert (later.rows["taken"], later.rows["known"]) == ([3], [1, 2])


def test_orders_keep_their_printed_numbers_and_no_terminal_uses_them(drill: PackHouse, out: Path) -> None:
    writing = begun(drill)
    lead_begins_after_import(drill, writing, out)
    number = writing.row["numbers"][0]
    blanks = drill.state().ledger.blocks
    log = writing.write("start", 40, key="by-hand/take").order(FIRST, 39).file(out)
    said = drill.say("import", "pack", str(log), "--json")
    assert (said.code, said.rows["conflicts"]) == (0, [])
    record = drill.state().ledger.numbers[FIRST].record
    assert record is not None
    assert (record.taken_by, record.total.minor, record.text("customer")) == ("jonas", 11_800, "Casa Verde")
    printed = f"P26-{1:04d}-{20:04d}"
    assert number == {"form": "order", "first": 1, "last": 20}
    assert blanks[printed].custodian == "jonas (copy 1)"
    drill.here.desk(RUN).act(Capture("order", _fields(), "desk", 1), JONAS)
    assert drill.state().ledger.saved["desk", 1] == OTHER


def lead_begins_after_import(house: PackHouse, writing: Writing, out: Path) -> None:
    assert house.say("import", "pack", str(writing.file(out))).code == 0
    lead_begins(house)


def _fields(customer: str = "Casa Verde") -> dict[str, str]:
    return {"customer": customer, "phone": "+33 1 99 00 20 01", "item": "Spade", "quantity": "2", "total": "118.00"}


def test_a_step_that_the_run_knows_otherwise_is_a_conflict_with_both_sides(drill: PackHouse, out: Path) -> None:
    desk, now = drill.here.desk(RUN), drill.here.clock.now()
    desk.act(Finish("notice", {"seen": "very slow"}), INES_FOR_HIM, at=now - 30 * MINUTE)
    log = begun(drill).file(out)
    head = drill.here.store.head(RUN).seq
    said = drill.say("import", "pack", str(log))
    assert said.code == 4
    assert "CONFLICT 2, notice" in said.out
    assert "the pack says  done by jonas" in said.out
    assert "the run says   done, by ines" in said.out
    assert drill.state().steps["notice"].answers == {"seen": "very slow"}
    kinds = [event.kind for event in drill.here.store.read(RUN, head)]
    assert kinds == ["block.issued", "pack.imported"]


def test_a_settled_conflict_ends_well_and_says_why(drill: PackHouse, out: Path) -> None:
    drill.here.desk(RUN).act(Finish("notice", {"seen": "very slow"}), INES_FOR_HIM)
    log = str(begun(drill).file(out))
    waiting = [one["counter"] for one in drill.say("import", "pack", log, "--json").rows["conflicts"]]
    assert waiting == [1, 2]
    assert drill.say("import", "pack", log, "--settle", "1").code == 2
    settle = [word for counter in waiting for word in ("--settle", str(counter))]
    said = drill.say("import", "pack", log, *settle, "--reason", "Ines saw it first", "--as", "ines", "--json")
    assert (said.code, {one["settled"] for one in said.rows["conflicts"]}) == (0, {True})
    assert drill.state().pack_settled["00" * 8, 2] == "Ines saw it first"


def test_two_sites_merge_and_one_number_on_two_devices_is_a_conflict(drill: PackHouse, out: Path) -> None:
    lyon = begun(drill)
    lead_begins_after_import(drill, lyon, out)
    lyon.order(FIRST, 40).order(SECOND, 39)
    nantes = Writing(drill.print(), lyon.now, device="11" * 8).order(OTHER, 38)
    for log in (lyon.file(out), nantes.file(out)):
        assert drill.say("import", "pack", str(log)).code == 0
    assert sum(number.record is not None for number in drill.state().ledger.numbers.values()) == 3
    copied = Writing(lyon.row, lyon.now, device="22" * 8).order(FIRST, 37, customer="Somebody Else")
    said = drill.say("import", "pack", str(copied.file(out)), "--json")
    (conflict,) = said.rows["conflicts"]
    assert (said.code, conflict["about"]) == (4, FIRST)
    assert "is used already" in conflict["run"]
    assert (conflict["fields"]["customer"], conflict["fields"]["total"]) == ("Somebody Else", "118.00")
    assert re.search(r"customer +Somebody Else", drill.say("import", "pack", str(copied.file(out))).out)
    record = drill.state().ledger.numbers[FIRST].record
    assert record is not None
    assert record.text("customer") == "Casa Verde"


def test_a_step_that_waits_for_another_site_is_taken_once_that_came_in(drill: PackHouse, out: Path) -> None:
    lead = Writing(drill.print("shift-lead"), drill.here.clock.now(), device="33" * 8, person="ines")
    lead.write("finish", 40, key="declare", answers={"scope": "everything"})
    early = drill.say("import", "pack", str(lead.file(out)), "--json")
    waits = "the step is not open in the run: it waits for notice (ready)"
    assert (early.code, early.rows["conflicts"][0]["run"]) == (4, waits)
    assert drill.say("import", "pack", str(begun(drill).file(out))).code == 0
    late = drill.say("import", "pack", str(lead.file(out)), "--json")
    assert (late.code, late.rows["taken"]) == (0, [1])
    assert drill.state().steps["declare"].status is StepStatus.DONE


def test_a_dry_run_says_the_same_and_writes_nothing(drill: PackHouse, out: Path) -> None:
    log, head = begun(drill).file(out), drill.here.store.head(RUN)
    said = drill.say("import", "pack", str(log), "--dry-run", "--json")
    assert (said.code, said.rows["taken"]) == (0, [1, 2])
    assert drill.here.store.head(RUN) == head
    assert not (drill.root / ".continuity" / "evidence").exists()


def test_the_file_is_kept_and_its_hash_is_in_the_record(drill: PackHouse, out: Path) -> None:
    log = begun(drill).file(out)
    sha256 = drill.say("import", "pack", str(log), "--json").rows["sha256"]
    kept = drill.root / ".continuity" / "evidence" / "packs" / f"{sha256}.json"
    assert kept.read_bytes() == log.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert drill.state().pack_logs[sha256].taken == 2


def test_clocks_that_differ_are_told_and_nothing_is_moved(drill: PackHouse, out: Path) -> None:
    writing = begun(drill)
    writing.write("clock", 30, wall="00:00")
    writing.write("note", 35, text="after the clock was set back")
    said = drill.say("import", "pack", str(writing.file(out, ahead=20.5 * MINUTE)))
    assert "CLOCK: the device's clock is ahead of this machine's by 20 min or more" in said.out
    assert "CLOCK: the device's clock was set back by 5 min before entry 4" in said.out
    assert "CLOCK: the wall clock said 00:00 when the device said" in said.out
    note = drill.state().notes[-1]
    assert abs(note.at - (writing.now - 35 * MINUTE)) < 1_000


def test_what_is_still_to_come_by_our_clock_waits(drill: PackHouse, out: Path) -> None:
    writing = begun(drill)
    writing.write("note", -30, text="from the future")
    said = drill.say("import", "pack", str(writing.file(out)), "--json")
    assert (said.code, [one["counter"] for one in said.rows["conflicts"]]) == (4, [3])
    assert "still to come" in said.rows["conflicts"][0]["run"]


def test_what_happened_before_the_run_began_is_a_conflict(drill: PackHouse, out: Path) -> None:
    writing = Writing(drill.print(), drill.here.clock.now()).write("finish", 90, key="notice", answers=SEEN)
    said = drill.say("import", "pack", str(writing.file(out)), "--json")
    assert (said.code, "the run began at" in said.rows["conflicts"][0]["run"]) == (4, True)


def test_totals_counted_on_paper_are_held_against_the_batch(drill: PackHouse, out: Path) -> None:
    lead_begins_after_import(drill, begun(drill), out)
    desk, now = drill.here.desk(RUN), drill.here.clock.now()
    desk.act(Capture("order", _fields(), "desk", 1), JONAS, at=now - 40 * MINUTE)
    desk.record([StepReady("by-hand/rounds#1")], at=now - 35 * MINUTE)
    lead = Writing(drill.print("shift-lead"), now, device="33" * 8, person="ines")
    control = {"numbers": [], "count": 2, "totals": {"EUR": 23_600}, "hash_total": 43}
    lead.write("finish", 30, key="by-hand/rounds#1/close", answers={}, control=control)
    said = drill.say("import", "pack", str(lead.file(out)))
    assert said.code == 4
    assert "CONFLICT 1, totals of by-hand/rounds#1/close" in said.out
    assert "the pack says  2 forms, 236.00 EUR, sum of the numbers 43" in said.out
    assert "the run says   1 form, 118.00 EUR, sum of the numbers 21" in said.out


def test_a_card_number_in_a_log_gets_into_no_record(drill: PackHouse, out: Path) -> None:
    lead_begins_after_import(drill, begun(drill), out)
    writing = Writing(drill.print(), drill.here.clock.now(), device="44" * 8)
    writing.order(OTHER, 30, customer="4111 1111 1111 1111")
    said = drill.say("import", "pack", str(writing.file(out)))
    # The hash of the file is told, and one in a thousand has these four digits by chance.
    assert (said.code, "4111" in re.sub(r"[0-9a-f]{64}", "", said.out)) == (4, False)
    assert b"4111 1111" not in b"".join(row.data for row in drill.here.store.rows(RUN))


def test_a_log_that_was_changed_is_refused(drill: PackHouse, out: Path) -> None:
    log = begun(drill).file(out)
    value = json.loads(log.read_text())
    value["entries"][1]["person"] = "ines"
    log.write_text(json.dumps(value))
    said = drill.say("import", "pack", str(log))
    assert (said.code, "its digest does not fit" in said.err) == (9, True)


@pytest.mark.parametrize("content", ["", "[]", '{"format": "pack-log/2"}', "\x00"])
def test_what_is_no_log_is_said_to_be_none(drill: PackHouse, out: Path, content: str) -> None:
    (out / "x.json").write_text(content)
    said = drill.say("import", "pack", str(out / "x.json"))
    assert (said.code, "this is no log of a pack" in said.err) == (2, True)


def test_a_real_pack_does_not_come_into_a_drill(drill: PackHouse, out: Path) -> None:
    row = drill.say("pack", "build", "--role", "order-clerk", "--json").rows[0]
    log = Writing(row, drill.here.clock.now()).write("note", 5, text="real").file(out)
    assert drill.say("import", "pack", str(log), "--run", RUN).code == 4
    said = drill.say("import", "pack", str(log))
    assert (said.code, "continuity incident open" in said.err) == (2, True)


def test_in_a_real_outage_the_real_numbers_come_in(house: PackHouse, out: Path) -> None:
    house.begin(RUN, mode="real")
    row = house.say("pack", "build", "--role", "order-clerk", "--for", "jonas", "--json").rows[0]
    writing = Writing(row, house.here.clock.now()).write("finish", 48, key="notice", answers=SEEN)
    assert house.say("import", "pack", str(writing.file(out))).code == 0
    lead_begins(house)
    real = format_number(Series("M26-", 4, True), 1)
    said = house.say("import", "pack", str(writing.order(real, 30).file(out)))
    assert (said.code, "REAL OUTAGE" in said.out) == (0, True)
    assert house.state().ledger.numbers[real].record is not None


def test_steps_from_before_a_real_outage_was_opened_come_in_from_when_it_began(house: PackHouse, out: Path) -> None:
    house.begin(RUN, mode="real")
    row = house.say("pack", "build", "--role", "order-clerk", "--for", "jonas", "--json").rows[0]
    writing = Writing(row, house.here.clock.now()).write("finish", 85, key="notice", answers=SEEN)
    early = house.say("import", "pack", str(writing.file(out)))
    assert early.code == 4
    assert "say for how long it has been down" in early.out
    house.here.desk(RUN).record([OutageStated("the shop floor")], at=writing.now - 90 * MINUTE)
    said = house.say("import", "pack", str(writing.file(out)), "--json")
    assert (said.code, said.rows["taken"], said.rows["clock"]) == (0, [1], [])
    state = house.state()
    assert [one.kind for one in deviations(state)] == []
    assert late_by(state, state.steps["notice"], writing.now) is None


def test_a_copy_serves_one_run_only(drill: PackHouse, out: Path) -> None:
    log = begun(drill).file(out)
    assert drill.say("import", "pack", str(log)).code == 0
    drill.begin("2026-q4-02")
    said = drill.say("import", "pack", str(log), "--run", "2026-q4-02")
    assert (said.code, f"was used in {RUN} already" in said.err) == (4, True)


def test_a_start_by_two_people_is_shown(drill: PackHouse, out: Path) -> None:
    drill.here.desk(RUN).act(Start("notice"), INES_FOR_HIM)
    said = drill.say("import", "pack", str(begun(drill).file(out)))
    assert (said.code, "the run says   in progress, by ines" in said.out) == (4, True)


def test_an_order_from_before_the_run_was_opened_is_an_order(drill: PackHouse, out: Path) -> None:
    writing = Writing(drill.print(), drill.here.clock.now()).order(FIRST, 90)
    said = drill.say("import", "pack", str(writing.file(out)), "--json")
    assert (said.code, said.rows["taken"]) == (0, [1])
    record = drill.state().ledger.numbers[FIRST].record
    assert record is not None
    assert abs(record.taken_at - (writing.now - 90 * MINUTE)) < 1_000


def test_an_order_of_a_device_that_is_ahead_is_taken_as_of_now_and_told(drill: PackHouse, out: Path) -> None:
    writing = Writing(drill.print(), drill.here.clock.now()).order(FIRST, -30)
    said = drill.say("import", "pack", str(writing.file(out)))
    assert (said.code, "CLOCK: 1 of its forms is dated later than now, and taken as of now" in said.out) == (0, True)
    record = drill.state().ledger.numbers[FIRST].record
    assert record is not None
    assert 0 <= drill.here.clock.now() - record.taken_at < MINUTE


def test_an_order_in_conflict_is_no_blank_and_keeps_the_books_open_until_somebody_else_settles(
    drill: PackHouse, out: Path
) -> None:
    writing = Writing(drill.print(), drill.here.clock.now()).order(FIRST, 30)
    writing.entries[-1]["approved_by"] = "nobody-we-know"
    log = str(writing.file(out))
    assert drill.say("import", "pack", log).code == 4
    back = drill.say("ledger", "return", FIRST, "--as", "jonas")
    assert (back.code, "so it is no blank" in back.err) == (4, True)
    assert f"back, 19: {SECOND} to" in drill.say("ledger", "return", "--all", "order", "--as", "jonas").out
    state = drill.state()
    assert f"PACK: a pack's log has what was not taken: {FIRST};" in drill.say("status").out
    assert state.ledger.numbers[FIRST].state is NumberState.ISSUED
    assert any("a pack's log has what was not taken" in words for words in numbers_out(state))

    def open_r1() -> list[str]:
        rows = drill.say("ledger", "reconcile", "--json").rows["exceptions"]
        return [one["detail"] for one in rows if (one["rule"], one["number"]) == ("R1", FIRST)]

    assert any("a pack's log has it written down by jonas" in words for words in open_r1())
    settle = ("import", "pack", log, "--settle", "1", "--reason", "written on another form")
    own = drill.say(*settle, "--as", "jonas")
    assert (own.code, "jonas wrote that order" in own.err) == (4, True)
    assert drill.say(*settle, "--as", "ines").code == 0
    assert not any("a pack's log" in words for words in open_r1())
    assert drill.say("ledger", "return", FIRST, "--as", "jonas").code == 0


def test_another_form_under_the_same_count_of_a_device_is_a_conflict(drill: PackHouse, out: Path) -> None:
    writing = Writing(drill.print(), drill.here.clock.now()).order(FIRST, 30)
    assert drill.say("import", "pack", str(writing.file(out))).code == 0
    cloned = Writing(writing.row, writing.now).order(SECOND, 29, customer="Somebody Else")
    said = drill.say("import", "pack", str(cloned.file(out)), "--json")
    assert (said.code, said.rows["known"], said.rows["conflicts"][0]["number"]) == (4, [], SECOND)
    back = drill.say("ledger", "return", SECOND, "--as", "jonas")
    assert (back.code, "so it is no blank" in back.err) == (4, True)
    changed = Writing(writing.row, writing.now).order(FIRST, 30, total="999.00")
    assert drill.say("import", "pack", str(changed.file(out))).code == 4


def test_a_drill_copy_never_goes_into_a_real_outage(drill: PackHouse, out: Path) -> None:
    writing = Writing({**drill.print(), "mode": "real"}, drill.here.clock.now()).order(FIRST, 30)
    said = drill.say("import", "pack", str(writing.file(out)))
    assert (said.code, "copy 1 is a drill pack" in said.err) == (4, True)


def test_a_copy_that_is_said_to_be_gone_is_told_when_its_log_is_younger(drill: PackHouse, out: Path) -> None:
    writing = begun(drill)
    before = writing.file(out, ahead=-30 * MINUTE)
    assert drill.say("pack", "register", "--destroyed", "1").code == 0
    assert "REGISTER" not in drill.say("import", "pack", str(before)).out
    younger = drill.say("import", "pack", str(writing.file(out, ahead=30 * MINUTE)))
    assert "REGISTER: copy 1 was said to be destroyed at 20" in younger.out
    assert "and it was in use after that" in younger.out


def test_the_log_of_another_workspace_is_none_of_ours_though_copy_and_edition_are_the_same(
    drill: PackHouse, out: Path
) -> None:
    writing = begun(drill)
    theirs = {**writing.row, "stamp": "0badcafe"}
    refused = drill.say("import", "pack", str(Writing(theirs, writing.now).write("note", 5, text="x").file(out)))
    assert (refused.code, "not in the register of this workspace" in refused.err) == (4, True)
    assert drill.say("import", "pack", str(writing.file(out))).code == 0


def test_a_form_that_lacks_something_comes_in_by_its_number(drill: PackHouse, out: Path) -> None:
    lead_begins_after_import(drill, begun(drill), out)
    writing = Writing(drill.print(), drill.here.clock.now(), device="66" * 8).order(OTHER, 30, total="9000.00")
    said = drill.say("import", "pack", str(writing.file(out)))
    assert said.code == 4
    assert "side by side" not in said.out
    at = on_the_wall(writing.now - 30 * MINUTE, "Europe/Paris").replace(" ", "T")
    assert f"continuity ledger add {OTHER} … --at {at} --for jonas --as YOU." in said.out
    fields = {**_fields(), "total": "9000.00"}
    given = [f"{name}={text}" for name, text in fields.items()]
    assert (
        drill.say("ledger", "add", OTHER, *given, "--approved-by", "ines", "--for", "jonas", "--as", "ines").code == 0
    )
    again = drill.say("import", "pack", str(writing.file(out)), "--json")
    assert (again.code, again.rows["known"]) == (0, [1])
