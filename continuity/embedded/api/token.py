"""The token: who does not know it is kept out of everything but the version."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

__all__ = ["Token"]


@dataclass(frozen=True, slots=True)
class Token:
    """A secret text. Clients send it as ``Authorization: Bearer``, or as the password of a URL (RFC 7617, 6750)."""

    text: str

    def opens(self, authorization: str) -> bool:
        """Whether a request with that header may pass."""
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "basic":
            given = _password(given.strip())
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode("utf-8", "replace"), self.text.encode())


def _password(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace").partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
