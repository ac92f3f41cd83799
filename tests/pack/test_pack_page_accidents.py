"""What goes wrong while somebody writes in the page: slow clocks, double taps, a second window, a full device."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pack_house import PackHouse
from pack_page import Clerk

from continuity.ledger.numbers import Series, format_number

FIRST, SECOND = (format_number(Series("P26-", 4, True), n) for n in (1, 2))


def wall(minutes: int) -> str:
    """What the clock on the wall of the device says so many minutes from now."""
    return (datetime.now(ZoneInfo("Europe/Paris")) + timedelta(minutes=minutes)).strftime("%H:%M")


def test_a_time_written_later_is_the_time_it_happened(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.step(1)
    clerk.page.select_option("#a-seen", "very slow")
    clerk.page.fill("#when", wall(-5))
    clerk.press("Done")
    (entry,) = json.loads(clerk.export(tmp_path).read_text())["entries"]
    ago = datetime.fromisoformat(entry["saved_at"]) - datetime.fromisoformat(entry["at"])
    assert timedelta(minutes=4) < ago < timedelta(minutes=7)


def test_a_time_that_is_still_to_come_is_no_time_of_yesterday(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order()
    clerk.page.fill("#when", wall(5))
    clerk.press("Save, next")
    assert "is still to come by this device" in clerk.wrong
    clerk.page.fill("#when", wall(5 + 12 * 60))
    clerk.press("Save, next")
    (entry,) = json.loads(clerk.export(tmp_path).read_text())["entries"]
    ago = datetime.fromisoformat(entry["saved_at"]) - datetime.fromisoformat(entry["at"])
    assert timedelta(hours=11, minutes=50) < ago < timedelta(hours=12)
    day = datetime.fromisoformat(entry["at"]).astimezone(ZoneInfo("Europe/Paris"))
    shown = f"{day.day} {day:%b} {day:%H:%M}" if day.date() != datetime.now(ZoneInfo("Europe/Paris")).date() else ""
    assert shown in clerk.shown


def test_a_time_that_is_being_typed_belongs_to_its_form_alone(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    typed = wall(-30)
    clerk.page.fill("#when", typed)
    clerk.step(1)
    assert clerk.page.input_value("#when") == ""
    clerk.press("Forms")
    assert clerk.page.input_value("#when") == typed


def test_a_second_window_knows_what_the_first_has_written_since(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    first = clerk.page
    clerk.press("Forms")
    clerk.fill_order()  # and stays in the field, so that the page is not drawn anew
    clerk.open()
    clerk.press("Forms")
    clerk.order()
    clerk.page = first
    clerk.press("Save, next")
    assert f"{FIRST} is used already" in clerk.wrong
    assert len(json.loads(clerk.export(tmp_path).read_text())["entries"]) == 1


def test_nobody_says_yes_to_an_order_of_their_own(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order(total="9 000.00")
    clerk.press("Save, next")
    clerk.page.select_option("#f-approved", "jonas")
    clerk.press("Save, next")
    assert "Nobody says yes to an order of their own" in clerk.wrong
    clerk.page.select_option("#f-approved", "ines")
    clerk.press("Save, next")
    (entry,) = json.loads(clerk.export(tmp_path).read_text())["entries"]
    assert entry["approved_by"] == "ines"


def test_a_double_tap_is_one_tap(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order()
    clerk.page.get_by_role("button", name="Save, next", exact=True).dblclick()
    assert f"✓ {FIRST} is on this device" in clerk.said
    assert clerk.page.locator("#wrong").is_hidden()
    clerk.step(1)
    clerk.page.select_option("#a-seen", "very slow")
    clerk.page.get_by_role("button", name="Done", exact=True).dblclick()
    entries = json.loads(clerk.export(tmp_path).read_text())["entries"]
    assert [one["kind"] for one in entries] == ["capture", "finish"]


FILL = """() => {
  let size = 1 << 24;
  for (let at = 0; size > 16; at++) {
    try { localStorage.setItem(`filler-${at}`, 'x'.repeat(size)); } catch (full) { size >>= 1; }
  }
}"""
MAKE_ROOM = """() => {
  for (const key of Object.keys(localStorage)) if (key.startsWith('filler')) localStorage.removeItem(key);
}"""


NO_DATABASE = "Object.defineProperty(window, 'indexedDB', {get() { throw new Error('no database'); }});"


def numbers(clerk: Clerk, folder: Path) -> list[str]:
    return [one["number"] for one in json.loads(clerk.export(folder).read_text())["entries"]]


def test_an_order_that_finds_no_room_on_the_device_is_said_to_be_in_this_window_only(
    file: Path, browser: Any, tmp_path: Path
) -> None:
    clerk = Clerk(browser, file, init=NO_DATABASE).begin()
    clerk.press("Forms")
    clerk.fill_order(customer="Casa Verde " * 20)
    clerk.page.evaluate(FILL)
    clerk.press("Save, next")
    assert f"{FIRST} is in this window only" in clerk.said
    assert "does not keep what you write" in clerk.page.get_by_role("alert").first.inner_text()
    assert clerk.page.input_value("#f-number") == SECOND
    assert numbers(clerk, tmp_path) == [FIRST]
    clerk.page.evaluate(MAKE_ROOM)
    clerk.press("Forms")
    clerk.order()
    assert f"{SECOND} is in this browser" in clerk.said
    clerk.page.reload()
    assert numbers(clerk, tmp_path) == [FIRST, SECOND]


NOT_DURABLE = "Object.defineProperty(IDBTransaction.prototype, 'durability', {get() { return 'relaxed'; }});"


@pytest.mark.parametrize("init", [NO_DATABASE, NOT_DURABLE])
def test_a_browser_that_writes_to_the_disk_later_says_so(file: Path, browser: Any, init: str) -> None:
    clerk = Clerk(browser, file, init=init).begin()
    clerk.press("Forms")
    clerk.order()
    assert f"{FIRST} is in this browser" in clerk.said
    assert "a flat battery may take what you wrote last" in clerk.page.get_by_role("alert").first.inner_text()


def test_what_the_database_has_is_there_whatever_became_of_the_plain_storage(
    file: Path, browser: Any, tmp_path: Path
) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.order()
    for spoil in (
        "localStorage.clear()",
        "localStorage.setItem(Log.KEY, localStorage.getItem(Log.KEY).slice(1))",
        FILL,
    ):
        clerk.page.evaluate(spoil)
        clerk.page.reload()
        clerk.settle()
        assert numbers(clerk, tmp_path) == [FIRST]
    clerk.press("Forms")
    clerk.order()
    assert f"{SECOND} is on this device" in clerk.said
    clerk.page.reload()
    clerk.settle()
    assert numbers(clerk, tmp_path) == [FIRST, SECOND]


def test_two_windows_that_hear_nothing_of_each_other_lose_and_double_nothing(
    file: Path, browser: Any, tmp_path: Path
) -> None:
    deaf = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no storage'); }});"
    clerk = Clerk(browser, file, init=deaf).begin()
    first = clerk.page
    clerk.press("Forms")
    clerk.fill_order(customer="One")
    clerk.open()
    clerk.press("Forms")
    clerk.order(customer="Two")
    clerk.page = first
    clerk.press("Save, next")
    assert f"{FIRST} is used already" in clerk.wrong
    clerk.page.fill("#f-number", SECOND)
    clerk.press("Save, next")
    entries = json.loads(clerk.export(tmp_path).read_text())["entries"]
    assert [(one["counter"], one["fields"]["customer"]) for one in entries] == [(1, "Two"), (2, "One")]


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("total", "120.00", "Total: the 2 forms on this device add up to 236.00 EUR"),
        ("sum", "4", "Sum of the running numbers: those on this device add up to 3"),
        ("count", "1", "Forms: 2 are on this device alone; add what lies on paper"),
    ],
)
def test_a_batch_header_is_held_against_the_forms_on_the_device(
    house: PackHouse, browser: Any, name: str, text: str, wrong: str
) -> None:
    lead = Clerk(browser, house.page(house.print("shift-lead"))).begin("ines")
    lead.press("Forms")
    lead.order()
    lead.order()
    lead.step(5)
    right = lead.page.input_value(f"#c-{name}")
    lead.page.fill(f"#c-{name}", text)
    lead.press("Done")
    assert wrong in lead.wrong
    lead.page.fill(f"#c-{name}", right)
    lead.press("Done")
    assert "Step 5 saved" in lead.said


def test_what_is_said_stands_on_its_step_with_the_ways_to_say_it(house: PackHouse, browser: Any) -> None:
    lead = Clerk(browser, house.page(house.print("shift-lead"))).begin("ines")
    lead.step(4)
    assert "By:" in lead.shown


def test_the_paper_fits_a_telephone_too(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Paper")
    assert clerk.page.evaluate("document.documentElement.scrollWidth") <= clerk.size[0]


def test_who_usually_decides_is_offered_first(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order(total="9000.00")
    assert clerk.page.locator("#f-approved").is_visible()  # before anybody has to be told
    first, *others = clerk.page.locator("#f-approved option").all_inner_texts()[1:]
    assert (first, "Jonas Weber" in others) == ("Inès Moreau (usually)", True)
    clerk.page.fill("#f-total", "9.00")
    assert clerk.page.locator("#f-approved").is_hidden()


def test_a_header_that_is_taken_up_again_lets_its_forms_go(house: PackHouse, browser: Any) -> None:
    lead = Clerk(browser, house.page(house.print("shift-lead"))).begin("ines")
    lead.press("Forms")
    lead.order()
    lead.order()
    lead.step(5)
    lead.press("Done")
    lead.step(5)
    lead.press("Reopen")
    lead.page.fill("#reason", "form 2 came back")
    lead.press("Take it up again")
    assert lead.page.input_value("#c-count") == "2"
    lead.press("Totals")
    assert lead.shown.count("taken up again") == 1
    assert lead.page.locator("dd").first.inner_text() == "2"
    lead.press("Log")
    assert "round 1 done: 2 forms, 236.00 EUR, sum 3" in lead.shown


def test_a_half_typed_header_is_about_the_forms_that_it_was_typed_for(house: PackHouse, browser: Any) -> None:
    lead = Clerk(browser, house.page(house.print("shift-lead"))).begin("ines")
    lead.press("Forms")
    lead.order()
    lead.step(5)
    lead.page.fill("#c-count", "3")
    lead.step(5)
    assert lead.page.input_value("#c-count") == "3"
    lead.step(9)
    assert lead.page.input_value("#c-count") == "1"
    lead.press("Forms")
    lead.order()
    lead.step(5)
    assert lead.page.input_value("#c-count") == "2"
    for name in ("count", "total", "sum"):
        lead.page.fill(f"#c-{name}", "")
    lead.press("Done")
    assert "2 on this device wait for a batch" in lead.wrong


def test_what_was_typed_in_one_round_is_not_there_in_the_next(house: PackHouse, browser: Any) -> None:
    accounting = Clerk(browser, house.page(house.print("accounting"))).begin("tomasz")
    accounting.step(1)
    accounting.page.fill("#a-count", "3")
    accounting.press("Note")
    accounting.page.fill("#reason", "one is torn")
    accounting.press("Back")
    accounting.press("Blocked")
    assert accounting.page.input_value("#reason") == ""
    accounting.press("Back")
    assert accounting.page.input_value("#a-count") == "3"
    accounting.press("Skip")
    accounting.page.fill("#reason", "torn")
    accounting.press("Skip the step")
    accounting.press("Next round")
    assert accounting.page.input_value("#a-count") == ""
