"""Servers that behave badly are imported by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from probe_servers import BadServer, Behaviour


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], BadServer]]:
    """Makes servers, and ends them."""
    from probe_servers import BadServer

    servers: list[BadServer] = []

    def make(behave: Behaviour) -> BadServer:
        servers.append(BadServer(behave))
        return servers[-1]

    yield make
    for server in servers:
        server.close()
