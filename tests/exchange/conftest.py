"""A standing server, and the real Chaos Toolkit."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "torture"))

from standing_server import StandingServer, engines

ROOT = Path(__file__).parents[2]
DEMAND = "CONTINUITY_DEMAND_CHAOSTOOLKIT"


@pytest.fixture(scope="session", params=engines())
def standing(request: pytest.FixtureRequest):
    """A server of each kind that is there, with a proxy before a service that stands by itself."""
    server = StandingServer(request.param)
    yield server
    server.close()


@pytest.fixture(scope="session")
def chaos() -> str:
    """The program ``chaos``: beside this Python, in the benchmarks' environment, or on the PATH."""
    places = (Path(sys.executable).parent, ROOT / ".venv-bench" / "bin")
    found = next((str(place / "chaos") for place in places if (place / "chaos").exists()), shutil.which("chaos"))
    if found is None:
        reason = "the Chaos Toolkit is not installed, so no exported experiment was run"
        if os.environ.get(DEMAND) == "1":
            pytest.fail(f"{reason} ({DEMAND}=1 demands it)")
        pytest.skip(reason)
    return found
