"""Departures in the numbers: forms that nobody can show, receivers whose figures are not those of the batch."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.ledger.batch import Controls, ReadBack, differences
from continuity.ledger.holding import Batch, Handed, HandedState, NumberState
from continuity.run.deviations.kinds import Deviation
from continuity.run.state import RunState

__all__ = ["form_gaps", "totals_off"]


def form_gaps(run: RunState) -> Iterator[Deviation]:
    """Numbers that nobody can show: missing, or neither used nor given back when the run ended."""
    for block in run.ledger.blocks.values():
        numbers = [run.ledger.numbers[number] for number in block.numbers()]
        missing = [one.number for one in numbers if one.state is NumberState.MISSING]
        if missing:
            lost = [run.missing[number] for number in missing if number in run.missing]
            reasons = "; ".join(dict.fromkeys(one.reason for one in lost))
            what = f"missing: {_few(missing)}" + (f" ({reasons})" if reasons else "")
            at = min((one.at for one in lost), default=run.last_at)
            yield Deviation("form gap", block.id, what, block.custodian, at, f"form gap:{block.id} missing")
        out = [one.number for one in numbers if one.state is NumberState.ISSUED and run.is_over]
        if out:
            what = f"neither used nor given back: {_few(out)}"
            at = run.ended_at if run.ended_at is not None else run.last_at
            yield Deviation("form gap", block.id, what, block.custodian, at, f"form gap:{block.id} out")


def _few(numbers: list[str]) -> str:
    return ", ".join(numbers[:3]) + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")


def totals_off(run: RunState) -> Iterator[Deviation]:
    """What a receiver's own system made of a batch; people's counts stand with the step at which they counted."""
    for batch in run.ledger.batches.values():
        for handed in batch.handed.values():
            known = run.plan.environment.receivers.get(handed.receiver)
            if known is None or known.kind == "person" or handed.answered_at is None:
                continue
            what = _off(batch, handed)
            if what:
                key = next(iter(run.sent.get((batch.id, handed.receiver), ())), batch.key)
                id = f"total off:{batch.id} {handed.receiver}"
                said = f"{handed.receiver}, {batch.id}: {what}"
                yield Deviation("total off", key, said, handed.by or handed.receiver, handed.answered_at, id)


def _off(batch: Batch, handed: Handed) -> str:
    if handed.state is HandedState.REJECTED:
        return f"not taken, {handed.reason}" if handed.reason else "not taken"
    stated = ReadBack(handed.count, handed.totals or None, handed.hash_total)
    return "; ".join(differences(Controls(batch.count, batch.totals, batch.hash_total), stated))
