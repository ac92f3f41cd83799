"""The pack as one HTML file, opened from the disk in a real Chromium: walked, filled in, reloaded, given out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pack_house import RUN, PackHouse
from pack_page import DESK, NARROW, PHONE, Clerk

from continuity.events import Actor, Known
from continuity.ledger.numbers import Series, format_number
from continuity.run.commands import Finish, Who

FIRST, SECOND, THIRD = (format_number(Series("P26-", 4, True), n) for n in (1, 2, 3))


def test_a_clerk_walks_takes_orders_and_gives_the_file_to_the_record(
    drill: PackHouse, browser: Any, tmp_path: Path
) -> None:
    clerk = Clerk(browser, drill.page(drill.print())).begin()
    clerk.step(1)
    clerk.press("Start")
    clerk.page.select_option("#a-seen", "nothing works")
    clerk.press("Done")
    assert "Step 1 saved" in clerk.said
    now, ines = drill.here.clock.now(), Who(Actor("ines", Known.STATED))
    assert drill.say("import", "pack", str(clerk.export(tmp_path)), "--json").rows["taken"] == [1, 2]
    for key, answers in (("declare", {"scope": "everything"}), ("paper", {})):
        drill.here.desk(RUN).act(Finish(key, answers), ines, at=max(now, drill.here.clock.now() - 10))
    clerk.press("Forms")
    clerk.order()
    clerk.order(customer="Martin & Fils", total="1 480,00")
    assert f"{SECOND} is on this device. 2 so far, 1 598.00 EUR" in clerk.said
    said = drill.say("import", "pack", str(clerk.export(tmp_path)), "--json")
    assert (said.code, said.rows["taken"], said.rows["known"], said.rows["clock"]) == (0, [3, 4], [1, 2], [])
    records = [number.record for number in drill.state().ledger.numbers.values() if number.record]
    assert [(one.number, one.total.minor, one.taken_by) for one in records] == [
        (FIRST, 11_800, "jonas"),
        (SECOND, 148_000, "jonas"),
    ]
    assert clerk.problems == []


def test_what_was_written_and_what_was_being_typed_is_there_after_a_reload(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.order()
    clerk.page.fill("#f-customer", "Half a na")
    clerk.page.reload()
    clerk.press("Forms")
    assert clerk.page.input_value("#f-customer") == "Half a na"
    assert clerk.page.input_value("#f-number") == SECOND
    clerk.page.close()
    clerk.open()
    clerk.press("Totals")
    assert "118.00 EUR" in clerk.shown


def test_a_second_window_counts_on_where_the_first_one_is(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    first = clerk.page
    clerk.open()
    clerk.press("Forms")
    clerk.order()
    clerk.page = first
    clerk.press("Forms")
    clerk.order()
    entries = json.loads(clerk.export(tmp_path).read_text())["entries"]
    assert [(one["counter"], one["number"]) for one in entries] == [(1, FIRST), (2, SECOND)]


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("number", "P26-0001-7", "The check digit does not fit; was it"),
        ("number", "M26-0001", "ours begin with P26-"),
        ("number", "P26-0001", "The check digit is missing"),
        ("number", format_number(Series("P26-", 4, True), 99), "is not among the forms of this copy"),
        ("customer", "4111 1111 1111 1111", "Customer: this looks like a card number; never write one down"),
        ("phone", "call me", "Call-back number: not a telephone number"),
        ("quantity", "-2", "Quantity: an order is of more than none"),
        ("total", "a lot", "Total: not an amount in EUR"),
        ("total", "", "Total is missing"),
        ("total", "9 000.00", "Over 5 000.00 EUR somebody has to say yes"),
    ],
)
def test_a_form_is_held_to_the_rules_of_the_terminal(
    file: Path, browser: Any, tmp_path: Path, field: str, text: str, wrong: str
) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order()
    clerk.page.fill(f"#f-{field}", text)
    clerk.press("Save, next")
    assert wrong in clerk.wrong
    assert clerk.page.evaluate("document.activeElement.id") == "wrong"
    assert clerk.page.input_value("#f-item") == "Spade", "nothing that was typed is lost"
    assert json.loads(clerk.export(tmp_path).read_text())["entries"] == []


def test_a_used_number_and_a_void_one_are_not_taken_again(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.order()
    clerk.press("Void")
    clerk.page.fill("#v-number", SECOND)
    clerk.page.fill("#v-reason", "coffee")
    clerk.page.select_option("#v-witness", "jonas")
    clerk.press("Make it void")
    assert "A witness is somebody else" in clerk.wrong
    clerk.page.select_option("#v-witness", "ines")
    clerk.press("Make it void")
    assert clerk.page.input_value("#f-number") == THIRD
    for used in (FIRST, SECOND):
        clerk.fill_order()
        clerk.page.fill("#f-number", used)
        clerk.press("Save, next")
        assert "already; take the next form" in clerk.wrong


def test_totals_are_those_of_the_forms_in_no_batch(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.order()
    clerk.order(total="32.00")
    clerk.press("Totals")
    assert clerk.page.locator("dd").all_inner_texts() == ["2", "150.00 EUR", "3"]
    clerk.press("Give these away as a batch")
    assert "2 forms, 150.00 EUR, sum 3" in clerk.said
    assert clerk.page.locator("dd").all_inner_texts()[:3] == ["0", "0.00 EUR", "0"]


def test_blocked_skipped_noted_reopened_and_signed_each_say_why(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.step(1)
    for word, text, then in (("Blocked", "no power", "blocked"), ("Note", "radio works", "blocked")):
        clerk.press(word)
        clerk.page.fill("#reason", text)
        clerk.go()
        assert then in clerk.page.inner_text(".state")
    clerk.press("Free again")
    clerk.press("Skip")
    clerk.go()
    assert "Write a few words" in clerk.wrong
    clerk.page.fill("#reason", "seen on the first one")
    clerk.go()
    clerk.press("Reopen")
    clerk.page.fill("#reason", "not so")
    clerk.go()
    clerk.step(4)
    clerk.press("Done")
    clerk.press("Sign")
    clerk.page.select_option("#signer", "jonas")
    clerk.page.fill("#signer-initials", "PN")
    clerk.go()
    assert "somebody else has to look" in clerk.wrong
    clerk.page.select_option("#signer", "priya")
    clerk.go()
    entries = json.loads(clerk.export(tmp_path).read_text())["entries"]
    assert [one["kind"] for one in entries] == ["block", "note", "unblock", "skip", "reopen", "finish", "sign"]
    assert (entries[-1]["person"], entries[-1]["role"]) == ("priya", "checker")


def test_rounds_are_counted_and_totals_go_with_the_batch(house: PackHouse, browser: Any, tmp_path: Path) -> None:
    lead = Clerk(browser, house.page(house.print("shift-lead"))).begin("ines")
    lead.step(5)
    for name, text in (("count", "2"), ("total", "150.00"), ("sum", "3")):
        lead.page.fill(f"#c-{name}", text)
    for _ in range(3):  # the header, and each of those to whom it goes
        lead.press("Done")
    lead.press("Next round")
    lead.press("Done")
    assert lead.said == "Round 2: no form waited. Round 3 when its time has come."
    lead.press("Back to round 2")
    assert "round 2" in lead.shown
    entries = json.loads(lead.export(tmp_path).read_text())["entries"]
    around = "by-hand/rounds"
    sends = [f"{around}#1/both/{to}/send" for to in ("accounting", "shipping")]
    assert [one["key"] for one in entries] == [f"{around}#1/close", *sends, f"{around}#2/close"]
    assert entries[0]["control"] == {"numbers": [], "count": 2, "totals": {"EUR": 15_000}, "hash_total": 3}
    assert "control" not in entries[-1]


def test_a_device_that_keeps_nothing_says_so_and_still_gives_the_file(file: Path, browser: Any, tmp_path: Path) -> None:
    broken = "Object.defineProperty(window, '{}', {{get() {{ throw new Error('no storage'); }}}});"
    clerk = Clerk(browser, file, init=broken.format("localStorage") + broken.format("indexedDB"))
    assert "does not keep what you write" in clerk.page.get_by_role("alert").inner_text()
    clerk.begin()
    clerk.press("Forms")
    clerk.order()
    assert "is in this window only" in clerk.said
    assert len(json.loads(clerk.export(tmp_path).read_text())["entries"]) == 1


def test_an_edition_past_its_day_warns_before_anything_is_done(house: PackHouse, browser: Any) -> None:
    file = house.page(house.print())
    file.write_text(file.read_text().replace(f'"use_until_day":"{_last_day(file)}"', '"use_until_day":"2020-01-01"'))
    assert "Out of date" in Clerk(browser, file).shown


def _last_day(file: Path) -> str:
    return file.read_text().split('"use_until_day":"')[1][:10]


def test_everything_works_with_the_keyboard_alone(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file, size=DESK)
    keys = clerk.page.keyboard

    def to(name: str, most: int = 60) -> None:
        for _ in range(most):
            keys.press("Tab")
            if clerk.page.evaluate("(document.activeElement.id || document.activeElement.innerText).trim()") == name:
                return
        raise AssertionError(f"{name} cannot be reached")

    to("me")
    keys.type("Jonas")
    to("initials")
    keys.type("JW")
    to("Begin")
    keys.press("Enter")
    clerk.settle()
    assert clerk.page.evaluate("document.activeElement.tagName") == "H1"
    clerk.page.evaluate("document.activeElement.blur()")
    to("Forms")
    keys.press("Enter")
    clerk.settle()
    for name, text in (
        ("customer", "Casa Verde"),
        ("phone", "+33 1 99 00 20 01"),
        ("item", "Spade"),
        ("quantity", "2"),
    ):
        to(f"f-{name}")
        keys.type(text)
    to("f-total")
    keys.type("118.00")
    to("Save, next")
    keys.press("Space")
    assert f"{FIRST} is on this device" in clerk.said


VIEWS = ("setup", "Steps", "step", "Forms", "wrong", "Totals", "People", "Log", "reason", "Paper")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(file: Path, browser: Any, axe: str, view: str, size: tuple[int, int]) -> None:
    clerk = Clerk(browser, file, size=size)
    _visit(clerk, view)
    clerk.page.evaluate(axe)
    found = clerk.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found] == []


def _visit(clerk: Clerk, view: str) -> None:
    if view == "setup":
        return
    clerk.begin()
    if view in ("step", "reason"):
        clerk.step(1)
        if view == "reason":
            clerk.press("Blocked")
    elif view == "wrong":
        clerk.press("Forms")
        clerk.press("Save, next")
    else:
        clerk.press(view)


@pytest.mark.parametrize("view", VIEWS[:-1])
def test_nothing_runs_off_a_narrow_screen_and_targets_are_large(file: Path, browser: Any, view: str) -> None:
    clerk = Clerk(browser, file, size=NARROW)
    _visit(clerk, view)
    assert clerk.page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    small = clerk.page.evaluate(
        "[...document.querySelectorAll('#app :is(button,input,select,a)')].filter((n) => n.offsetParent)"
        ".filter((n) => n.getBoundingClientRect().height < 24).map((n) => n.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_without_script_the_paper_is_there(file: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert "Read a step, do it, slash the circle" in page.inner_text("#paper")
    assert page.locator("#app").inner_text() == ""
    context.close()


def test_the_page_writes_numbers_amounts_and_digests_as_we_do(file: Path, browser: Any) -> None:
    import hashlib

    clerk = Clerk(browser, file)
    numbers = clerk.page.evaluate(
        "PACK.blanks.map((one) => Check.number(PACK.forms[0], one.number.toLowerCase()).number)"
    )
    assert numbers == [format_number(Series("P26-", 4, True), n) for n in range(1, 21)]
    assert clerk.page.evaluate("['1180', '1 180,5', '-3', '1.234', 'x'].map((t) => Check.money(t, 'EUR', 100))") == [
        118_000, 118_050, -300, None, None,
    ]  # fmt: skip
    for text in ("", "abc", "Ünïcode ☂ 😀" * 40, "a" * 55, "a" * 56, "a" * 64):
        assert clerk.page.evaluate("(text) => sha256(text)", text) == hashlib.sha256(text.encode()).hexdigest()
