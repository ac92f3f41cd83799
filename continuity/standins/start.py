"""Start stand-ins in one process, tell their ports, and end with whoever started them."""

from __future__ import annotations

import argparse
import json
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

from continuity.clock import SystemClock
from continuity.errors import ContinuityError, UsageProblem
from continuity.standins.host import KINDS, Host

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Run until standard input ends or SIGTERM comes; 2 when a start is not possible."""
    asked = _parse(arguments)
    _end_on_signals()
    try:
        host = Host(asked.dir, list(dict.fromkeys(asked.names)), SystemClock(), _tls(asked.tls))
    except ContinuityError as problem:
        return _tell(problem.message, problem.hint, problem.exit_code)
    except OSError as problem:
        return _tell(
            f"{asked.dir} cannot be used: {problem.strerror or problem}.", "Give a folder that can be written.", 2
        )
    print(json.dumps(host.ports), flush=True)
    _wait_for_end_of_input()
    # At once: state is durable with every answer, so there is nothing to put away, and no hanging call to wait for.
    os._exit(0)


class _Asked(argparse.Namespace):
    dir: Path
    names: list[str]
    tls: list[Path] | None


def _parse(arguments: Sequence[str]) -> _Asked:
    parser = argparse.ArgumentParser(prog="python -m continuity.standins", description="Start stand-ins for a drill.")
    parser.add_argument("--dir", type=Path, required=True, help="where their ports and their state are kept")
    parser.add_argument(
        "--tls", type=Path, nargs=2, metavar=("CERT", "KEY"), help="speak TLS, with this certificate and key (PEM)"
    )
    parser.add_argument("names", nargs="+", choices=tuple(KINDS), metavar="NAME", help=", ".join(KINDS))
    return parser.parse_args(arguments, _Asked())


def _tls(files: list[Path] | None) -> ssl.SSLContext | None:
    if files is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(files[0], files[1])
    except OSError as problem:  # ssl.SSLError is one
        shown = " and ".join(str(file) for file in files)
        raise UsageProblem(
            f"{shown} cannot be used for TLS: {problem.strerror or problem}.", "Give a certificate and its key, in PEM."
        ) from None
    return context


def _end_on_signals() -> None:
    """The system's own way to end: a handler in Python would have to wait for its turn, or for a lock."""
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, signal.SIG_DFL)


def _wait_for_end_of_input() -> None:
    """Return when standard input ends, as it does when whoever started us has died."""
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass  # closed from the start, or a terminal that has gone


def _tell(message: str, hint: str | None, exit_code: int) -> int:
    print(f"continuity.standins: {message}" + (f"\n  {hint}" if hint else ""), file=sys.stderr)
    return exit_code
