"""What ``doctor`` looks at: Python, the disk, the journal, the server, the workspace, the lever, leftovers."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from continuity import __version__
from continuity.clock import SystemClock
from continuity.errors import ContinuityError
from continuity.faults.lever import lever
from continuity.faults.obligations import open_obligations, state_dir
from continuity.faults.orphaned import orphaned

__all__ = ["Examined", "examine"]

_SYNCED = ("Dropbox", "OneDrive", "Google Drive", "iCloud", "Nextcloud")


@dataclass(frozen=True, slots=True)
class Examined:
    """One look: ``ok``, ``note`` (good to know) or ``BAD`` (a drill cannot start), and what to do."""

    mark: Literal["ok", "note", "BAD"]
    about: str
    says: str
    remedy: str = ""


def examine(workspace: Path | None) -> list[Examined]:
    """Look at everything; nothing is changed but a file written and removed in the state folder."""
    return [*_python(), *_system(), *_state(), *_server(), *_lever(), *_leftovers(), *_workspace(workspace)]


def _python() -> Iterator[Examined]:
    yield Examined("ok", "continuity", f"{__version__} on Python {platform.python_version()}")
    try:
        import yaml

        fast = hasattr(yaml, "CBaseLoader")
    except ImportError:
        fast = False
    if not fast:
        yield Examined("note", "yaml", "libyaml is missing: files are read about ten times slower")


def _system() -> Iterator[Examined]:
    if sys.platform == "win32":
        yield Examined("BAD", "system", "faults cannot be injected from Windows", "Run drills from Linux or macOS.")
    else:
        yield Examined("ok", "system", f"{platform.system()} {platform.release()}")


def _state() -> Iterator[Examined]:
    where = state_dir(os.environ)
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = where / f"doctor-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        remedy = "Make it writable, or set CONTINUITY_STATE to a folder of yours."
        yield Examined("BAD", "state folder", f"{where}: {error.strerror}", remedy)
        return
    yield Examined("ok", "state folder", str(where))


def _server() -> Iterator[Examined]:
    url = os.environ.get("TOXIPROXY_URL")
    real = shutil.which("toxiproxy-server")
    if url:
        yield _named(url)
    elif real:
        yield Examined("ok", "server", f"{real}, started for each drill against stand-ins")
    else:
        yield Examined("ok", "server", "the embedded one, started for each drill against stand-ins")


def _named(url: str) -> Examined:
    from continuity.conductor.world import engine_of
    from continuity.faults.token import server_at
    from continuity.faults.wire import TokenWanted

    server = server_at(url, os.environ)
    try:
        return Examined("ok", "server", f"{server.url} answers: {engine_of(server, SystemClock())}")
    except TokenWanted as error:
        return Examined("BAD", "server", error.message, error.hint or "")
    except ContinuityError as error:
        return Examined("BAD", "server", error.message, "Start it, or unset TOXIPROXY_URL.")


def _lever() -> Iterator[Examined]:
    pulled = lever(state_dir(os.environ))
    if pulled is not None:
        remedy = "continuity halt --release lets drills start again."
        yield Examined("BAD", "halt lever", f"engaged by {pulled.by}: {pulled.reason}", remedy)


def _leftovers() -> Iterator[Examined]:
    where, now = state_dir(os.environ), SystemClock().now()
    left = [one for one in open_obligations(where) if orphaned(one, where, now)]
    if left:
        yield Examined("BAD", "leftovers", f"{len(left)} that nobody keeps", "continuity recover takes them out.")
    else:
        yield Examined("ok", "leftovers", "none: no fault was left in from this machine")


def _workspace(workspace: Path | None) -> Iterator[Examined]:
    from continuity.workspace.find import find_workspace
    from continuity.workspace.load import load

    try:
        root = find_workspace(workspace)
    except ContinuityError:
        yield Examined("note", "workspace", "none here", "continuity init DIR makes one.")
        return
    errors = len(load(root).errors)
    if errors:
        yield Examined("BAD", "workspace", f"{root}: {errors} problems", "continuity check shows them.")
    else:
        yield Examined("ok", "workspace", str(root))
    synced = next((name for name in _SYNCED if name in str(root)), None)
    if synced:
        yield Examined("note", "disk", f"{root} looks like a {synced} folder", "Keep the journal on a local disk.")
    yield _journal(root)


def _journal(root: Path) -> Examined:
    from continuity.cli.here import journal_path
    from continuity.journal.sqlite import mode_here

    mode = mode_here(journal_path(root))
    return Examined("ok", "journal", f"{mode.mode.value}: {mode.why}")
