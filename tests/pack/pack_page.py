"""A person at the page of a pack, in a real browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Chromium calls home unless it is told not to; a test needs no network.
QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-sandbox"),
)
PHONE, DESK, NARROW = (390, 800), (1280, 900), (320, 640)


@dataclass
class Clerk:
    """Opens the file from the disk; there is no network and no server."""

    browser: Any
    file: Path
    size: tuple[int, int] = PHONE
    init: str = ""

    def __post_init__(self) -> None:
        width, height = self.size
        self.context = self.browser.new_context(
            viewport={"width": width, "height": height}, offline=True, accept_downloads=True, timezone_id="Europe/Paris"
        )
        self.context.set_default_timeout(8_000)
        self.problems: list[str] = []
        self.open()

    def open(self) -> None:
        self.page = self.context.new_page()
        if self.init:
            self.page.add_init_script(self.init)
        self.page.on("pageerror", lambda problem: self.problems.append(str(problem)))
        self.page.on("request", lambda asked: asked.url.startswith("file:") or self.problems.append(asked.url))
        self.page.goto(self.file.as_uri())
        self.settle()

    def begin(self, person: str = "jonas") -> Clerk:
        self.page.select_option("#me", person)
        self.page.fill("#initials", "JW")
        self.press("Begin")
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def go(self) -> None:
        """The green button of the bar, whatever it is called."""
        self.page.locator(".bar .go").click()
        self.settle()

    def settle(self) -> None:
        """Until what was pressed has come to its end, and the next press is no second half of a double one."""
        self.page.evaluate("Log.ready.then(() => turn).then(() => { pressed = null; })")

    def step(self, number: int) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name="Steps", exact=True).click()
        self.settle()
        self.page.get_by_role("button", name=f"Step {number}:").click()
        self.settle()

    def fill_order(self, **more: str) -> None:
        order = {"customer": "Casa Verde", "phone": "+33 1 99 00 20 01", "item": "Spade", "quantity": "2"}
        for name, text in {**order, "total": "118.00", **more}.items():
            self.page.fill(f"#f-{name}", text)

    def order(self, **more: str) -> None:
        self.fill_order(**more)
        self.press("Save, next")

    @property
    def said(self) -> str:
        self.settle()
        return str(self.page.inner_text("#said"))

    @property
    def wrong(self) -> str:
        self.settle()
        return str(self.page.inner_text("#wrong"))

    @property
    def shown(self) -> str:
        self.settle()
        return str(self.page.inner_text("#app"))

    def export(self, folder: Path) -> Path:
        self.press("Log")
        with self.page.expect_download() as waiting:
            self.press("Save the file")
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path
