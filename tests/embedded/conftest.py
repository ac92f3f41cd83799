"""An embedded server of its own for each test."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from toxiproxy_servers import start_embedded, stop
from toxiproxy_wire import Api, Upstream


@pytest.fixture
def api() -> Iterator[Api]:
    """The API of a fresh server."""
    process, port = start_embedded()
    yield Api(port)
    assert process.poll() is None, "the server died during the test"
    stop(process)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A server to talk to through a proxy."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture
def black_hole() -> Iterator[str]:
    """An address that neither accepts nor refuses: its queue of connections is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"127.0.0.1:{listener.getsockname()[1]}"
