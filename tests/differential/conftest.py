"""The original beside the embedded server; where it is missing, the tests are left out, or fail if it is demanded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from servers import ABSENT, DEMAND, both_servers, clear, demanded, real_server
from toxiproxy_wire import Api, Upstream


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[str, Api]]:
    if real_server() is None:
        if demanded():
            pytest.fail(f"{ABSENT} ({DEMAND}=1 demands it)")
        pytest.skip(ABSENT)
    with both_servers() as servers:
        yield servers


@pytest.fixture
def apis(servers: dict[str, Api]) -> Iterator[dict[str, Api]]:
    yield servers
    for api in servers.values():
        clear(api)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream
