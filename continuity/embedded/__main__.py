"""``python -m continuity.embedded``: the server alone, with the original's spellings of its flags."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from continuity.embedded import DEFAULT_PORT, VERSION, Options, serve
from continuity.errors import ContinuityError

__all__ = ["main"]

_YES, _NO = ("1", "t", "T", "true", "TRUE", "True"), ("0", "f", "F", "false", "FALSE", "False")
_TRUTH = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}


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
    for name, what in (("proxy-metrics", "bytes"), ("runtime-metrics", "the process")):
        given_as = (f"--{name}", f"-{name}")
        flag(*given_as, nargs="?", const=True, default=False, type=_truth, help=f"serve metrics of {what} at /metrics")
    flag("--token-file", "-token-file", type=Path, metavar="FILE", help="a token that clients have to send")
    flag("--until-stdin-closes", action="store_true", help="end when stdin reaches its end")
    flag("--version", "-version", action="version", version=VERSION)
    given = parser.parse_args()
    return Options(
        given.host,
        given.port,
        given.config,
        given.seed,
        given.until_stdin_closes,
        given.proxy_metrics,
        given.runtime_metrics,
        given.token_file,
    )


def _truth(text: str) -> bool:
    """Read a switch as the original does: ``-proxy-metrics`` alone, or ``-proxy-metrics=false``."""
    if text not in _TRUTH:
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return _TRUTH[text]


if __name__ == "__main__":
    sys.exit(main())
