"""What the ledger's own events tell a run besides: who witnessed, what was lost, which step sends, enters, compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, ledger, quota
from continuity.run.folds.handler import Table, on
from continuity.run.notes import Lost

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _sent(run: RunState, _: Fact[Body], body: ledger.BatchSent) -> None:
    run.sent.setdefault((body.batch, body.receiver), []).append(body.key)


def _voided(run: RunState, _: Fact[Body], body: ledger.RecordVoided) -> None:
    run.witnesses[body.number] = body.witness


def _missing(run: RunState, fact: Fact[Body], body: ledger.NumberMissing) -> None:
    run.missing.setdefault(body.number, Lost(fact.at, fact.actor, str(body.reason)))


def _entry_began(run: RunState, _: Fact[Body], body: ledger.EntryBegan) -> None:
    run.entries.setdefault(body.key, None)


def _canary_checked(run: RunState, _: Fact[Body], body: ledger.CanaryChecked) -> None:
    run.entries[body.key] = body


def _quota_read(run: RunState, _: Fact[Body], body: quota.QuotaRead) -> None:
    run.quotas[body.key] = body


def _asked_to_compare(run: RunState, _: Fact[Body], body: ledger.ComparisonRequested) -> None:
    run.compare_requested = body.key


def _compared(run: RunState, _: Fact[Body], __: ledger.BooksCompared) -> None:
    run.compare_requested = None


TABLE: Table = dict(
    (
        on(ledger.BatchSent, _sent),
        on(ledger.RecordVoided, _voided),
        on(ledger.NumberMissing, _missing),
        on(ledger.EntryBegan, _entry_began),
        on(ledger.CanaryChecked, _canary_checked),
        on(quota.QuotaRead, _quota_read),
        on(ledger.ComparisonRequested, _asked_to_compare),
        on(ledger.BooksCompared, _compared),
    )
)
