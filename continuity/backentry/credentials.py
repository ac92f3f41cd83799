"""How we log in to a CRM: from environment variables, or from a file that one of them names. Never from the plan.

``CRM_CONSUMER_KEY`` and ``CRM_CONSUMER_SECRET``; or ``CRM_USERNAME`` with ``CRM_PASSWORD`` and ``CRM_SECURITY_TOKEN``;
or ``CRM_USERNAME``, ``CRM_CONSUMER_KEY`` and ``CRM_PRIVATE_KEY_FILE``; or ``CRM_SESSION_ID``. ``CRM_FILE`` names a
file with lines like ``consumer_key = …``. ``CRM_CA_FILE`` names certificates to trust. ``CRM`` is what the plan says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from continuity.backentry.outside import shared_folder
from continuity.errors import Refused

__all__ = ["Credentials", "credentials"]

_NAMES = (
    "session_id",
    "username",
    "password",
    "security_token",
    "consumer_key",
    "consumer_secret",
    "private_key_file",
    "ca_file",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whatever was given; nothing of it is ever shown, so its texts are left out of ``repr``."""

    session_id: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    security_token: str = field(default="", repr=False)
    consumer_key: str = field(default="", repr=False)
    consumer_secret: str = field(default="", repr=False)
    private_key_file: str = field(default="", repr=False)
    ca_file: str = field(default="", repr=False)

    @property
    def enough(self) -> bool:
        """Whether one can log in with them."""
        by_client = self.consumer_key and (self.consumer_secret or (self.private_key_file and self.username))
        return bool(self.session_id or by_client or (self.username and self.password))


def credentials(start: str, environ: Mapping[str, str]) -> Credentials:
    """Read them; a variable goes before the file. Raises ``Refused`` for a file that others can read."""
    named = environ.get(f"{start}_FILE")
    found = _from_file(Path(named).expanduser()) if named else {}
    found |= {name: text for name in _NAMES if (text := environ.get(f"{start}_{name.upper()}"))}
    return Credentials(**found)


def _from_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
        shared = os.name == "posix" and path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(f"{path} cannot be read: {_told(problem)}", hint="It holds how to log in to the CRM.") from None
    if shared:
        raise Refused(f"{path} can be read by others", hint=f"chmod 600 {path}")
    if folder := shared_folder(path):
        raise Refused(f"{path} lies in {folder}, which is shared with others", hint="Keep it outside, in your home.")
    return dict(_line(path, number, line) for number, line in enumerate(text.splitlines(), 1) if _says(line))


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _line(path: Path, number: int, line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals or name.strip().lower() not in _NAMES:
        raise Refused(
            f"{path}:{number}: this line names nothing to log in with",
            hint=f"Lines are like consumer_key = …; the names are {', '.join(_NAMES)}.",
        )
    return name.strip().lower(), value.strip()


def _told(problem: Exception) -> str:
    return problem.strerror or "" if isinstance(problem, OSError) else "it is no text"
