"""What is no request: it is answered as the original does, and the connection closed."""

from __future__ import annotations

from http import HTTPStatus

__all__ = ["BadRequest", "ExpectationFailed"]


class BadRequest(Exception):
    """Not HTTP, or more than is taken: answered in plain text, with neither a date nor a length."""

    def __init__(self, status: int, text: str = "", note: str = "") -> None:
        super().__init__(status)
        self._status, self._text, self._note = status, text, note

    def answer(self) -> bytes:
        """Say so; without a text of its own the status is the text."""
        note = f": {self._note}" if self._note else ""
        status = f"{self._status} {HTTPStatus(self._status).phrase}{note}"
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
        return f"{head}{self._text or status}".encode()


class ExpectationFailed(Exception):
    """A client expects what is not done here; ``old`` says that it speaks HTTP/1.0, ``bodiless`` that it sent HEAD."""

    def __init__(self, *, old: bool, bodiless: bool) -> None:
        super().__init__(old, bodiless)
        self.old = old
        self.bodiless = bodiless
