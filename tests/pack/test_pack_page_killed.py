"""The browser is killed at the moment at which an order is said to be on the device: it is there afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pack_page import QUIET

from continuity.ledger.numbers import Series, format_number

ORDER = {"customer": "Casa Verde", "phone": "+33 1 99 00 20 01", "item": "Spade", "quantity": "2", "total": "118.00"}
NUMBERS = [format_number(Series("P26-", 4, True), n) for n in (1, 2, 3)]


@pytest.fixture(scope="module")
def driver(chromium: str) -> Iterator[Any]:
    """Playwright, once it is known that it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def opened(driver: Any, chromium: str, profile: Path, file: Path) -> Iterator[Any]:
    """The page in a browser with a profile on the disk; in the end all of that browser is killed."""
    port = free_port()
    words = [chromium, "--headless=new", *QUIET, f"--user-data-dir={profile}", f"--remote-debugging-port={port}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*words, "about:blank"], stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            page = connected(driver, port).contexts[0].new_page()
            page.goto(file.as_uri())
            yield page
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def connected(driver: Any, port: int) -> Any:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with suppress(Exception):
            return driver.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        time.sleep(0.1)
    raise AssertionError("the browser did not start")


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_said_to_be_on_the_device_survives_the_end_of_the_browser(
    driver: Any, chromium: str, file: Path, tmp_path: Path, count: int
) -> None:
    with opened(driver, chromium, tmp_path / "profile", file) as page:
        page.select_option("#me", "jonas")
        page.fill("#initials", "JW")
        page.get_by_role("button", name="Begin", exact=True).click()
        page.get_by_role("button", name="Forms", exact=True).click()
        for number in NUMBERS[:count]:
            for name, text in ORDER.items():
                page.fill(f"#f-{name}", text)
            page.get_by_role("button", name="Save, next", exact=True).click()
            page.get_by_text(f"{number} is on this device").wait_for()
            page.evaluate("pressed = null")  # time goes by: the next press is no second half of a double one
    with opened(driver, chromium, tmp_path / "profile", file) as page:
        page.get_by_role("button", name="Log", exact=True).wait_for()  # nobody is asked again who they are
        entries = page.evaluate("Log.read().entries")
    assert [(one["counter"], one["number"]) for one in entries] == list(enumerate(NUMBERS[:count], 1))
