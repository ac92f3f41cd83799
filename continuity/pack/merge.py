"""Takes a log into a run, entry by entry, through the desk: each once, and nothing over what the run already says.

An entry that the run contradicts is a conflict. It changes nothing; both sides are told, and a person settles it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from continuity.clock import on_the_wall
from continuity.errors import Refused
from continuity.events import Known
from continuity.events.copies import PackConflict
from continuity.ledger.holding import NumberState, Record
from continuity.pack.entries import command_of, source_of, who_of
from continuity.pack.log import Control, Entry, PackLog
from continuity.pack.merged import Merged, told
from continuity.pack.notes import notes
from continuity.pack.remedies import NOT_OPEN, REMEDIES, WORDS
from continuity.pack.rounds import nothing_came, round_of
from continuity.pack.totals import (
    NOTHING,
    agree,
    closed_in,
    control_of,
    figures_of,
    handed_later,
    nearest,
    on_header,
    taken_back,
)
from continuity.pack.waiting import waits_for
from continuity.run.commands import BeginRound, Command, Note, Who
from continuity.run.rights import require_known
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus

__all__ = ["Door", "Source", "merge"]


_ORDERS = ("capture", "void")


class Door(Protocol):
    """The desk, or a rehearsal of it."""

    @property
    def state(self) -> RunState:
        """The run as it is now."""

    def act(
        self, command: Command, who: Who, seen: int | None = None, at: int | None = None, source: str | None = None
    ) -> object:
        """Decide and append; raises ``Refused``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A log, and why entries of it may not come in at all, by counter."""

    log: PackLog
    barred: Mapping[int, str]


def merge(door: Door, sources: Sequence[Source], zone: str, now: int) -> list[Merged]:
    """Take in what can be taken, log by log what came of it; steps that open because of a later entry are tried again.

    Logs that come together are taken as things happened: each in its own order, one beside the other by their times. An
    order that a device which is ahead dated later than ``now`` is taken as of now, for it is real; ``clocks`` tells so.
    """
    out = [Merged() for _ in sources]
    tries: list[tuple[int, _Try]] = []
    for source, merged in zip(sources, out, strict=True):
        latest, back = 0, taken_back(source.log.entries)
        for entry in source.log.entries:
            latest = max(latest, entry.at)
            tries.append((latest, _Try(door, source.log, entry, zone, source.barred, back, now, merged)))
    waiting = [one for _, one in sorted(tries, key=lambda one: one[0])]
    in_time = True
    while waiting:
        left: list[_Try] = []
        for one in waiting:
            # A form that was spoiled after a header waits for it: else the header would be about a form that is gone.
            too_soon = in_time and one.entry.kind == "void" and any(before.entry.control for before in left)
            if too_soon or not one.settle():
                left.append(one)
        if len(left) == len(waiting) and not in_time:
            for one in left:
                one.out.conflicts.append(one.not_open())
            break
        in_time = in_time and len(left) < len(waiting)
        waiting = left
    for merged in out:
        merged.taken.sort()
        merged.known.sort()
        merged.conflicts = [told(one) for one in sorted(merged.conflicts, key=lambda one: one.counter)]
    return out


@dataclass(slots=True)
class _Try:
    door: Door
    log: PackLog
    entry: Entry
    zone: str
    barred: Mapping[int, str]
    back: frozenset[int]
    now: int
    out: Merged

    def settle(self) -> bool:
        """Whether the entry is dealt with; false while its step has not opened."""
        entry, run = self.entry, self.door.state
        source = source_of(self.log, entry)
        if source not in run.sources and entry.counter in self.barred:
            return self._conflict(self.barred[entry.counter], REMEDIES["card"])
        if source in run.sources and not self._is_that_saving():
            words = "another entry of this device, with the same count, is in the run"
            return self._conflict(words, REMEDIES["device"], clash=True)
        if entry.kind == "clock":
            return True
        if source in run.sources or self._is_same():
            self.out.known.append(entry.counter)
            self._compare_totals()
            return True
        try:
            return self._take(source)
        except Refused as refused:
            return self._conflict("; ".join((refused.message, *refused.reasons)), self._remedy())

    def not_open(self) -> PackConflict:
        """The conflict of an entry whose step has not opened, with what it waits for."""
        words = f"the step is not open in the run: {waits_for(self.door.state, self.entry.key)}"
        return PackConflict(self.entry.counter, self.entry.key, self._told(), words, NOT_OPEN)

    def _remedy(self) -> str:
        """A number that stands for something else already is one thing, a form that lacks something another."""
        entry, known = self.entry, self.door.state.ledger.numbers.get(self.entry.number)
        is_blank = known is not None and known.record is None and known.state is not NumberState.VOID
        if entry.kind != "capture" or not is_blank:
            return ""
        at = self._hour(self._moment()).replace(" ", "T")
        yes = " --approved-by WHO" if entry.approved_by else ""
        return REMEDIES["form"].format(number=entry.number, at=at, person=entry.person, yes=yes)

    def _take(self, source: str) -> bool:
        """Ask the run for what the entry says; false while its step has not opened, ``Refused`` for all else."""
        self._require_known()
        self.entry = entry = replace(self.entry, key=round_of(self.door.state, self.log, self.entry))
        if nothing_came(self.door.state, entry):
            self.out.known.append(entry.counter)
            return True
        if early := self._early():
            return self._conflict(early, REMEDIES["early"])
        if later := self._later(self.door.state.step(entry.key)):
            return self._conflict(later)
        if entry.key and entry.kind != "note" and not self._is_open():
            return False
        state = self.door.state.step(entry.key)
        if state is not None and entry.kind == "finish" and (batch := handed_later(self.door.state, state, entry.at)):
            words = f"{batch.id} was closed at {self._hour(batch.closed_at)}, after this"
            return self._conflict(words, REMEDIES["later"])
        command = self._command(state)
        if command is not None:
            self.door.act(command, who_of(self.log, entry), at=self._moment(), source=source)
            self.out.taken.append(entry.counter)
            self.out.told += notes(self.door.state, entry, state, command)
        return True

    def _is_open(self) -> bool:
        """Whether the step has opened; a round that was begun on paper opens with its first step."""
        key, run = self.entry.key, self.door.state
        if run.step(key) is None and run.walker is not None and run.walker.next_round(key):
            self.door.act(BeginRound(key), who_of(self.log, self.entry), at=self._moment())
        return self.door.state.step(key) is not None

    def _command(self, state: StepState | None) -> Command | None:
        """What to ask of the run; none, and a conflict, for a header to which no forms of the run add up."""
        entry, run = self.entry, self.door.state
        form, stated = state.step.batch if state is not None else None, entry.control
        if entry.counter in self.back:
            figures = f"a header of {figures_of(stated)}, taken up again" if stated else entry.text
            return Note(figures, entry.key)
        if form is None or stated is None or entry.kind != "finish":
            return command_of(self.log, entry)
        settled = (self.log.device, entry.counter) in run.pack_settled
        found = on_header(run.ledger, entry, form, stated, settled=settled)
        if found is None:
            self._differ(stated)
            return None
        return command_of(self.log, entry, found)

    def _moment(self) -> int:
        entry = self.entry
        return min(entry.at, self.now) if entry.kind in _ORDERS else entry.at

    def _early(self) -> str:
        """What this entry would come before; empty when there is nothing.

        An order is one whenever it was taken. In a real outage people work before anybody has opened the run.
        """
        entry, run = self.entry, self.door.state
        began = run.time.started_at
        if began is not None and run.stated:
            began = min(began, run.stated[0])
        if began is None or entry.at >= began or entry.kind in _ORDERS:
            return ""
        return f"{'the run' if run.is_drill else 'the outage'} began at {self._hour(began)}, after this"

    def _later(self, state: StepState | None) -> str:
        """What the run knows that this entry would go over or behind of; empty when there is nothing."""
        entry = self.entry
        if state is None or state.touched_by is None or entry.kind == "note":
            return ""
        other = state.touched_by.known is not Known.SYSTEM and state.touched_by.id != entry.person
        if other and (entry.kind != "sign" or state.touched_at > entry.at):
            return self._side(state)
        return ""

    def _require_known(self) -> None:
        """Raise ``Refused`` unless everybody named in the entry is somebody, and the role is one of this run."""
        entry, run = self.entry, self.door.state
        for person in dict.fromkeys((entry.person, entry.second, entry.witness, entry.approved_by)):
            if person or person is entry.person:
                require_known(run, person or "")
        if entry.role and entry.role not in run.plan.names:
            raise Refused(
                f"there is no role {entry.role!r} in this run", hint=f"There are: {', '.join(run.plan.names)}."
            )

    def _is_that_saving(self) -> bool:
        """Whether the form that came with this count of this device is this very form, as it was before corrections."""
        entry, ledger = self.entry, self.door.state.ledger
        if entry.kind != "capture":
            return True
        number = ledger.saved.get((f"pack-{self.log.device}", entry.counter))
        known = ledger.numbers.get(number or "")
        record = known.record if known else None
        while record is not None and record.before is not None:
            record = record.before
        erased = record is not None and None in _texts(record).values()
        return number == entry.number and record is not None and (erased or _texts(record) == _filled(entry))

    def _is_same(self) -> bool:
        """Whether the run says the very same: the same form, word for word; or the same end of a step."""
        entry, run = self.entry, self.door.state
        if entry.kind == "capture":
            known = run.ledger.numbers.get(entry.number)
            record = known.record if known else None
            return record is not None and record.taken_by == entry.person and _texts(record) == _filled(entry)
        state = run.step(entry.key) if entry.kind == "finish" else None
        if state is None or state.status not in (StepStatus.DONE, StepStatus.TO_SIGN):
            return False
        return entry.person in state.doers and state.ended_at == entry.at and set(state.answers) == set(_filled(entry))

    def _compare_totals(self) -> None:
        """What was counted on paper against what the run closed in that very step."""
        entry, ledger = self.entry, self.door.state.ledger
        if entry.control is None or entry.kind != "finish" or entry.counter in self.back:
            return
        if not agree(entry.control, closed_in(ledger, entry.key) or NOTHING):
            self._differ(entry.control)

    def _differ(self, stated: Control) -> None:
        entry, run = self.entry, self.door.state
        state, ours = run.step(entry.key), closed_in(run.ledger, entry.key)
        if ours is None and state is not None and state.step.batch:
            ours = control_of(nearest(run.ledger, state.step.batch, stated, entry.at))
        sides = (figures_of(stated), figures_of(ours or NOTHING))
        self.out.conflicts.append(PackConflict(entry.counter, f"totals of {entry.key}", *sides, REMEDIES["totals"]))

    def _conflict(self, run: str, how: str = "", *, clash: bool = False) -> bool:
        entry = self.entry
        about = entry.number or entry.key or entry.kind
        how = how or REMEDIES.get(entry.kind, REMEDIES["step"])
        number = entry.number if entry.kind in _ORDERS else ""
        who = (number, entry.person, clash)
        self.out.conflicts.append(PackConflict(entry.counter, about, self._told(), run, how, *who))
        return True

    def _told(self) -> str:
        entry = self.entry
        return f"{WORDS[entry.kind]} by {entry.person} at {self._hour(entry.at)}"

    def _side(self, state: StepState) -> str:
        by = state.touched_by.id if state.touched_by else "nobody"
        return f"{state.status.value.replace('_', ' ')}, by {by} at {self._hour(state.touched_at)}"

    def _hour(self, at: int) -> str:
        return on_the_wall(at, self.zone)


def _texts(record: Record) -> dict[str, str | None]:
    return {**record.fields, **{name: one.text for name, one in record.private.items()}}


def _filled(entry: Entry) -> dict[str, str]:
    return {name: text.strip() for name, text in entry.fields.items() if text.strip()}
