"""Who sits at this computer."""

from __future__ import annotations

import getpass
import os

__all__ = ["login_name"]


def login_name() -> str:
    """The login name, where even that may be broken: a container's user can be one that nobody lists."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return f"user {os.getuid()}"
