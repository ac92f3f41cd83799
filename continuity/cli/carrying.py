"""Real orders that were written on practice forms: each gets a real number in the outage, and is in both records once.

The order of writing makes it safe to be killed anywhere: first the choice (marked real, in the drill), then the real
record with where it came from, then the drill's number void. Whatever is missing is made up for by doing it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import click

from continuity.cli.here import Here
from continuity.cli.interrupting import mode_of
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.errors import UsageProblem
from continuity.events import Actor, Known
from continuity.events.ledger import RecordCaptured, RecordCarriedOver, RecordMarkedReal
from continuity.ledger.decide import issue_block
from continuity.ledger.holding import Number, NumberState, Record
from continuity.run.commands import Who
from continuity.run.state import RunState, fold
from continuity.run.status import RunStatus
from continuity.terminal.ask import Console

__all__ = ["Load", "carry_over", "choose_orders", "load_of", "orders_left"]

_A_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Load:
    """Orders that go over, as numbers by drill; ``drills`` are those that the outage has just ended."""

    here: Here
    drills: tuple[str, ...]
    wanted: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_of(here: Here, drills: tuple[str, ...], wanted: tuple[str, ...]) -> Load:
    """What ``--carry`` asks for; ``UsageProblem`` for what cannot be meant, before anything is ended."""
    words = [one for one in wanted if one in ("all", "none")]
    if words and len(wanted) > 1:
        raise UsageProblem(f"--carry {words[0]} goes with nothing else", hint="Say all, none, or numbers.")
    load = Load(here, drills, wanted)
    known = {text for _, text in _offered(load)}
    for text in () if words else wanted:
        if text not in known:
            can = ", ".join(sorted(known)) or "none"
            raise UsageProblem(f"{text} is no order that can be carried over", hint=f"These can: {can}.")
    return load


def choose_orders(load: Load, console: Console | None, lead: str) -> Load:
    """Decide which orders go over, and write that into the drill before anything else."""
    offered = _offered(load)
    chosen = _picked(load, offered, console)
    who = Who(Actor(lead, Known.STATED))
    by_drill: dict[str, tuple[str, ...]] = {}
    for (drill, text), number in offered.items():
        if text not in chosen:
            continue
        if not number.real:
            load.here.desk(drill).record([RecordMarkedReal(text)], who)
        by_drill[drill] = (*by_drill.get(drill, ()), text)
    return replace(load, wanted=(), chosen=by_drill)


def _offered(load: Load) -> dict[tuple[str, str], Number]:
    """Every order of a drill ended just now or today, and of the last one those marked real or named."""
    found: dict[tuple[str, str], Number] = {}
    for drill in load.drills or _last_drill(load.here):
        run = _folded(load.here, drill)
        fresh = drill in load.drills or _ended_today(run, load.here)
        for number in _not_carried(run):
            if fresh or number.real or number.number in load.wanted:
                found[drill, number.number] = number
    return found


def _ended_today(run: RunState, here: Here) -> bool:
    """Somebody said the code word, and only then opens the outage."""
    aborted = run.status is RunStatus.ABORTED and run.ended_at is not None
    return aborted and here.clock.now() - (run.ended_at or 0) < _A_DAY_MS


def _last_drill(here: Here) -> tuple[str, ...]:
    return tuple(run for run in reversed(here.runs()) if mode_of(here, run) == "drill")[:1]


def _not_carried(run: RunState) -> Iterator[Number]:
    for number in run.ledger.numbers.values():
        record = number.record
        if record is None or number.state is not NumberState.USED:
            continue
        if Actor(record.taken_by, run.actors.get(record.taken_by, Known.STATED)).is_person:
            yield number


def _picked(load: Load, offered: Mapping[tuple[str, str], Number], console: Console | None) -> set[str]:
    texts = {text for _, text in offered}
    if load.wanted:
        return {"all": texts, "none": set[str]()}.get(load.wanted[0], set(load.wanted))
    marked = {text for (_, text), number in offered.items() if number.real}
    if console is None or not offered:
        return marked
    console.say()
    console.say(" Orders on the drill's forms. Which of them are real orders of customers?")
    for (_, text), number in offered.items():
        console.say(f"   {text}  {_told(number.record)}{'   marked real' if number.real else ''}")
    return _answered(console, texts, marked)


def _told(record: Record | None) -> str:
    return "" if record is None else "  ".join([*map(str, record.private.values()), str(record.total)])


def _answered(console: Console, texts: set[str], marked: set[str]) -> set[str]:
    usual = " ".join(sorted(marked)) or "none"
    while True:
        answer = console.ask(f"Their numbers, all, or none [{usual}]:").replace(",", " ").split()
        if not answer:
            return marked
        if answer == ["all"] or answer == ["none"]:
            return texts if answer == ["all"] else set()
        wrong = [one for one in answer if one not in texts]
        if not wrong:
            return set(answer)
        console.say(f"   {wrong[0]} is none of them.")


def carry_over(here: Here, desk: Desk, load: Load, lead: str) -> None:
    """Give each chosen order a real number, then make the drill's number void; doing it twice is doing it once.

    ``desk`` is the outage's, whose lock we hold.
    """
    for drill, numbers in load.chosen.items():
        before = _folded(here, drill).ledger.numbers
        waiting = [before[text] for text in numbers if before[text].carried_to is None]
        _issue(desk, drill, waiting, lead)
        for number in waiting:
            if number.record is not None:
                _carry(here, desk, drill, number, number.record, lead)


def _issue(desk: Desk, drill: str, waiting: Sequence[Number], lead: str) -> None:
    """A block for the lead, as long as there are orders without a real number; none where enough blanks are left."""
    for form_id in dict.fromkeys(number.form for number in waiting):
        form = desk.state.plan.forms().get(form_id)
        ours = [n for n in waiting if n.form == form_id and _carried(desk.state, f"{drill} {n.number}") is None]
        short = len(ours) - len(_blanks(desk.state, form_id, lead))
        if form is None or short < 1:
            continue
        used = desk.state.used_before(form.numbering.prefix)
        issued = (desk.state.ledger, form_id, form)
        site = desk.state.plan.sites.get(lead, "")
        block = issue_block(*issued, count=short, custodian=lead, drill=False, used_before=used, site=site)
        desk.record([block], Who(Actor(lead, Known.STATED)))


def _blanks(run: RunState, form_id: str, custodian: str) -> list[str]:
    held = {block.id for block in run.ledger.blocks.values() if block.custodian == custodian}
    numbers = run.ledger.of(form_id)
    return [n.number for n in numbers if n.block in held and n.state is NumberState.ISSUED]


def _carry(here: Here, desk: Desk, drill: str, number: Number, record: Record, lead: str) -> None:
    source = f"{drill} {number.number}"
    given = _carried(desk.state, source)
    if given is None:
        if number.form not in desk.state.plan.forms():
            click.echo(f"{source} is on a form that this runbook does not have: write it down anew by hand.", err=True)
            return
        given = _blanks(desk.state, number.form, lead)[0]
        body = _body(given, record, source)
        desk.record([body], Who(Actor(lead, Known.STATED), on_behalf_of=record.taken_by), record.taken_at)
    here.desk(drill).record([RecordCarriedOver(number.number, desk.stream, given)], Who(Actor(lead, Known.STATED)))
    click.echo(f"REAL  {number.number} of the drill goes on as {given}", err=True)


def _carried(run: RunState, source: str) -> str | None:
    numbers = run.ledger.numbers.values()
    return next((n.number for n in numbers if n.record and n.record.carried_from == source), None)


def _body(number: str, record: Record, source: str) -> RecordCaptured:
    """The form as it was written; the saving is named after where it came from, so that it is one record."""
    return RecordCaptured(
        number=number,
        form=record.form,
        fields=record.fields,
        private=record.private,
        total_minor=record.total.minor,
        currency=record.total.currency,
        device=f"carried over from {source}",
        counter=1,
        approved_by=record.approved_by,
        carried_from=source,
        version=record.version,
        account=record.account,
    )


def orders_left(here: Here, drill: str) -> list[str]:
    """Orders of a drill that were marked real and carried nowhere."""
    return [number.number for number in _not_carried(_folded(here, drill)) if number.real]


def _folded(here: Here, run: str) -> RunState:
    return fold(facts(here.store, run))
