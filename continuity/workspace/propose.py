"""What was improvised in a run, as proposed edits of the runbooks: a patch, or why there can be none.

The text is that of the files as they lie there now. Only steps are put in; comments and every other byte stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus, static_key
from continuity.workspace.anchor import Way, ids_in, list_of, step_at, way_to
from continuity.workspace.document import Document
from continuity.workspace.draft import Kinds
from continuity.workspace.findings import Finding, Severity
from continuity.workspace.insertion import NewStep, insert_after
from continuity.workspace.load import Workspace, load
from continuity.workspace.patch import unified
from continuity.workspace.reader import read_document
from continuity.workspace.source import Unreadable, read_bytes, read_text

__all__ = ["Proposal", "Proposals", "propose"]

_SMALL = re.compile(r"an?|and|at|by|for|from|in|into|its?|of|on|or|that|the|their|them|then|this|to|with|your?")
_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Proposal:
    """One improvised step: what was done, by whom, after which step, and where it would stand.

    ``why_not`` says why it is not in the patch; it is empty for one that is.
    """

    do: str
    role: str
    by: str
    after: str
    file: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Proposals:
    """All of a run, in the order of time, and the patch that puts them into the runbooks."""

    of: tuple[Proposal, ...] = ()
    patch: bytes = b""


def propose(run: RunState, root: Path, kinds: Kinds | None = None) -> Proposals:
    """The proposals of a run for the workspace at ``root``; nothing when nobody improvised."""
    improvised = _once(state for state in run.steps.values() if state.status is StepStatus.IMPROVISED)
    if not improvised:
        return Proposals()
    desk = _Desk(run, load(root, kinds=kinds), kinds)
    told = tuple(desk.take(state) for state in improvised)
    return Proposals(told, desk.patch())


def _once(states: Iterable[StepState]) -> list[StepState]:
    """The same act after the same step, in another round of a repeat, is one proposal."""
    found: dict[tuple[str, str, str], StepState] = {}
    for state in states:
        found.setdefault((static_key(state.after), state.step.do, state.step.role), state)
    return list(found.values())


@dataclass(slots=True)
class _Desk:
    """The files as they become, edit by edit."""

    run: RunState
    workspace: Workspace
    kinds: Kinds | None
    before: dict[str, bytes] = field(default_factory=dict)
    now: dict[str, bytes] = field(default_factory=dict)
    last: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The step that was put in last after a step, so that the next one goes after it."""

    def take(self, state: StepState) -> Proposal:
        """Put one improvised step into its runbook, or say why it cannot be."""
        after = self._anchor(state)
        by = state.on_behalf_of or (state.person.id if state.person else "")
        title = self.run.plan.role_title(state.step.role)
        proposal = Proposal(state.step.do, title, by, after.step.do if after else state.after)
        way = way_to(self.run.plan, after.key) if after else None
        if after is None or way is None:
            return replace(proposal, why_not="the step that it followed is in no runbook")
        file = self.workspace.paths.get(f"runbook:{way.runbook}", f"runbooks/{way.runbook}.yaml")
        return replace(proposal, file=file, why_not=self._edit(file, way, after, state))

    def patch(self) -> bytes:
        """All edits, file by file."""
        changed = sorted(file for file, data in self.now.items() if data != self.before[file])
        return b"".join(unified(file, self.before[file], self.now[file]) for file in changed)

    def _anchor(self, state: StepState) -> StepState | None:
        """The step of a runbook that it followed, directly or after what was improvised before."""
        after = self.run.step(state.after)
        while after is not None and after.status is StepStatus.IMPROVISED:
            after = self.run.step(after.after)
        return after

    def _edit(self, file: str, way: Way, after: StepState, state: StepState) -> str:
        """Why not, in plain words; nothing when it was done."""
        try:
            data = self.now.get(file) or read_bytes(self.workspace.root / file)
            text = read_text(data)
        except Unreadable as error:
            return f"{file} cannot be read now: {error}"
        document, findings = read_document(data, file)
        if document is None or findings:
            return f"{file} does not hold as it lies there now; continuity check says why"
        key = static_key(after.key)
        ids = self.last.get(key, way.ids)
        at = step_at(document, ids, after.step.do)
        if at is None:
            return f"{file} has changed since the run: the step {'/'.join(way.ids)} is not there any more"
        if any(_says(block, state.step.do) for block in list_of(document, at)):
            return f"{file} has it already"
        return self._put(file, data, text, document, at, state, (key, ids))

    def _put(
        self,
        file: str,
        data: bytes,
        text: str,
        document: Document,
        at: str,
        state: StepState,
        after: tuple[str, tuple[str, ...]],
    ) -> str:
        step = NewStep(
            _id(state.step.do, set(ids_in(document.value))),
            _line(state.step.do),
            state.step.role,
            _line(state.step.expect),
        )
        mark = data[: len(data) - len(text.encode())]  # a byte order mark stays
        changed = mark + insert_after(text, at, step).encode()
        why_not = self._wrong(file, data, changed, document, at, step)
        if not why_not:
            self.before.setdefault(file, data)
            self.now[file] = changed
            self.last[after[0]] = (*after[1][:-1], step.id)
        return why_not

    def _wrong(self, file: str, data: bytes, changed: bytes, document: Document, at: str, step: NewStep) -> str:
        """The new text says the same and one step more, and nothing in it is wrong that was not before."""
        read, findings = read_document(changed, file)
        list_, _, number = at.rpartition("/")
        new = f"{list_}/{int(number) + 1}"
        if read is None or findings:
            return f"the place in {file} is written in a way that no step can be put into by itself"
        siblings = list_of(read, new)
        added = siblings.pop(int(number) + 1)
        if added != dict(step.pairs) or read.value != document.value:
            return f"the place in {file} is written in a way that no step can be put into by itself"
        others = {name: text for name, text in self.now.items() if name != file}
        found = _errors(self._with({**others, file: changed}), file) - _errors(self._with({**others, file: data}), file)
        return f"{file} would not check clean with it: {'; '.join(sorted(found))}" if found else ""

    def _with(self, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
        return load(self.workspace.root, kinds=self.kinds, drafts=files).findings


def _errors(findings: Iterable[Finding], file: str) -> set[str]:
    """What is wrong in a file, in words: lines move."""
    return {one.message for one in findings if one.file == file and one.severity is Severity.ERROR}


def _says(block: object, do: str) -> bool:
    return isinstance(block, dict) and isinstance(said := block.get("do"), str) and _line(said) == _line(do)


def _line(text: str) -> str:
    """Words on one line."""
    return " ".join(text.split())


def _id(do: str, taken: set[str]) -> str:
    """A few words of the act, as an id that nothing else in the file has: ``call-carrier``."""
    plain = unicodedata.normalize("NFKD", do).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    telling = [word for word in words if not _SMALL.fullmatch(word)] or words
    id = "-".join(telling[:4])[:_LONGEST_ID].strip("-") or "improvised"
    number = 2
    wanted = id
    while wanted in taken:
        wanted, number = f"{id}-{number}", number + 1
    return wanted
