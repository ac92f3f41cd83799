"""One event in one line of plain words, for pipes and for the last line of a live view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar, cast

from continuity.events import Body, Fact, lifecycle, outage, people, review
from continuity.events import ledger as kept
from continuity.events import stations as seen
from continuity.events import steps as done
from continuity.events.kinds import body_of
from continuity.events.quota import QuotaRead
from continuity.journal.envelope import Event
from continuity.run.state import RunState
from continuity.structure import JsonObject
from continuity.units import Money, long_duration

__all__ = ["batch_words", "came_of", "line", "said", "words_of"]

B = TypeVar("B")
_LEDGER = ("block.", "batch.", "numbers.")
Words = Callable[[RunState, object], str | None]


def line(run: RunState, fact: Fact[Body]) -> str | None:
    """``DRILL +00:21:07 jonas saved P26-0018-2``; none for events that say nothing to people."""
    words = said(run, fact)
    if words is None:
        return None
    mark = "DRILL" if run.is_drill else "REAL"
    known = fact.actor.known.value
    simulated = f" ({known})" if known in ("simulated", "replayed") else ""
    who = "" if fact.actor.known.value == "system" else f"{fact.actor.id}{simulated} "
    since = run.time.since_start(fact.at)
    return f"{mark} {'+' if since >= 0 else ''}{long_duration(since)} {who}{words}"


def said(run: RunState, fact: Fact[Body]) -> str | None:
    """What happened, without who and when."""
    return _words(run, fact.body)


def came_of(run: RunState, events: Iterable[Event]) -> Iterator[str]:
    """What finishing a step did to numbers and batches, for whoever finished it."""
    for event in events:
        if event.kind.startswith(_LEDGER):
            words = _words(run, body_of(event.kind, cast(JsonObject, event.body), {}))
            if words is not None:
                yield words[:1].upper() + words[1:]


def words_of(run: RunState, body: object) -> str | None:
    """What a body says, without who and when; none when it says nothing to people."""
    return _words(run, body)


def _words(run: RunState, body: object) -> str | None:
    words = _TABLE.get(type(body))
    return None if words is None else words(run, body)


def _title(run: RunState, key: str) -> str:
    step = run.step(key)
    return step.step.do if step else key


def batch_words(run: RunState, batch: str) -> str:
    """Its number, how many records are in it, and what they add up to."""
    known = run.ledger.batches.get(batch)
    if known is None:
        return batch
    totals = ", ".join(str(Money(minor, currency)) for currency, minor in known.totals.items())
    return f"{batch}: {known.count} record{'s' * (known.count != 1)}, {totals}"


def _channel(run: RunState, id: str) -> str:
    return run.plan.organisation.channels.get(id, id)


def _part(run: RunState, role: str | None) -> str:
    return "command" if role is None else f"the role {run.plan.role_title(role)}"


def _stands_in(run: RunState, person: str) -> str:
    """Who acts now in each of their roles; where nobody does, it is loud."""
    roles = [role for role in run.plan.names if person in run.party.own(role)]
    words = [
        f"{', '.join(run.party.acting(role)) or 'NOBODY'} acts as {run.plan.role_title(role)}"
        for role in roles
        if person not in run.party.acting(role)
    ]
    return ", ".join(words) or "nobody has to act for them"


def _inject(run: RunState, body: lifecycle.InjectDelivered) -> str:
    return f"message to the {run.plan.role_title(body.to)}: {body.says}" if body.to else f"inject {body.inject}"


def _captured(_: RunState, body: kept.RecordCaptured) -> str:
    carried = f", carried over from {body.carried_from}" if body.carried_from else ""
    return f"saved {body.number}  {Money(body.total_minor, body.currency)}{carried}"


def _compared(_: RunState, body: kept.BooksCompared) -> str:
    if body.agree:
        return "compared the books: they agree"
    hints = sum(one.hint for one in body.exceptions)
    count = len(body.exceptions) - hints
    found = f"{count} exception{'s' * (count != 1)}{f' and {hints} to look at' if hints else ''}"
    return f"compared the books: {found}, {body.lost} lost, {body.duplicated} doubled"


def _list(numbers: tuple[str, ...]) -> str:
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return ", ".join(numbers[:5]) + more if numbers else "nothing"


def _canary(_: RunState, body: kept.CanaryChecked) -> str:
    if body.good:
        return f"the first {len(body.numbers)} are in the CRM as they should be"
    return f"NOTHING MORE IS ENTERED: the first {len(body.numbers)} are not in the CRM as they should be: {body.detail}"


def _looked_at(_: RunState, body: seen.InFlightLookedAt) -> str:
    absent = f"; NOT there: {_list(body.absent)}" if body.absent else ""
    return f"looked for what was in flight: {len(body.held)} in the CRM{absent}"


def _app_log(_: RunState, body: seen.AppLogCompared) -> str:
    gone = f"; FORGOTTEN: {_list(tuple(one.number for one in body.forgotten))}" if body.forgotten else ""
    return f"compared the log of {body.source} with the CRM: {body.accepted} accepted{gone}"


def _payments(run: RunState, body: seen.PaymentsRead) -> str | None:
    """Of a reading in parts the last one speaks for all."""
    came = run.ledger.stations.payments.get((body.form, body.source), body.payments)
    return None if body.more else f"took {len(came)} payments in from {body.source}"


def _row(body: type[B], words: Callable[[RunState, B], str | None]) -> tuple[type, Words]:
    return body, cast(Words, words)


_TABLE: dict[type, Words] = dict(
    (
        _row(lifecycle.RunStarted, lambda r, b: f"started, faults through {b.engine}" if r.is_drill else "opened"),
        _row(lifecycle.RunPaused, lambda _, b: f"paused: {b.reason}"),
        _row(lifecycle.RunResumed, lambda _, b: "goes on"),
        _row(lifecycle.ConductorLost, lambda _, b: f"the conductor was lost; last sign of life {b.last_sign}"),
        _row(lifecycle.RunAborted, lambda _, b: f"aborted: {b.reason}"),
        _row(lifecycle.RunEnded, lambda _, b: f"ended: {b.reason}"),
        _row(lifecycle.InjectDelivered, _inject),
        _row(people.PersonJoined, lambda r, b: f"joined as {r.plan.role_title(b.role) if b.role else b.duty}"),
        _row(people.PersonLeft, lambda _, __: "left their terminal"),
        _row(people.PersonAway, lambda r, b: f"{b.person} is away; {_stands_in(r, b.person)}"),
        _row(people.PersonBack, lambda _, b: f"{b.person} is back"),
        _row(people.ChannelAway, lambda r, b: f"this fails now: {_channel(r, b.channel)}"),
        _row(people.ChannelBack, lambda r, b: f"works again: {_channel(r, b.channel)}"),
        _row(people.HandoverOffered, lambda r, b: f"offers {b.to} {_part(r, b.role)}"),
        _row(people.HandoverAccepted, lambda r, b: f"has {_part(r, b.role)} now, from {b.from_}"),
        _row(people.HandoverDeclined, lambda r, b: f"does not take {_part(r, b.role)}: {b.reason}"),
        _row(people.HandoverAnnounced, lambda _, __: "has told everybody who leads now"),
        _row(review.ObjectiveRated, lambda _, b: f"rated {b.objective}: {b.rating}"),
        _row(review.DeviationReviewed, lambda _, b: f"reviewed {b.deviation}: {b.verdict}"),
        _row(lifecycle.Warned, lambda _, b: f"warning: {b.text}"),
        _row(outage.FaultInjected, lambda _, b: f"fault in: {b.point} {b.words}"),
        _row(outage.FaultFireRequested, lambda _, b: f"wants the fault {b.fault} in now"),
        _row(outage.FaultClearRequested, lambda _, b: f"wants the fault {b.fault} out now"),
        _row(outage.OutageStated, lambda _, b: f"says that it is down since then; source: {b.source}"),
        _row(outage.FaultFailed, lambda _, b: f"fault could not go in: {b.point}: {b.why}"),
        _row(outage.FaultSeen, lambda _, b: f"fault {b.fault} seen by probe {b.probe}"),
        _row(outage.FaultRemoved, lambda _, b: f"fault out: {b.fault}, taken out by {b.by}"),
        _row(outage.FaultNotHealed, lambda _, b: f"FAULT MAY REMAIN: {b.fault}: {b.why}"),
        _row(outage.FaultGivenUp, lambda _, b: f"FAULT GIVEN UP, NOT PROVEN OUT: {b.fault}, by {b.by}: {b.reason}"),
        _row(outage.FaultVerified, lambda _, b: f"fault {b.fault} proven out by {b.good} good answers"),
        _row(outage.ProbeChanged, lambda _, b: f"probe {b.probe}: {b.state}, {b.detail}"),
        _row(outage.PathRestored, lambda _, b: f"restored: {b.source or ', '.join(b.points)}"),
        _row(outage.OutageStated, lambda _, b: f"says since when it lasts; how that is known: {b.source}"),
        _row(done.StepStarted, lambda r, b: f"began: {_title(r, b.key)}"),
        _row(done.StepDone, lambda r, b: f"done: {_title(r, b.key)}" + "".join(f" ({w})" for w in b.wrong)),
        _row(done.StepFailed, lambda r, b: f"failed: {_title(r, b.key)}: {b.reason}"),
        _row(done.StepBlocked, lambda r, b: f"is blocked: {_title(r, b.key)}: {b.reason}"),
        _row(done.StepSkipped, lambda r, b: f"left out: {_title(r, b.key)}: {b.reason}"),
        _row(done.StepSkipAsked, lambda r, b: f"asks to leave out: {_title(r, b.key)}: {b.reason}"),
        _row(done.StepSkipRefused, lambda r, b: f"wants it done: {_title(r, b.key)}: {b.reason}"),
        _row(done.StepImprovised, lambda _, b: f"improvised: {b.do}"),
        _row(done.StepReopened, lambda r, b: f"reopened: {_title(r, b.key)}"),
        _row(done.SignedOff, lambda r, b: f"signed off: {b.meaning}"),
        _row(done.Noted, lambda _, b: f"noted: {b.text}"),
        _row(done.MessageSent, lambda _, b: f"told {b.audience}: {b.text}"),
        _row(kept.BlockIssued, lambda _, b: f"gave {b.custodian} the blanks {b.block}"),
        _row(kept.RecordCaptured, _captured),
        _row(seen.CustomersMade, lambda _, b: f"made the new customers of {_list(b.numbers)} in the CRM"),
        _row(seen.EntryAskedAgain, lambda _, b: f"{b.number} is to be entered again"),
        _row(kept.BlockHandedOver, lambda _, b: f"took the blanks {b.block} over from {b.from_}"),
        _row(kept.RecordMarkedReal, lambda _, b: f"a REAL order stands on {b.number}"),
        _row(kept.RecordCarriedOver, lambda _, b: f"the order on {b.number} goes on as {b.as_} in {b.run}"),
        _row(kept.RecordVoided, lambda _, b: f"spoiled {b.number}, witnessed by {b.witness}"),
        _row(kept.NumbersReturned, lambda _, b: f"gave back {len(b.numbers)} unused numbers"),
        _row(kept.BatchClosed, lambda r, b: f"closed {batch_words(r, b.batch)}"),
        _row(kept.BatchSent, lambda _, b: f"handed {b.batch} to {b.receiver}"),
        _row(kept.BatchAcknowledged, lambda r, b: f"{b.receiver} has {batch_words(r, b.batch)}, total agrees"),
        _row(kept.BatchRejected, lambda _, b: f"{b.receiver} rejected {b.batch}: {b.reason}"),
        _row(QuotaRead, lambda _, b: f"the CRM takes {b.ours} more calls from us, {b.per_call} records in each"),
        _row(seen.BatchOverdue, lambda _, b: f"NO ANSWER: {b.receiver} has not acknowledged {b.batch} in time"),
        _row(seen.OverdueTaken, lambda _, b: f"chased {b.batch} at {b.receiver}: {b.did}"),
        _row(seen.InFlight, lambda _, b: f"in flight at {b.source} when it failed: {_list(b.numbers)}"),
        _row(seen.InFlightLookedAt, _looked_at),
        _row(seen.AppLogCompared, _app_log),
        _row(seen.OrderedElsewhere, lambda _, b: f"{len(b.numbers)} forms are of customers of {b.source} too"),
        _row(seen.PaymentsRead, _payments),
        _row(kept.CanaryChecked, _canary),
        _row(kept.RecordEntered, lambda _, b: f"entered {b.number}: {b.outcome}"),
        _row(kept.SystemCounted, lambda _, b: f"counted {b.count} of our numbers in the CRM by hand"),
        _row(kept.BooksCompared, _compared),
    )
)
