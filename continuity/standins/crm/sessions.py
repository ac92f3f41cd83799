"""Sessions of the CRM: tokens given out since the process began, and which of them still hold.

Any token is taken, so that a drill needs no login; when tokens are revoked, only those given out later hold.
"""

from __future__ import annotations

from threading import Lock

from continuity.standins.web.messages import HttpProblem

__all__ = ["Sessions", "invalid_session"]

_START = "00DSTANDIN!"


class Sessions:
    """Gives tokens out and judges them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._given = 0
        self._revoked = 0

    def give(self) -> str:
        """A new token."""
        with self._lock:
            self._given += 1
            return f"{_START}stand-in-token-{self._given}"

    def revoke(self) -> None:
        """Every token so far holds no more, while the mode lasts."""
        with self._lock:
            self._revoked = self._given

    def check(self, authorization: str, revoking: bool) -> None:
        """A 401 for an absent token, or for a revoked one."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() not in ("bearer", "oauth") or not token.strip():
            raise invalid_session()
        if revoking and self._number(token.strip()) <= self._revoked:
            raise invalid_session()

    @staticmethod
    def _number(token: str) -> int:
        number = token.rpartition("-")[2]
        return int(number) if token.startswith(_START) and number.isascii() and number.isdecimal() else 0


def invalid_session() -> HttpProblem:
    """The 401 of a token that does not hold."""
    return HttpProblem(401, "INVALID_SESSION_ID", "Session expired or invalid")
