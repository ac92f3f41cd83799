"""Both servers, side by side."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from toxiproxy_servers import start_embedded, start_real, stop
from toxiproxy_wire import Api

DEMAND = "CONTINUITY_DEMAND_TOXIPROXY"
ABSENT = "toxiproxy-server is not on PATH, so the embedded server was not compared with the original"


def real_server() -> str | None:
    return shutil.which("toxiproxy-server")


def demanded() -> bool:
    return os.environ.get(DEMAND) == "1"


@contextmanager
def both_servers() -> Iterator[dict[str, Api]]:
    """Start the original and the embedded server; give the API of each."""
    real, real_port = start_real(real_server() or "")
    ours, our_port = start_embedded()
    try:
        yield {"original": Api(real_port), "embedded": Api(our_port)}
    finally:
        stop(real)
        stop(ours)


def clear(api: Api) -> None:
    """Delete every proxy."""
    for name in api.get("/proxies").json():
        api.call("DELETE", f"/proxies/{quote(name, safe='')}")
