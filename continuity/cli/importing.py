"""Orders out of a CSV file: looked at whole, then taken in together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from continuity.cli.ledgering import Ledgering, number_in
from continuity.cli.printed import is_among
from continuity.cli.sheets import Row, Sheet, read_moment, read_sheet
from continuity.clock import SystemClock
from continuity.desk.desk import Act, NotAll
from continuity.errors import ContinuityError, Refused, UsageProblem
from continuity.events.ledger import RecordCaptured
from continuity.ledger.cards import card_in
from continuity.ledger.fields import meant
from continuity.ledger.holding import Number, Record
from continuity.ledger.state import Ledger
from continuity.plan import Form
from continuity.run import commands as ask
from continuity.run.commands import TakeBlanks, Who

__all__ = ["import_csv"]

_OURS = ("number", "taken_at", "taken_by", "approved_by")
_DIGITS = 12
"""Fewer than a card has, so that no digest is taken for one."""
_FROM_CSV = "csv-"


def import_csv(
    workspace: Path | None, file: Path, form_id: str, run: str | None, person: str | None, dry_run: bool
) -> None:
    """Take the lines of a file in; ``Refused`` lists every problem by its line, and then nothing was taken."""
    at = Ledgering(workspace, run, person)
    form = at.desk.state.plan.forms().get(form_id)
    if form is None:
        raise UsageProblem(f"there is no form {form_id!r}", f"There are: {', '.join(at.desk.state.plan.forms())}.")
    sheet = read_sheet(file)
    if not sheet.rows:
        raise UsageProblem(f"{sheet.name} has no line under its headings", hint="Is it the right file, and saved?")
    columns = _columns(sheet, form)
    _refuse_old(at, sheet)
    acts: list[Act] = []
    problems: list[str] = []
    brought = _Brought(at.desk.state.ledger, form_id, form, at.desk.state.plan.organisation.currency)
    before: list[TakeBlanks] = []
    for row in sheet.rows:
        try:
            act = brought.refuse_again(_act(at, sheet, row, form_id, columns))
            acts += [*_blanks(at, act, before), act]
        except ContinuityError as problem:
            problems += [f"line {row.line}: {words}" for words in _said(problem)]
    if problems:
        # What can be judged is judged as well, so that nobody mends a file twice.
        problems += _rehearsed(at, sheet, acts) if not _counts_on(acts) else []
        raise _nothing_taken(file, problems)
    savings = [saving for act in acts if (saving := _saving(act)) is not None]
    known = sum(saving in at.desk.state.ledger.saved for saving in savings)
    try:
        events = at.desk.act_all(acts, rehearse=dry_run)
    except NotAll as not_all:
        raise _nothing_taken(file, list(_by_line(not_all, sheet, acts))) from None
    taken = sum(event.kind == RecordCaptured.KIND for event in events)
    _tell(at, sheet, len(sheet.rows) - known if dry_run else taken, dry_run)
    for first, second in brought.alike:
        click.echo(f"Lines {first} and {second} say the same: if that is one order, continuity ledger void the second.")


def _refuse_old(at: Ledgering, sheet: Sheet) -> None:
    """In a real outage the file of an earlier one is a slip: its orders have come home long since."""
    run = None if at.desk.state.is_drill else at.earlier_run_of(_device(sheet))
    if run is not None:
        hint = "Is it the file of that outage? If it holds new orders, write their times into it: taken_at."
        raise Refused(f"{sheet.name} was taken into {run}, as it is", hint=hint)


def _device(sheet: Sheet) -> str:
    return f"{_FROM_CSV}{sheet.digest[:_DIGITS]}"


def _blanks(at: Ledgering, act: Act, before: list[TakeBlanks]) -> list[Act]:
    """A number of a printed pack brings the blanks of its copy along, once for all lines of the file."""
    number = act.command.number if isinstance(act.command, ask.Capture) else None
    if number is None or any(is_among(number, one.blocks) for one in before):
        return []
    fresh = at.blanks_for([number])
    before += fresh
    return [Act(one, at.who) for one in fresh]


def _saving(act: Act) -> tuple[str, int] | None:
    return (act.command.device, act.command.counter) if isinstance(act.command, ask.Capture) else None


def _tell(at: Ledgering, sheet: Sheet, taken: int, dry_run: bool) -> None:
    mark = "DRILL" if at.desk.state.is_drill else "REAL"
    known = len(sheet.rows) - taken
    before = f"; {known} had been taken before" if known else ""
    if dry_run:
        click.echo(f"{mark} {at.run}: {taken} lines would be taken{before}; nothing was.")
        return
    click.echo(f"{mark} {at.run}: {taken} orders taken in from {sheet.name}{before}.")


def _columns(sheet: Sheet, form: Form) -> dict[str, str]:
    """Column -> field; a column that means nothing is a problem, for somebody wrote something there."""
    by_name = {field.label.casefold(): field.id for field in form.fields} | {f.id.casefold(): f.id for f in form.fields}
    found = {name: by_name[name.casefold()] for name in sheet.columns if name.casefold() in by_name}
    strange = [name for name in sheet.columns if name not in found and name not in _OURS]
    if strange:
        shown = ", ".join("one that looks like a card number" if card_in(name) else repr(name) for name in strange)
        fields = ", ".join(field.id for field in form.fields)
        raise UsageProblem(
            f"{sheet.name} has columns that are on no form: {shown}", f"There are: {', '.join(_OURS)}, {fields}."
        )
    twice = [field for field in dict.fromkeys(found.values()) if list(found.values()).count(field) > 1]
    if twice:
        hint = "Leave one of them out, so that it is clear which holds."
        raise UsageProblem(f"{sheet.name} has two columns for {', '.join(twice)}", hint)
    return found


def _act(at: Ledgering, sheet: Sheet, row: Row, form_id: str, columns: dict[str, str]) -> Act:
    if "*" in row.cells:
        raise Refused("there are more cells than columns", hint="put a text with a comma in quotes")
    cells, state = row.cells, at.desk.state
    number = None
    if cells.get("number"):
        number, of = number_in(state, cells["number"])
        if of != form_id:
            raise Refused(f"{number} is a number of {of!r}")
    values = {field: cells[column] for column, field in columns.items() if cells.get(column)}
    moment = cells.get("taken_at")
    when = read_moment(moment, state.plan.organisation.time_zone, SystemClock()) if moment else None
    taker = cells.get("taken_by")
    who = Who(at.who.actor, on_behalf_of=taker if taker and taker != at.who.actor.id else None)
    command = ask.Capture(form_id, values, _device(sheet), row.line, number, cells.get("approved_by") or None)
    return Act(command, who, when)


class _Brought:
    """What other files have brought: a longer file, or the same one saved anew, must not double what is there."""

    def __init__(self, ledger: Ledger, form_id: str, form: Form, currency: str) -> None:
        self._fields = {field.id: field for field in form.fields}
        self._currency = currency
        self.alike: list[tuple[int, int]] = []
        """Lines of this file that say the same as a line before them, without a number of their own."""
        self._lines: dict[tuple[object, ...], int] = {}
        self._by_text: dict[tuple[str, str], list[tuple[Record, dict[str, str]]]] = {}
        for record in _versions(ledger.of(form_id)):
            texts = self._meant({name: record.text(name) or "" for name in (*record.fields, *record.private)})
            for one in texts.items():
                self._by_text.setdefault(one, []).append((record, texts))

    def refuse_again(self, act: Act) -> Act:
        """The act as it is; ``Refused`` for a line without a number that is the order of another file."""
        command = act.command
        if not isinstance(command, ask.Capture) or command.number is not None or not command.fields:
            return act
        told = self._meant(command.fields)
        before = self._lines.setdefault((act.at, *sorted(told.items())), command.counter)
        if before != command.counter:
            self.alike.append((before, command.counter))
        for record, texts in min((self._by_text.get(one, []) for one in told.items()), key=len):
            same = all(texts.get(name) == text for name, text in told.items())
            if same and record.device != command.device and act.at in (None, record.taken_at):
                hint = "Take the line out of this file, or write its own number on it."
                raise Refused(f"another file brought the same order as {record.number}", hint=hint)
        return act

    def _meant(self, texts: Mapping[str, str]) -> dict[str, str]:
        """What is said, in one way of writing; an amount with a comma is the amount with a point."""
        return {name: meant(self._fields[name], text, self._currency) for name, text in texts.items() if text}


def _versions(numbers: Iterable[Number]) -> Iterator[Record]:
    """Records that came from files, as they are and as they came."""
    for record in (number.record for number in numbers):
        while record is not None:
            if record.device.startswith(_FROM_CSV):
                yield record
            record = record.before


def _counts_on(acts: list[Act]) -> bool:
    """Whether a line takes the next blank: then what a line before it does changes which one that is."""
    return any(isinstance(act.command, ask.Capture) and act.command.number is None for act in acts)


def _rehearsed(at: Ledgering, sheet: Sheet, acts: list[Act]) -> list[str]:
    try:
        at.desk.act_all(acts, rehearse=True)
    except NotAll as not_all:
        return list(_by_line(not_all, sheet, acts))
    return []


def _by_line(not_all: NotAll, sheet: Sheet, acts: list[Act]) -> Iterator[str]:
    for place, problem in not_all.refused.items():
        command = acts[place].command
        if isinstance(command, TakeBlanks):
            command = acts[place + 1].command  # the line whose number brought them
        line = command.counter if isinstance(command, ask.Capture) else sheet.rows[0].line
        yield from (f"line {line}: {words}" for words in _said(problem))


def _said(problem: ContinuityError) -> list[str]:
    reasons = list(problem.reasons) if isinstance(problem, Refused) else []
    return reasons or [f"{problem.message}. {problem.hint}" if problem.hint else problem.message]


def _nothing_taken(file: Path, problems: list[str]) -> Refused:
    hint = "Mend these lines and import the file again; --dry-run only looks."
    return Refused(f"nothing of {file} was taken: {len(problems)} problems", problems, hint)
