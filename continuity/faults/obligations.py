"""Obligations on disk: one file each, the promise first and safe before the fault goes in.

A file is JSON lines: the promise, then facts, appended. Open ones lie in ``STATE/obligations``, kept ones in
``STATE/obligations/closed``. Every line that a later reader depends on is on the disk before its writer goes on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from continuity.errors import ContinuityError
from continuity.faults.promise import (
    Fact,
    Found,
    Obligation,
    Params,
    Promise,
    ServerRef,
    What,
    decode_fact,
    decode_promise,
    encode_fact,
    encode_promise,
)
from continuity.faults.shapes import Misshapen
from continuity.faults.token import with_token

__all__ = [
    "Fact",
    "Found",
    "Obligation",
    "Params",
    "Promise",
    "Reading",
    "ServerRef",
    "Unreadable",
    "What",
    "close",
    "files_of",
    "folder",
    "lay_aside",
    "load",
    "note",
    "open_obligations",
    "past_obligations",
    "promise",
    "read_obligations",
    "refreshed",
    "state_dir",
    "tidy",
]

_UNFINISHED = ".new"
"""A promise that is still being written; nothing goes in before it has its name."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file among the obligations that holds no promise anyone could keep, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What lies open in a state folder."""

    open: tuple[Obligation, ...]
    unreadable: tuple[Unreadable, ...]


def state_dir(environ: Mapping[str, str]) -> Path:
    """Find the folder for state that must work without a workspace.

    ``$CONTINUITY_STATE``, else ``~/Library/Application Support/continuity`` on macOS, else
    ``$XDG_STATE_HOME/continuity`` or ``~/.local/state/continuity`` (XDG Base Directory Specification 0.8).
    """
    if chosen := environ.get("CONTINUITY_STATE"):
        return Path(chosen).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "continuity"
    base = environ.get("XDG_STATE_HOME", "")
    # A relative XDG path is to be ignored, says the specification.
    return (Path(base) if base.startswith("/") else Path.home() / ".local" / "state") / "continuity"


def folder(state: Path) -> Path:
    """Where open obligations of a state folder lie."""
    return state / "obligations"


def promise(state: Path, draft: Obligation) -> Obligation:
    """Put a promise on the disk, safe from a power cut, and give it its id and path.

    The id is ``RUN.FAULT.N``: resuming a run injects again under a new obligation.
    """
    where = folder(state)
    try:
        _make_folder(where / "closed")
        for number in range(1, 1_000_000):
            name = f"{draft.run}.{draft.fault}.{number}"
            if (where / "closed" / f"{name}.jsonl").exists():
                continue
            made = replace(draft, id=name, path=where / f"{name}.jsonl")
            if _create(made.path, encode_promise(made)):
                return made
    except OSError as problem:
        raise ContinuityError(
            f"The promise to heal {draft.fault} cannot be written in {where}: {problem.strerror}; nothing went in",
            "Make room there, or set CONTINUITY_STATE to a folder that can be written.",
        ) from problem
    raise ContinuityError(f"{where} holds a million promises for {draft.fault}", "Move the folder closed/ away.")


def note(obligation: Obligation, fact: Fact, *, durable: bool = True) -> Obligation:
    """Append a fact to an obligation, wherever its file lies by now; returns the obligation with it."""
    _append(_whereabouts(obligation), encode_fact(fact), durable=durable)
    return obligation.noting(fact)


def close(obligation: Obligation, fact: Fact) -> Obligation:
    """Note that the promise is kept, and lay the file aside; closing twice changes nothing."""
    return _laid_aside(note(obligation, fact))


def tidy(state: Path, run: str | None = None) -> None:
    """Lay aside what a crash left among the open ones right after it had been noted as kept; raises nothing."""
    for found in _read(folder(state), run):
        if isinstance(found, Obligation) and found.closed:
            with suppress(OSError):
                _laid_aside(found)
    for unfinished in folder(state).glob(f".*{_UNFINISHED}"):
        # Whoever stands still right here finds no file to put in its place, and injects nothing.
        if run is None or unfinished.name.startswith(f".{run}."):
            unfinished.unlink(missing_ok=True)


def _laid_aside(closed: Obligation) -> Obligation:
    aside = closed.path.parent / "closed" / closed.path.name
    if closed.path.parent.name != "closed" and closed.path.exists():
        _make_folder(aside.parent)
        closed.path.replace(aside)
        return replace(closed, path=aside)
    return closed


def lay_aside(file: Unreadable, fact: Fact) -> Path:
    """Lay a file aside that holds no promise anyone could keep, with a fact that says why; gives where it lies now.

    What it holds stays as it is. Where nothing can be added to it, the fact lies beside it.
    """
    closed = file.path.parent / "closed"
    _make_folder(closed)
    aside = _free(closed, file.path.name)
    try:
        _append(file.path, encode_fact(fact), durable=True)
    except OSError:
        _create(_free(closed, f"{file.path.stem}.why.jsonl"), encode_fact(fact))
    file.path.rename(aside)
    return aside


def _free(where: Path, name: str) -> Path:
    stem = name.removesuffix(".jsonl")
    names = (name, *(f"{stem}.{number}.jsonl" for number in range(2, 1000)))
    return next(path for each in names if not (path := where / each).exists())


def open_obligations(state: Path, run: str | None = None) -> tuple[Obligation, ...]:
    """List the promises not kept yet, of one run or of all, oldest first."""
    return read_obligations(state, run).open


def past_obligations(state: Path, run: str | None = None) -> tuple[Obligation, ...]:
    """List the promises that were kept, with who kept them and when, oldest first."""
    return _ordered(found for found in _read(folder(state) / "closed", run) if isinstance(found, Obligation))


def read_obligations(state: Path, run: str | None = None) -> Reading:
    """List the promises not kept yet, and the files that could not be read as one."""
    found = tuple(_read(folder(state), run))
    return Reading(
        _ordered(each for each in found if isinstance(each, Obligation) and not each.closed),
        tuple(each for each in found if isinstance(each, Unreadable)),
    )


def load(path: Path) -> Obligation:
    """Read one file; raises ``Misshapen`` when its first line is no promise. Torn or spoilt facts are reported."""
    raw = path.read_bytes()
    lines = raw.split(b"\n")
    if len(lines) == 1:
        # Without its end the first line was never safe on the disk, so no server was called.
        raise Misshapen("its first line is torn; the fault had not been injected" if raw else "it is empty")
    obligation = decode_promise(lines[0], path)
    obligation = replace(obligation, server=with_token(obligation.server, os.environ))
    facts, damage = [], []
    for count, line in enumerate(lines[1:-1], start=2):
        try:
            facts += [decode_fact(line)] if line else []
        except Misshapen as problem:
            damage.append(f"line {count}: {problem}")
    if lines[-1]:
        damage.append(f"line {len(lines)}: torn, dropped")
    return replace(obligation, facts=tuple(facts), damage=tuple(damage))


def refreshed(obligation: Obligation) -> Obligation:
    """Take the facts that the disk has by now; those in memory where it cannot be read."""
    try:
        return replace(obligation, facts=load(_whereabouts(obligation)).facts)
    except (Misshapen, OSError):
        return obligation


def files_of(where: Path, run: str | None) -> list[Path]:
    """The files of one run, or of all; what a run is called is no pattern."""
    return sorted(path for path in where.glob("*.jsonl") if run is None or path.name.startswith(f"{run}."))


def _read(where: Path, run: str | None) -> Iterable[Obligation | Unreadable]:
    for path in files_of(where, run):
        try:
            found = load(path)
        except FileNotFoundError:
            continue  # closed by another process meanwhile
        except (Misshapen, OSError) as problem:
            yield Unreadable(path, str(problem))
        else:
            if run in (None, found.run):
                yield found


def _ordered(obligations: Iterable[Obligation]) -> tuple[Obligation, ...]:
    return tuple(sorted(obligations, key=lambda each: (each.made_at, each.id)))


def _whereabouts(obligation: Obligation) -> Path:
    aside = obligation.path.parent / "closed" / obligation.path.name
    return aside if not obligation.path.exists() and aside.exists() else obligation.path


def _create(path: Path, line: bytes) -> bool:
    """Make a file that is whole from its first moment; ``False`` when the name is taken."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}{_UNFINISHED}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
        # A link, as renaming would replace a promise of that name.
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


def _append(path: Path, line: bytes, *, durable: bool) -> None:
    handle = os.open(path, os.O_RDWR | os.O_APPEND)
    try:
        size = os.fstat(handle).st_size
        # A line that a crash tore must not swallow this one.
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        _write(handle, b"\n" + line if torn else line)
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _make_folder(path: Path) -> None:
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
