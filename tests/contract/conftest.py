"""The same tests against the embedded server and, when it is on PATH, the real toxiproxy-server."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from toxiproxy_servers import start, stop
from toxiproxy_wire import Api, Upstream

DEMAND = "CONTINUITY_DEMAND_TOXIPROXY"


@pytest.fixture(scope="session", params=["embedded", "real"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which server is under test; a missing real one skips, or fails where it is demanded."""
    if request.param == "real" and shutil.which("toxiproxy-server") is None:
        reason = "toxiproxy-server is not on PATH, so the contract was not compared with the original"
        if os.environ.get(DEMAND) == "1":
            pytest.fail(f"{reason} ({DEMAND}=1 demands it)")
        pytest.skip(reason)
    return str(request.param)


@pytest.fixture(scope="session")
def server_port(engine: str) -> Iterator[int]:
    """A running server's API port."""
    process, port = start(engine)
    yield port
    stop(process)


@pytest.fixture
def api(server_port: int) -> Iterator[Api]:
    """The API of a server without proxies."""
    api = Api(server_port)
    yield api
    for name in api.get("/proxies").json():
        api.delete(f"/proxies/{name}")


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A server to talk to through a proxy."""
    with Upstream() as upstream:
        yield upstream
