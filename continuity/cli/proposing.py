"""What was improvised in a run, written beside its report as a patch of the runbooks."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.cli.here import Here
from continuity.desk.facts import facts
from continuity.faults.kinds import TABLE
from continuity.run.state import fold
from continuity.workspace.propose import Proposal, Proposals, propose

__all__ = ["PROPOSED_EDITS", "proposed_edits"]

PROPOSED_EDITS = "proposed-edits.patch"
"""In ``reports/RUN``; drill reports name it."""


def proposed_edits(here: Here, run: str) -> bytes:
    """The patch with what is in it, and what is not and why; nothing when nobody improvised."""
    state = fold(facts(here.store, run))
    if state.plan_or_none is None:
        return b""
    found = propose(state, here.root, {kind.name: kind.check for kind in TABLE})
    return "".join(f"{line}\n" for line in _head(run, found)).encode() + found.patch if found.of else b""


def _head(run: str, found: Proposals) -> Iterator[str]:
    """``git apply`` and ``patch`` pass over what stands before the first ``---``."""
    yield f"What was improvised in the run {run}, as steps of the runbooks."
    yield ""
    inside = [one for one in found.of if not one.why_not]
    if inside:
        yield "Read it, then take it over in the folder of the workspace with one of:"
        yield f"  git apply reports/{run}/{PROPOSED_EDITS}"
        yield f"  patch -p1 -i reports/{run}/{PROPOSED_EDITS}"
        yield ""
    yield from (f"* {_words(one)}" for one in inside)
    for one in found.of:
        if one.why_not:
            yield f"* not proposed: {_words(one)}"
            yield f"  {one.why_not}"
    yield ""


def _words(one: Proposal) -> str:
    do, after = (" ".join(text.split()) for text in (one.do, one.after))
    return f'"{do}", improvised by {one.by} as {one.role} after "{after}"' + (f" ({one.file})" if one.file else "")
