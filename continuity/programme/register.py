"""The claims register: what must be shown, fixed by a hash, and since when."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import rfc8785

from continuity.plan import Programme
from continuity.structure import encode

__all__ = ["Register", "register_of"]


@dataclass(frozen=True, slots=True)
class Register:
    """The register's digest; times are milliseconds UTC, ``entered`` when each claim came in, by id."""

    sha256: str
    registered_at: int | None = None
    approved_by: str | None = None
    entered: Mapping[str, int] = field(default_factory=dict)

    def late(self, claim: str, begin: int) -> int | None:
        """When a claim came in, if that was after the quarter had begun and after the register itself."""
        at = self.entered.get(claim)
        return at if at is not None and at > max(begin, self.registered_at or begin) else None


def register_of(
    programme: Programme,
    registered_at: int | None = None,
    approved_by: str | None = None,
    entered: Mapping[str, int] | None = None,
) -> Register:
    """The register of a programme; its digest is SHA-256 over canonical JSON (RFC 8785), so that comments and order
    of keys in the file do not matter.
    """
    digest = hashlib.sha256(rfc8785.dumps(encode(programme))).hexdigest()
    return Register(digest, registered_at, approved_by, dict(entered or {}))
