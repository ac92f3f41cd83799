"""The ledger as a fold over events: what every number, batch and comparison has come to.

The fold takes what the journal says and refuses nothing: refusing is for ``decide``, before an event is written. What
cannot be (a form filled in twice, a number that was never issued) is kept where reconciliation sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from sys import intern
from types import MappingProxyType

from continuity.events import Body, Fact
from continuity.events import ledger as said
from continuity.events import stations as late
from continuity.ledger.comparisons import Comparisons, who_acted
from continuity.ledger.holding import Batch, Block, Handed, HandedState, Number, NumberState, Record
from continuity.ledger.issued import Numbers
from continuity.ledger.numbers import Series, format_number
from continuity.ledger.sheets import corrected, record_of
from continuity.ledger.shelf import Shelf
from continuity.ledger.stations import Stations

__all__ = ["Ledger"]


class Ledger(Comparisons):
    """All numbers of one run. ``apply`` folds one more event in; everything else only reads."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[str, Block] = {}
        self._numbers = Numbers()
        self._untried: dict[str, tuple[int, str]] = {}
        """Where the search for a blank of a block goes on: its sequence and the number itself."""
        self._batches: dict[str, Batch] = {}
        self._saved: Shelf[tuple[str, int], str] = Shelf(_hundred_of)
        self._counters: dict[str, int] = {}
        self._owed: dict[str, int] = {}
        self._remembered: dict[tuple[str, str], tuple[int, int]] = {}
        self._seq = 0
        """The event that is being folded in."""
        self.stations = Stations()
        self.blocks: Mapping[str, Block] = MappingProxyType(self._blocks)
        self.numbers: Mapping[str, Number] = self._numbers
        self.batches: Mapping[str, Batch] = MappingProxyType(self._batches)
        self.saved: Mapping[tuple[str, int], str] = self._saved
        self.owed: Mapping[str, int] = MappingProxyType(self._owed)
        """Account -> what its orders by hand add up to, at all sites, in minor units."""

    def apply(self, fact: Fact[Body]) -> None:
        """Fold one event in; those of other parts pass by."""
        self._seq = fact.seq
        match fact.body:
            case said.RecordCaptured() as body:
                self._capture(fact, body)
            case said.RecordEntered() as body:
                self._enter(fact, body)
            case late.EntryAskedAgain(number=number):
                if self._at(number).outcome == "rejected":
                    self._put(self._at(number)._replace(outcome=None, detail=""))
            case said.BlockIssued() as body:
                self._issue(body)
            case said.BlockHandedOver() as body:
                self._hand_over(body)
            case said.RecordVoided() | said.RecordCarriedOver() as body:
                self._void(body)
            case said.RecordMarkedReal() as body:
                self._numbers.put(body.number, self._at(body.number)._replace(real=True))
            case said.NumbersReturned() as body:
                self._return(body)
            case said.NumberMissing() as body:
                self._miss(body)
            case late.AppLogRead() | late.InFlight() | late.InFlightLookedAt() as body:
                before = (dict(self.stations.in_flight), dict(self.stations.accepted))
                self.stations.apply(body)
                if before != (self.stations.in_flight, self.stations.accepted):
                    self.change_everywhere(fact.seq)
            case late.PaymentsRead() | late.OrderedElsewhere() as body:
                self.stations.apply(body)
                self.change(body.form, fact.seq)
            case _:
                self.stations.apply(fact.body)
                self._apply_to_batch(fact)

    def _apply_to_batch(self, fact: Fact[Body]) -> None:
        match fact.body:
            case said.BatchClosed() as body:
                self._close(fact, body)
            case said.BatchSent() as body:
                self._send(fact, body)
            case said.BatchAcknowledged() as body:
                self._acknowledge(fact, body)
            case said.BatchRejected() as body:
                self._reject(fact, body)
            case late.BatchOverdue() as body:
                self._overdue(body.batch, body.receiver, fact.at)
            case late.OverdueTaken() as body:
                self._overdue(body.batch, body.receiver, fact.at, taken=True)
            case _:
                self.compared(fact)

    def of(self, form: str) -> Iterator[Number]:
        """Every number of a form, in the order of its blocks; a walk, for there may be very many."""
        return self._numbers.of(form)

    def orders(self, form: str) -> Iterator[Record]:
        """Every order of a form that stands, in the same order."""
        return self._numbers.orders(form)

    def remembered(self, what: tuple[str, str], count: Callable[[], int]) -> int:
        """A figure that asks for a walk, worked out anew when an event has come in since."""
        known = self._remembered.get(what)
        if known is None or known[0] != self._seq:
            known = self._remembered[what] = (self._seq, count())
        return known[1]

    def has(self, form: str) -> bool:
        """Whether there is any number of a form."""
        return any(block.form == form for block in self._blocks.values()) or any(True for _ in self.of(form))

    def first_free(self, block: str) -> str | None:
        """The next blank of a block that nobody has used, spoiled or given back."""
        known = self._blocks[block]
        sequence, number = self._untried.get(block) or (known.first, format_number(known.series, known.first))
        while self._numbers[number].state is not NumberState.ISSUED:
            if sequence == known.last:
                return None
            sequence += 1
            number = format_number(known.series, sequence)
            self._untried[block] = (sequence, number)
        return number

    def last_counter(self, device: str) -> int:
        """The highest counter under which a device has saved a form; 0 before its first."""
        return self._counters.get(device, 0)

    def acknowledged_by(self, number: Number) -> tuple[str, ...]:
        """The receivers that took this number, in whichever batch."""
        batches = (self._batches[id] for id in number.batches if id in self._batches)
        return tuple(dict.fromkeys(receiver for batch in batches for receiver in batch.acknowledged_by(number.number)))

    def _at(self, number: str, form: str = "") -> Number:
        return self._numbers.get(number) or Number(number, form)

    def _put(self, number: Number) -> None:
        """Keep what is known of a number now; where that is news, the books have not seen it."""
        if self._numbers.put(number.number, number):
            self.change(number.form, self._seq)

    def _issue(self, body: said.BlockIssued) -> None:
        series = Series(body.prefix, body.width, body.check_digit)
        block = Block(body.block, body.form, series, body.first, body.last, body.custodian, body.drill, body.site)
        self._blocks[block.id] = block
        self._numbers.issue(block)
        self.change(block.form, self._seq)

    def _hand_over(self, body: said.BlockHandedOver) -> None:
        block = self._blocks[body.block] = replace(self._blocks[body.block], custodian=body.to)
        self.change(block.form, self._seq)

    def _capture(self, fact: Fact[Body], body: said.RecordCaptured) -> None:
        saved = (intern(body.device), body.counter)
        if not self._saved.put(saved, body.number):
            return
        number = self._at(body.number, body.form)
        self._counters[saved[0]] = max(self.last_counter(saved[0]), body.counter)
        spoiled = number.state is NumberState.VOID
        if (spoiled or number.sheet is not None) and fact.corrects is None:
            self._put(number._replace(again=number.again + 1))
            return
        if number.outcome == "rejected":
            number = number._replace(outcome=None, detail="")
        # A returned or missing form that turns up filled in was used; a spoiled one stays spoiled.
        state = NumberState.VOID if spoiled else NumberState.USED
        record, before = record_of(fact, body, number.number), number.record
        if before is not None:
            self._owe(number, -1)
            record = corrected(before, record, fact)
        number = number.filled_in(body.form, state, record)
        self._put(number)
        self._owe(number, +1)

    def _owe(self, number: Number, sign: int) -> None:
        record = number.record
        if record is not None and record.account is not None and number.state is NumberState.USED:
            self._owed[record.account] = self._owed.get(record.account, 0) + sign * record.total_minor

    def _void(self, body: said.RecordVoided | said.RecordCarriedOver) -> None:
        number = self._at(body.number)
        self._owe(number, -1)
        if isinstance(body, said.RecordCarriedOver):
            # Its drill is over by then, and its books with it.
            there = f"{body.run} {body.as_}"
            self._numbers.put(number.number, number._replace(standing=NumberState.VOID.value, carried_to=there))
        else:
            self._put(number._replace(standing=NumberState.VOID.value, carried_to=None))

    def _return(self, body: said.NumbersReturned) -> None:
        for text in body.numbers:
            number = self._at(text, body.form)
            if number.state in (NumberState.ISSUED, NumberState.MISSING):
                self._put(number._replace(standing=NumberState.RETURNED.value))

    def _miss(self, body: said.NumberMissing) -> None:
        number = self._at(body.number)
        if number.state is NumberState.ISSUED:
            self._put(number._replace(standing=NumberState.MISSING.value))

    def _close(self, fact: Fact[Body], body: said.BatchClosed) -> None:
        numbers = [self._at(text, body.form) for text in body.numbers]
        drill = any(self._blocks[one.block].drill for one in numbers if one.block)
        control = (body.numbers, body.totals, body.hash_total, body.digest)
        by = (fact.actor.id, fact.on_behalf_of)
        self._batches[body.batch] = Batch(body.batch, body.form, body.key, *control, drill, fact.at, *by, fact.seq)
        for one in numbers:
            self._put(one.in_batch(body.batch))

    def _send(self, fact: Fact[Body], body: said.BatchSent) -> None:
        before = self._handed(body.batch, body.receiver)
        if before is None:
            self._hand(body.batch, Handed(body.receiver, HandedState.SENT, fact.at))
        elif before.state is not HandedState.ACKNOWLEDGED or before.refused:
            again = replace(before, state=HandedState.SENT, tries=before.tries + 1)
            if before.answered_at is not None or before.taken_up_at is not None or before.overdue_at is None:
                again = replace(again, sent_at=fact.at, answered_at=None, overdue_at=None, taken_up_at=None)
                again = replace(again, silent_before=before.silences)
            # Sending it again is no answer: a silence that nobody has taken up goes on.
            self._hand(body.batch, again)

    def _acknowledge(self, fact: Fact[Body], body: said.BatchAcknowledged) -> None:
        sent = self._handed(body.batch, body.receiver) or Handed(body.receiver, HandedState.SENT, fact.at)
        batch = self._batches.get(body.batch)
        there, refused = frozenset(batch.numbers if batch else ()), body.refused
        left_out: frozenset[str] | None = there & set(refused)
        if sent.state is HandedState.SENT and sent.left_out is not None:
            # Of a batch that was sent again a receiver may turn down what it has; otherwise its last word holds.
            left_out = sent.left_out & set(refused)
            refused = tuple(number for number in refused if number in left_out or number not in there)
        elif left_out == there:
            left_out = None
        figures = replace(sent, count=body.count, totals=body.totals, hash_total=body.hash_total, by=body.by)
        answer = replace(figures, state=HandedState.ACKNOWLEDGED, answered_at=fact.at, left_out=left_out)
        self._hand(body.batch, replace(answer, refused=refused, reasons=body.reasons, reason=""))

    def _reject(self, fact: Fact[Body], body: said.BatchRejected) -> None:
        sent = self._handed(body.batch, body.receiver) or Handed(body.receiver, HandedState.SENT, fact.at)
        answer = replace(sent, state=HandedState.REJECTED, answered_at=fact.at, by=body.by)
        self._hand(body.batch, replace(answer, reason=body.reason, refused=body.numbers))

    def _overdue(self, batch: str, receiver: str, at: int, *, taken: bool = False) -> None:
        handed = self._handed(batch, receiver)
        if handed is not None and taken:
            self._hand(batch, replace(handed, taken_up_at=at))
        elif handed is not None:
            self._hand(batch, replace(handed, overdue_at=handed.overdue_at or at))

    def _enter(self, fact: Fact[Body], body: said.RecordEntered) -> None:
        number = self._at(body.number)
        # A later try that failed or went unanswered takes nothing back that the CRM has confirmed.
        if number.entered and body.outcome not in ("created", "updated"):
            return
        is_in = body.outcome in ("created", "updated")
        known, by = body.system_id or number.system_id, number.entered_by
        if is_in:
            by = tuple(dict.fromkeys((*by, *who_acted(fact))))
        at = number.entered_at or (fact.at if is_in else None)
        self._put(number.answered(body.outcome, known, body.detail, at, by))

    def _handed(self, batch: str, receiver: str) -> Handed | None:
        known = self._batches.get(batch)
        return known.handed.get(receiver) if known else None

    def _hand(self, id: str, handed: Handed) -> None:
        batch = self._batches.get(id)
        if batch is None:
            return
        if _is_news(batch.handed.get(handed.receiver), handed):
            self.change(batch.form, self._seq)
        self._batches[id] = replace(batch, handed={**batch.handed, handed.receiver: handed})


def _hundred_of(saved: tuple[str, int]) -> tuple[str, int]:
    """A hundred savings in a row of one device."""
    return saved[0], saved[1] // 100


def _is_news(before: Handed | None, now: Handed) -> bool:
    """Whether the books could find something that they have not seen; all that was taken leaves nothing to find."""
    if before is not None and (before.state, before.refused) == (now.state, now.refused):
        return False
    return now.state is not HandedState.ACKNOWLEDGED or bool(now.refused)
