"""The way home on a terminal: watch the entry, give numbers back, compare, explain what is left."""

from __future__ import annotations

from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.events.ledger import BooksException
from continuity.ledger.decide import free_numbers
from continuity.ledger.entry import entry_of, entry_order, newcomers
from continuity.ledger.figures import figures
from continuity.ledger.sample import sample
from continuity.run import commands as ask
from continuity.run.closing import spans
from continuity.run.commands import Who
from continuity.run.homeward import entering_step, time_to_go
from continuity.run.status import RunStatus
from continuity.run.steps import StepState
from continuity.terminal.ask import Console, Interrupted
from continuity.terminal.by_hand import count_books, enter_forms, is_by_hand
from continuity.terminal.chasing import whose_hand

__all__ = ["give_back", "sample_lines", "settle_books", "wait_for_entry"]

_LOOK_S = 0.2


def wait_for_entry(console: Console, desk: Desk, form: str, who: Who, clock: Clock) -> None:
    """Wait until every record is in, and tell how far it is; where no program enters them, ask form by form."""
    if is_by_hand(desk):
        enter_forms(console, desk, form, who)
        return
    told, waits = -1, ""
    asked: tuple[str, ...] = ()
    while True:
        desk.refresh()
        found = figures(desk.state.ledger, form)
        if found.entered != told:
            told = found.entered
            unknown = f", {found.unknown} unknown" if found.unknown else ""
            left = time_to_go(desk.state)
            console.say(f"   {found.entered} of {found.captured} entered{unknown}{f'; {left.words}' if left else ''}")
        asked = _make_newcomers(console, desk, form, who, asked)
        if waits != (waits := _what_it_waits_for(desk, form)) and waits:
            console.say(f"   {waits}")
        if found.to_enter <= found.rejected:
            return
        _while_running(desk)
        clock.sleep(_LOOK_S)


def _make_newcomers(console: Console, desk: Desk, form_id: str, who: Who, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Whom the CRM does not know is made there first, by people; each list of them is asked about once."""
    form = desk.state.plan.forms()[form_id]
    new = newcomers(desk.state.ledger, form, entry_order(desk.state.ledger, form_id, form))
    numbers = tuple(record.number for record in new)
    if not numbers or numbers == asked:
        return asked
    console.say("   NEW CUSTOMERS: make them in the CRM before their orders.", bold=True)
    for record in new:
        console.say(f"     {record.number}  {entry_of(form, record).customer or '–'}")
    if console.sure("Are all of them in the CRM now?"):
        desk.act(ask.MadeCustomers(numbers), who)
    else:
        console.say("   Their orders wait. Say so later: continuity ledger customer-made NUMBER")
    return numbers


def sample_lines(desk: Desk, step: StepState) -> list[str]:
    """What whoever signs off compares with the forms: number, who ordered, total, and where the CRM has it."""
    enter, run = step.step.enter, desk.state
    if enter is None or not enter.sample:
        return []
    form = run.plan.forms()[enter.form]
    drawn = sample(run.ledger, enter.form, enter.sample, f"{desk.stream} {step.key}")
    lines = ["Compare these with the forms and with the CRM, field by field:"] if drawn else []
    for record in drawn:
        entry = entry_of(form, record)
        told = [record.number, entry.customer or "–", str(entry.total)]
        lines.append("  " + "  ".join([*told, run.ledger.numbers[record.number].system_id or ""]).rstrip())
    return lines


def _what_it_waits_for(desk: Desk, form: str) -> str:
    """What keeps the rest out: a relapse, a canary that is not well, or people who carry the records over."""
    run, step = desk.state, entering_step(desk.state)
    way = run.plan.environment.back_entry
    if run.probes and run.restored_at is None:
        return "The path has failed again. Nothing more is entered before it is back and the hold is over."
    canary = run.entries.get(step.key) if step else None
    if canary is not None and not canary.good:
        return f"Nothing more is entered until these are right in the CRM: {canary.detail}"
    if way is None or way.kind != "csv":
        return ""
    return next((n.detail for n in run.ledger.of(form) if n.outcome == "unknown" and n.detail), "")


def give_back(console: Console, desk: Desk, form: str, who: Who) -> None:
    """Blanks that are still out: each is in somebody's hand, or signed for as missing. Nobody else says so."""
    free = free_numbers(desk.state.ledger, form)
    while free:
        console.say(f"   {len(free)} unused numbers: {spans(desk.state, free)}.")
        desk.act(whose_hand(console, form, free), who)
        desk.refresh()
        free = free_numbers(desk.state.ledger, form)


def settle_books(console: Console, desk: Desk, step: StepState, who: Who, clock: Clock) -> None:
    """Books compared, and a reason for what does not agree; leaves when they agree."""
    form = step.step.reconcile or ""
    while not desk.state.ledger.agree(form):
        if desk.state.ledger.is_stale(form):
            console.say("   Something has changed since the books were compared: once more.")
        _compare(console, desk, step, who, clock)
        left = desk.state.ledger.open_exceptions(form)
        if not left:
            break
        console.say("   The books do not agree:")
        for one in left:
            console.say(f"     {one.rule}  {one.number}  {one.detail}")
        if not console.sure("Settle them now, each with a reason?"):
            raise Refused("the books do not agree", [f"{one.number}: {one.detail}" for one in left])
        for one in left:
            _settle(console, desk, one, who)
    console.say("   The books agree.")


def _compare(console: Console, desk: Desk, step: StepState, who: Who, clock: Clock) -> None:
    """Count what the CRM shows, or have it read; then wait for what is read of the other stations."""
    if is_by_hand(desk):
        count_books(console, desk, step, who)
    else:
        desk.act(ask.Compare(step.key), who)
    while desk.state.compare_requested is not None:
        _while_running(desk)
        clock.sleep(_LOOK_S)
        desk.refresh()


def _settle(console: Console, desk: Desk, found: BooksException, who: Who) -> None:
    """Whoever settles it comes to this screen and says who they are, so the record says ``stated``."""
    console.say(f"   {found.rule} {found.number}: {found.detail}")
    while True:
        by = console.ask("Who settles it (id; somebody else than you, empty: nobody now)?")
        if not by:
            raise Refused("the books do not agree", [f"{found.number}: {found.detail}"])
        if by in (who.actor.id, who.on_behalf_of):
            console.say(f"     {by} is at this step; somebody else settles what it found.")
            continue
        try:
            reason = console.ask("The reason?")
            desk.act(ask.Settle(found.rule, found.number, reason), Who(Actor(by, Known.STATED)))
            return
        except Refused as problem:
            for words in problem.reasons or (problem.message,):
                console.say(f"     {words}.{' ' + problem.hint if problem.hint else ''}")


def _while_running(desk: Desk) -> None:
    if desk.state.status is not RunStatus.RUNNING:
        raise Interrupted
