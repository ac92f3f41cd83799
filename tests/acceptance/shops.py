"""A small company: its workspace, its Toxiproxy server and its CRM."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from small_company import Crm
from standing_server import StandingServer, engines

__all__ = ["Shop", "free_port"]


class Shop:
    """The workspace, its server and its CRM, and what its people do."""

    def __init__(self, folder: Path) -> None:
        self.server = StandingServer("real" if "real" in engines() else "embedded")
        self.crm = Crm()
        self.root = folder / "lamp-shop"
        self.environ = {**os.environ, "CONTINUITY_STATE": str(folder / "state"), "TERM": "xterm", "COLUMNS": "80"}
        self.environ.pop("TOXIPROXY_URL", None)

    def close(self) -> None:
        self.crm.close()
        self.server.close()

    def command(self, *arguments: str) -> list[str]:
        where = () if arguments[0] == "init" else ("-w", str(self.root))
        return [sys.executable, "-m", "continuity", *arguments, *where]

    def ask(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(self.command(*arguments), env=self.environ, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
