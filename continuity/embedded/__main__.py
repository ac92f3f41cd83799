"""``python -m continuity.embedded``: the server alone, with the original's spellings of its flags."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from continuity import __version__
from continuity.embedded.api.server_routes import TOXIPROXY_VERSION
from continuity.embedded.options import DEFAULT_PORT, Options
from continuity.embedded.service import serve
from continuity.errors import ContinuityError

__all__ = ["main"]


def main() -> int:
    """Run the server in the foreground; give the exit code."""
    try:
        serve(_options(), lambda line: print(line, flush=True))
    except ContinuityError as problem:
        print(f"error: {problem.message}", file=sys.stderr)
        if problem.hint:
            print(problem.hint, file=sys.stderr)
        return problem.exit_code
    return 0


def _options() -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m continuity.embedded",
        description="A Toxiproxy-compatible server: put faults between programs and what they talk to.",
        allow_abbrev=False,
    )
    flag = parser.add_argument
    flag("--port", "-port", type=int, default=DEFAULT_PORT, help="port of the API; 0 takes a free one (%(default)s)")
    flag("--host", "-host", default="localhost", help="address of the API (%(default)s)")
    flag("--config", "-config", type=Path, metavar="FILE", help="JSON array of proxies to create")
    flag("--seed", "-seed", type=int, metavar="N", help="make toxicity and jitter repeatable")
    flag("--until-stdin-closes", action="store_true", help="end when stdin reaches its end")
    version = f"toxiproxy-server version {TOXIPROXY_VERSION} (continuity {__version__}, embedded)"
    flag("--version", "-version", action="version", version=version)
    given = parser.parse_args()
    return Options(given.host, given.port, given.config, given.seed, given.until_stdin_closes)


if __name__ == "__main__":
    sys.exit(main())
