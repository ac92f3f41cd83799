"""While the page writes to the disk: nothing is typed in vain, pressed twice, or said before it is so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pack_page import DESK, PHONE, Clerk

from continuity.ledger.numbers import Series, format_number

FIRST, SECOND = (format_number(Series("P26-", 4, True), n) for n in (1, 2))
SLOW = """{
  const set = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete').set;
  Object.defineProperty(IDBTransaction.prototype, 'oncomplete', {
    set(act) { set.call(this, (event) => setTimeout(() => act(event), window.slow || 0)); },
  });
}"""


def entries(clerk: Clerk, folder: Path) -> list[dict[str, Any]]:
    return list(json.loads(clerk.export(folder).read_text())["entries"])


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_what_was_saved_is_told_where_it_is_seen(file: Path, browser: Any, size: tuple[int, int]) -> None:
    clerk = Clerk(browser, file, size=size).begin()
    clerk.press("Forms")
    clerk.order()
    box = clerk.page.locator("#said").bounding_box()
    assert f"{FIRST} is on this device" in clerk.said
    assert 0 < box["y"] < size[1] / 2


def test_while_the_disk_is_slow_it_says_so_and_takes_nothing_that_would_be_lost(
    file: Path, browser: Any, tmp_path: Path
) -> None:
    clerk = Clerk(browser, file, init=SLOW).begin()
    clerk.press("Forms")
    clerk.fill_order()
    clerk.page.evaluate("window.slow = 1500")
    clerk.page.get_by_role("button", name="Save, next", exact=True).click()
    clerk.page.get_by_text("Saving …").wait_for()
    clerk.page.keyboard.type("too early")
    assert clerk.page.evaluate("document.getElementById('app').inert") is True
    clerk.page.mouse.click(195, 770)
    clerk.settle()
    assert f"✓ {FIRST} is on this device" in clerk.said
    assert clerk.page.input_value("#f-customer") == ""
    clerk.page.evaluate("window.slow = 0")
    assert [one["number"] for one in entries(clerk, tmp_path)] == [FIRST]


def test_the_second_of_two_slow_taps_is_not_meant_for_the_next_form(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order()
    save = clerk.page.get_by_role("button", name="Save, next", exact=True)
    save.click()
    clerk.page.wait_for_timeout(400)
    save.click()
    clerk.settle()
    assert clerk.page.locator("#wrong").is_hidden()
    assert f"✓ {FIRST} is on this device" in clerk.said
    save.click()  # much later, and the form is empty
    clerk.settle()
    assert f"✓ {FIRST} is on this device" in clerk.said
    assert len(entries(clerk, tmp_path)) == 1


def test_what_reached_the_disk_is_not_offered_once_more_after_a_crash(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.fill_order()
    before = clerk.page.evaluate("localStorage.getItem(Log.KEY)")
    clerk.press("Save, next")
    clerk.page.evaluate("(text) => localStorage.setItem(Log.KEY, text)", before)  # the window ended before it forgot
    clerk.page.reload()
    clerk.settle()
    clerk.press("Forms")
    assert (clerk.page.input_value("#f-number"), clerk.page.input_value("#f-customer")) == (SECOND, "")
    assert len(entries(clerk, tmp_path)) == 1


def test_of_two_windows_that_save_at_once_one_is_told(file: Path, browser: Any, tmp_path: Path) -> None:
    deaf = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no storage'); }});"
    clerk = Clerk(browser, file, init=deaf).begin()
    first = clerk.page
    clerk.press("Forms")
    clerk.open()
    clerk.press("Forms")
    for page, customer in ((first, "One"), (clerk.page, "Two")):
        clerk.page = page
        clerk.fill_order(customer=customer)
    pages = (first, clerk.page)
    # Both have judged before either has written: the lock of the database decides.
    for page in pages:
        page.evaluate("Log.sync = () => Promise.resolve()")
    for page in pages:
        page.evaluate("document.querySelector('.bar .go').click()")
    told = []
    for clerk.page in pages:
        clerk.settle()
        told.append(clerk.wrong)
    assert sorted("Another window has written this down" in words for words in told) == [False, True]
    assert [one["counter"] for one in entries(clerk, tmp_path)] == [1]


def test_the_second_of_two_slow_taps_does_not_do_the_next_step(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.step(2)
    box = clerk.page.locator(".bar .go").bounding_box()
    for _ in range(2):
        clerk.page.mouse.click(box["x"] + 20, box["y"] + 20)
        clerk.page.wait_for_timeout(350)
    clerk.settle()
    assert len(entries(clerk, tmp_path)) == 1


def test_taps_of_somebody_impatient_do_not_do_the_next_step(file: Path, browser: Any, tmp_path: Path) -> None:
    clerk = Clerk(browser, file, init=SLOW).begin()
    clerk.step(2)
    clerk.page.evaluate("window.slow = 1200")
    box = clerk.page.locator(".bar .go").bounding_box()
    for _ in range(5):
        clerk.page.mouse.click(box["x"] + 20, box["y"] + 20)
        clerk.page.wait_for_timeout(350)
    clerk.page.evaluate("window.slow = 0")
    clerk.settle()
    assert len(entries(clerk, tmp_path)) == 1
