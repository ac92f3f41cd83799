"""How the server is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["DEFAULT_PORT", "Options"]

DEFAULT_PORT = 8474
"""Toxiproxy's own."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where the API listens, what to start with, and when to end.

    ``port`` 0 takes a free one. ``seed`` makes toxicity and jitter repeatable; None draws one.
    ``token_file`` holds the token that clients have to know; None asks for none.
    With ``until_stdin_closes`` the server ends with the process that holds the other end of its stdin.
    """

    host: str = "localhost"
    port: int = DEFAULT_PORT
    config: Path | None = None
    seed: int | None = None
    until_stdin_closes: bool = False
    proxy_metrics: bool = False
    runtime_metrics: bool = False
    token_file: Path | None = None
