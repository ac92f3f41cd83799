"""What people say about numbers and batches on the command line, taken to the desk of a run."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from continuity.cli.asker import asker
from continuity.cli.here import Here
from continuity.cli.printed import blanks_for
from continuity.cli.sheets import read_app_log, read_moment, read_payments
from continuity.clock import on_the_wall
from continuity.errors import Refused, UsageProblem
from continuity.events.ledger import RecordCaptured
from continuity.events.stations import OrderedElsewhere
from continuity.journal.envelope import Event
from continuity.ledger.cards import card_in, without_cards
from continuity.ledger.fields import meant
from continuity.ledger.holding import NumberState
from continuity.ledger.numbers import normal_number, series
from continuity.run import commands as ask
from continuity.run.closing import spans
from continuity.run.commands import Command, TakeBlanks, Who
from continuity.run.state import RunState
from continuity.workspace.find import find_workspace

__all__ = ["Ledgering", "number_in", "used_forms"]

_LONG_BEFORE_MS = 7 * 86_400_000
"""A week before the run began: who writes such a date may mean another year."""


def number_in(run: RunState, text: str) -> tuple[str, str]:
    """A form number as people type it, and the form that it belongs to; ``Refused`` says what is wrong with it."""
    refusals = []
    for id, form in run.plan.forms().items():
        try:
            return normal_number(text, series(form.numbering, drill=run.is_drill)), id
        except Refused as refused:
            refusals.append(refused)
    ours = next((one for one in refusals if "no number of ours" not in one.message), None)
    raise ours or (refusals[0] if refusals else Refused("this run has no forms"))


def used_forms(run: RunState) -> list[str]:
    """The forms that have numbers in the run."""
    return [form for form in run.plan.forms() if run.ledger.has(form)] if run.plan_or_none else []


class Ledgering:
    """One person at a command line, and one run; every act is on disk before anything is said."""

    def __init__(self, workspace: Path | None, run: str | None, person: str | None) -> None:
        here = Here(find_workspace(workspace))
        self._here = here
        self.run = here.meant(run)
        self.desk = here.desk(self.run)
        self.desk.refresh()
        if self.desk.state.plan_or_none is None:
            raise Refused(f"{self.run} has not begun yet", hint="continuity status says how it stands.")
        self.who = asker(person)

    def add(
        self, number: str, fields: Sequence[str], at: str | None, approved_by: str | None, taker: str | None
    ) -> None:
        """A form that was written on paper."""
        plain, form = self._number(number)
        moment = read_moment(at, self.desk.state.plan.organisation.time_zone, self._here.clock) if at else None
        values = _fields(fields)
        who = Who(self.who.actor, on_behalf_of=taker if taker != self.who.actor.id else None)
        if self._is_there(plain, form, values):
            self._tell_saved(plain, moment)
            return
        command = ask.Capture(form, values, _device(), 1, plain, approved_by)
        self.desk.act(command, who, at=moment)
        record = self.desk.state.ledger.numbers[plain].record
        click.echo(f"{self._mark()}{plain} saved{f'  {record.total}' if record else ''}")
        began = self.desk.state.time.started_at
        if moment is not None and began is not None and began - moment > _LONG_BEFORE_MS:
            click.echo(f"That is {(began - moment) // 86_400_000} days before the run began. Is the date right?")
            click.echo(f"If not: continuity ledger void {plain}, and add the order again on the next blank.")

    def _tell_saved(self, number: str, moment: int | None) -> None:
        record = self.desk.state.ledger.numbers[number].record
        click.echo(f"{self._mark()}{number} is saved already, and says the same; nothing was changed.")
        if record is not None and moment not in (None, record.taken_at):
            kept = on_the_wall(record.taken_at, self.desk.state.plan.organisation.time_zone)
            click.echo(f"Its time stays {kept}. A wrong one: void it, and take the next blank.")

    def _is_there(self, number: str, form_id: str, values: Mapping[str, str]) -> bool:
        """Whether this very order stands on the number: somebody did not see that it was saved."""
        known, fields = self.desk.state.ledger.numbers.get(number), self.desk.state.plan.forms()[form_id].fields
        if known is None or known.record is None or known.state is not NumberState.USED:
            return False
        currency = self.desk.state.plan.organisation.currency
        both = [(field, values.get(field.id, ""), known.record.text(field.id) or "") for field in fields]
        return all(meant(field, one, currency) == meant(field, other, currency) for field, one, other in both)

    def correct(self, number: str, fields: Sequence[str], reason: str, approved_by: str | None) -> None:
        """What should stand on a form."""
        plain = self._number(number)[0]
        known = self.desk.state.ledger.numbers.get(plain)
        seen = known.record.seq if known and known.record else 0
        values = _fields(fields)
        command = ask.Correct(plain, values, reason, _device(), 1, seen, approved_by)
        if not self._act(
            command, f"{plain} is corrected; what stood there stays in the record", f"{plain} says so already"
        ):
            return
        if taken := self.desk.state.ledger.acknowledged_by(self.desk.state.ledger.numbers[plain]):
            click.echo(f"{' and '.join(taken)} took it as it was: tell them.")

    def customers_made(self, numbers: Sequence[str]) -> None:
        """New customers whom somebody made in the CRM."""
        plain = tuple(number_in(self.desk.state, text)[0] for text in numbers)
        words = f"the customers of {', '.join(plain)} are in the CRM; their orders follow"
        self._act(ask.MadeCustomers(plain), words, "that was known already")

    def enter_again(self, number: str) -> None:
        """What the CRM refused, and would take now."""
        plain = number_in(self.desk.state, number)[0]
        self._act(ask.EnterAgain(plain), f"{plain} is entered again at the step that enters", "")

    def void(self, number: str, reason: str, witness: str) -> None:
        """A spoiled form."""
        plain = self._number(number)[0]
        self._act(ask.Void(plain, reason, witness), f"{plain} is void", f"{plain} was void already")

    def give_back(self, numbers: Sequence[str], everything: str | None) -> None:
        """Blanks that came back."""
        if bool(numbers) == bool(everything):
            raise UsageProblem("which blanks came back?", hint="Name the numbers, or write --all FORM.")
        if everything:
            forms = self.desk.state.plan.forms()
            if everything not in forms:
                raise UsageProblem(f"there is no form {everything!r}", hint=f"There are: {', '.join(forms)}.")
            back = [str(one) for event in self.desk.act(ask.Return(everything), self.who) for one in _numbers(event)]
            words = f"every blank that was out is back, {len(back)}: {spans(self.desk.state, back)}"
            click.echo(f"{self._mark()}{words if back else 'no blank was out'}.")
            return
        found = [self._number(text) for text in numbers]
        for form in dict.fromkeys(form for _, form in found):
            plain = tuple(number for number, of in found if of == form)
            self._act(ask.Return(form, plain), f"back: {', '.join(plain)}", "they were back already")

    def missing(self, number: str, reason: str) -> None:
        """A form that nobody can find."""
        plain = self._number(number)[0]
        self._act(ask.MarkMissing(plain, reason), f"{plain} is missing; {self.who.actor.id} signed for it", "")

    def settle(self, rule: str, number: str, reason: str) -> None:
        """A reason for what a rule found; the number may be a batch, or another system's."""
        text = number.strip()
        known = {one.number for books in self.desk.state.ledger.books.values() for one in books.exceptions}
        plain = text if text in known or not self._is_ours(text) else number_in(self.desk.state, text)[0]
        self._act(ask.Settle(rule.upper(), plain, reason), f"{rule.upper()} {plain} is settled", "")

    def _is_ours(self, text: str) -> bool:
        state = self.desk.state
        ours = (series(form.numbering, drill=state.is_drill).prefix for form in state.plan.forms().values())
        return text.upper().startswith(tuple(prefix.upper() for prefix in ours))

    def in_flight(self, orders: Sequence[str], held: Sequence[str], absent: Sequence[str]) -> None:
        """What was under way, or what became of it."""
        if bool(orders) == bool(held or absent):
            hint = "Name the orders or the app's log; once you have looked, say --held and --absent."
            raise UsageProblem("what is known of the orders in flight?", hint=hint)
        if held or absent:
            self._act(ask.LookedFor(tuple(held), tuple(absent)), _looked(held, absent), "that was known already")
            return
        if len(orders) == 1 and _is_file(orders[0]):
            organisation = self.desk.state.plan.organisation
            moment = partial(read_moment, time_zone=organisation.time_zone, clock=self._here.clock)
            log = read_app_log(Path(orders[0]), organisation.currency, moment)
            command = ask.TellInFlight(log.source, log.in_flight, log.accepted, log.sales)
            if log.unread:
                click.echo(f"Not read: {', '.join(map(without_cards, log.unread))}.")
        else:
            command = ask.TellInFlight("told", tuple(part for text in orders for part in text.split(",")))
        words = f"{len(command.numbers)} in flight, to look for before anything is entered"
        more = f"; {len(command.accepted)} accepted, to hold against the CRM" if command.accepted else ""
        for event in self._act(command, words + more, "all of that was known already"):
            if event.kind == OrderedElsewhere.KIND:
                self._tell_elsewhere(str(event.body["form"]), command.source)

    def _tell_elsewhere(self, form: str, source: str) -> None:
        for number, other in self.desk.state.ledger.stations.elsewhere[form, source].items():
            click.echo(f"{number}: the customer also ordered {other}; call them before it is entered.")

    def payments(self, file: Path, form: str) -> None:
        """What the payment gateway took."""
        found = read_payments(file, self.desk.state.plan.organisation.currency)
        command = ask.TellPayments(form, file.name, found)
        self._act(command, f"{len(found)} payments taken in", "they were known already")

    def send(self, batch: str, receiver: str) -> None:
        """The same batch once more."""
        self._act(ask.SendAgain(batch, receiver), f"{batch} is on its way to {receiver} again", "")

    def chase(self, batch: str, receiver: str, did: str) -> None:
        """Somebody took up that nobody answered."""
        self._act(ask.TakeUp(batch, receiver, did), f"{batch} is taken up", "somebody has taken it up already")

    def earlier_run_of(self, device: str) -> str | None:
        """Another real run in which this device has saved a form."""
        others = (run for run in self._here.runs() if run != self.run)
        return next((run for run in others if self._saved_in(run, device)), None)

    def _saved_in(self, run: str, device: str) -> bool:
        events = iter(self._here.store.read(run))
        opened = next(events, None)
        if opened is None or opened.body.get("mode") != "real":
            return False
        return any(one.kind == RecordCaptured.KIND and one.body.get("device") == device for one in events)

    def blanks_for(self, numbers: Sequence[str]) -> list[TakeBlanks]:
        """What brings the numbers of printed packs into the run, as far as it does not know them yet."""
        return blanks_for(self._here, self.run, self.desk.state, numbers)

    def _number(self, text: str) -> tuple[str, str]:
        """A form number and its form; one that stands on a printed pack brings the blanks of its copy into the run."""
        plain, form = number_in(self.desk.state, text)
        for command in self.blanks_for([plain]):
            self._act(command, f"the blanks of copy {command.copy} are used in this run", "")
        return plain, form

    def _act(self, command: Command, words: str, nothing: str) -> list[Event]:
        events = self.desk.act(command, self.who)
        click.echo(f"{self._mark()}{words if events else nothing or words}.")
        return events

    def _mark(self) -> str:
        return f"{'DRILL' if self.desk.state.is_drill else 'REAL'} {self.run}: "


def _is_file(text: str) -> bool:
    """Whether a file is meant, and no order: a slip in its name must not become an order in flight."""
    return Path(text).exists() or Path(text).suffix.casefold() == ".csv"


def _numbers(event: Event) -> Sequence[object]:
    numbers = event.body["numbers"]
    return numbers if isinstance(numbers, list) else ()


def _device() -> str:
    """This saving alone: whoever types at a command line twice means two things."""
    return f"{socket.gethostname()}-{secrets.token_hex(4)}"


def _fields(texts: Sequence[str]) -> dict[str, str]:
    """FIELD=TEXT, each field once: of two texts for one nobody can say which is meant."""
    found: dict[str, str] = {}
    for text in texts:
        name, value = _pair(text)
        if name in found:
            raise UsageProblem(f"{name} stands there twice", hint="Write each field once.")
        found[name] = value
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        shown = "that" if card_in(text) else repr(text)
        raise UsageProblem(f"{shown} is no field", hint="Write FIELD=TEXT, like total=1180.00.")
    return name.strip(), value


def _looked(held: Sequence[str], absent: Sequence[str]) -> str:
    gone = f"; {', '.join(absent)} not there: in the books until it is settled" if absent else ""
    return f"looked for: {len(held)} in the CRM{gone}"
