"""The one next command: the most urgent of all that could be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.cli.due import Plans
from continuity.cli.standing import RunStanding

__all__ = ["Advice", "Seen", "advise"]


@dataclass(frozen=True, slots=True)
class Advice:
    """A command to type, and what it does; capitals in it are to be replaced. ``before`` is to be done first.

    ``other`` is a command for what ``why`` ends with.
    """

    command: str
    why: str
    other: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the advice rests on."""

    in_workspace: bool
    unsafe: bool
    journal: str
    runs: tuple[RunStanding, ...]
    halted: bool
    plans: Plans


_NEW = {
    "point": "Asks where a process meets another system, and writes it into continuity.yaml.",
    "runbook": "Asks what people do when a system is down, and writes runbooks/NAME.yaml.",
    "drill": "Asks who plays what and what must be shown, and writes drills/NAME.yaml.",
}
_PROGRAMME = "Write programme.yaml: what you show every quarter."


def advise(seen: Seen) -> Advice:
    """First what is unsafe, then runs that stand still, then the lever, runs that go on, reports, files, drills."""
    return next(_ways(seen))


def _ways(seen: Seen) -> Iterator[Advice]:
    if seen.unsafe:
        yield Advice("continuity recover", "Takes out what nobody keeps.")
    if seen.journal:
        yield Advice("continuity verify", "Says what is wrong with the record. Keep the record as it is.")
    yield from _standing_still(seen)
    if seen.halted:
        yield Advice("continuity halt --release", "Lets drills start again. First find out that all is well.")
    yield from _going_on(seen)
    yield from _between_runs(seen)


def _standing_still(seen: Seen) -> Iterator[Advice]:
    """A run whose clock goes on comes before one that is paused."""
    for run in sorted(seen.runs, key=lambda run: run["status"] == "paused"):
        if run["status"] != "paused" and run["conductor"] is not None:
            continue
        ending = f'continuity abort {run["run"]} --reason "…"'
        if seen.halted and run["mode"] == "drill":
            yield Advice(ending, "Ends it: it cannot go on while the lever is engaged.")
        yield Advice(run["next"], "Takes it up where it was. To end it instead:", ending)


def _going_on(seen: Seen) -> Iterator[Advice]:
    """A run with steps that wait comes before one in which nobody has to act."""
    for run in sorted(seen.runs, key=lambda run: not run["open_steps"]):
        look = f"continuity status {run['run']}"
        if run["open_steps"]:
            join = f"continuity join {run['run']} --as PERSON --role ROLE"
            yield Advice(join, "Takes part in it, at this terminal. To look first, at the steps that wait:", look)
        yield Advice(look, "Shows how it stands. No step waits.")


def _between_runs(seen: Seen) -> Iterator[Advice]:
    plans = seen.plans
    if not seen.in_workspace:
        yield Advice(
            "continuity init DIR", "Makes a workspace. To watch a drill first, in about a minute: continuity demo"
        )
    if plans.unreported:
        yield Advice(f"continuity report drill {plans.unreported}", "Writes the report of the last run.")
    if plans.problems:
        yield Advice("continuity check", "Says everything that is wrong, and what to write instead.")
    if plans.missing:
        kind = "drill" if plans.missing == "scenario" else plans.missing
        if kind in _NEW:
            yield Advice(f"continuity new {kind} NAME", _NEW[kind])
        else:
            yield Advice("continuity check", "Says whether it holds.", before=_PROGRAMME)
    for due in plans.due:
        yield Advice(due.command, "Runs it. To see it first:", f"continuity drill dry-run {due.drill}")
    yield Advice("continuity report quarter", "Writes down what this quarter has shown.")
