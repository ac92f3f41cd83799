"""Orders out of a CSV file: looked at whole, then taken in together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from continuity.cli.ledgering import Ledgering, number_in
from continuity.cli.sheets import Row, Sheet, read_moment, read_sheet
from continuity.clock import SystemClock
from continuity.desk.desk import Act, NotAll
from continuity.errors import ContinuityError, Refused, UsageProblem
from continuity.events.ledger import RecordCaptured
from continuity.ledger.cards import card_in
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
    sheet = read_sheet(file, ())
    columns = _columns(sheet, form)
    acts: list[Act] = []
    problems: list[str] = []
    for row in sheet.rows:
        try:
            act = _new(at, _act(at, sheet, row, form_id, columns))
            acts += [*_blanks(at, act, acts), act]
        except ContinuityError as problem:
            problems += [f"line {row.line}: {words}" for words in _said(problem)]
    if problems:
        # What can be judged is judged as well, so that nobody mends a file twice.
        problems += _rehearsed(at, sheet, acts) if not _counts_on(acts) else []
        raise _nothing_taken(file, problems)
    try:
        events = at.desk.act_all(acts, rehearse=dry_run)
    except NotAll as not_all:
        raise _nothing_taken(file, list(_by_line(not_all, sheet, acts))) from None
    _tell(at, sheet, sum(event.kind == RecordCaptured.KIND for event in events), dry_run)


def _blanks(at: Ledgering, act: Act, before: list[Act]) -> list[Act]:
    """A number of a printed pack brings the blanks of its copy along, once for all lines of the file."""
    number = act.command.number if isinstance(act.command, ask.Capture) else None
    known = [one.command for one in before]
    return [Act(one, at.who) for one in at.blanks_for([number] if number else []) if one not in known]


def _tell(at: Ledgering, sheet: Sheet, taken: int, dry_run: bool) -> None:
    mark = "DRILL" if at.desk.state.is_drill else "REAL"
    if dry_run:
        click.echo(f"{mark} {at.run}: {len(sheet.rows)} lines would be taken; nothing was.")
        return
    known = len(sheet.rows) - taken
    before = f"; {known} had been taken before" if known else ""
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
    device = f"{_FROM_CSV}{sheet.digest[:_DIGITS]}"
    command = ask.Capture(form_id, values, device, row.line, number, cells.get("approved_by") or None)
    return Act(command, who, when)


def _new(at: Ledgering, act: Act) -> Act:
    """A line without a number must not be one that another file brought: a longer file would double its beginning."""
    command, ledger = act.command, at.desk.state.ledger
    if not isinstance(command, ask.Capture) or command.number is not None:
        return act
    for number in ledger.of(command.form):
        record = number.record
        if record is None or not record.device.startswith(_FROM_CSV) or record.device == command.device:
            continue
        same = all(record.text(field) == text for field, text in command.fields.items())
        if same and act.at in (None, record.taken_at):
            hint = "Take the line out of this file, or write its own number on it."
            raise Refused(f"another file brought the same order as {number.number}", hint=hint)
    return act


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
