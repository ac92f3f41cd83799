"""What comes of finishing a step: its answers, and what it does to numbers, batches and messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from continuity.clock import to_iso
from continuity.errors import Refused
from continuity.events import Body
from continuity.events import ledger as kept
from continuity.events import steps as said
from continuity.ledger.decide import (
    close_batch,
    issue_block,
    send_batch,
    to_batch,
)
from continuity.ledger.figures import figures
from continuity.ledger.state import Ledger
from continuity.plan import Message, Step
from continuity.run.clocks import read_clocks
from continuity.run.closing import books_open, ends_with, numbers_out, to_give_back
from continuity.run.commands import Finish, Who
from continuity.run.decide.read_back import read_back
from continuity.run.hold import hold_left, is_known
from continuity.run.inputs import NO_ESTIMATE, check_answers, inputs_of
from continuity.run.state import RunState
from continuity.run.steps import StepState
from continuity.structure import Private
from continuity.units import short_duration

__all__ = ["channel_for", "finish", "message_text", "not_yet"]


def finish(run: RunState, state: StepState, command: Finish, who: Who, now: int) -> list[Body]:
    """The events of a finished step; raises ``Refused`` while something that it promises is not so."""
    step = state.step
    clean, problems = check_answers(inputs_of(step), command.answers, run.plan.organisation.currency)
    problems += not_yet(run, step, now) + _unsourced(step, clean)
    problems += numbers_out(run, to_give_back(run, state, clean))
    problems += books_open(run) if ends_with(run, state, clean) else []
    if problems:
        raise Refused(f"the step {state.key} is not done yet", problems)
    wrong, taken = read_back(run, state, clean, who)
    private = {field.id for field in inputs_of(step) if field.private}
    done = said.StepDone(
        state.key,
        {id: text for id, text in clean.items() if id not in private},
        wrong,
        {id: Private(text) for id, text in clean.items() if id in private},
    )
    return [*_before(run, state, command.on_paper), done, *taken, *_message(run, state, clean, now)]


def not_yet(run: RunState, step: Step, now: int) -> list[str]:
    """What still stands in the way of being done, in plain words."""
    problems = []
    if step.until is not None and not run.holds(step.until):
        problems.append(f"it goes on until {'the CRM is back' if step.until == 'restored' else 'the all-clear'}")
    if step.marks == "detected" and run.is_drill and not any(f.injected_at for f in run.faults.values()):
        problems.append("nothing fails yet; carry on as usual until you notice something")
    if step.marks == "all_clear":
        problems += _hold(run, now)
    if step.enter is not None:
        known = figures(run.ledger, step.enter.form)
        waiting = known.to_enter - known.rejected
        problems += [f"{waiting} record{'s' * (waiting != 1)} to enter"] if waiting else []
        unlooked = len(run.ledger.stations.unlooked)
        problems += [f"{unlooked} in flight when the CRM failed, to look for in it first"] if unlooked else []
    if step.reconcile is not None and not run.ledger.agree(step.reconcile):
        problems += _books(run, step.reconcile)
    return problems


def _unsourced(step: Step, answers: Mapping[str, str]) -> list[str]:
    """An estimate needs its source and how sure it is; to have none is an answer."""
    if step.message is None or answers.get("estimate", NO_ESTIMATE) == NO_ESTIMATE:
        return []
    wanted = {"estimate_source": "who says so", "confidence": "how sure it is"}
    return [f"an estimate needs {words}" for id, words in wanted.items() if id not in answers]


def _hold(run: RunState, now: int) -> list[str]:
    left = hold_left(run, now) if is_known(run) else 0
    if left is None:
        return ["the path is not back, or a watched point is not well"]
    return [f"the hold period has {short_duration(left)} to go"] if left else []


def _books(run: RunState, form: str) -> list[str]:
    found = run.ledger.open_exceptions(form)
    if not found and run.ledger.is_stale(form):
        return ["something has changed since the books were compared; compare them once more"]
    if not found:
        return ["the books have not been compared"]
    return [f"{one.number}: {one.detail} ({one.rule})" for one in found]


def _before(run: RunState, state: StepState, on_paper: tuple[str, ...] | None) -> list[Body]:
    step = state.step
    if step.issue is not None:
        return list(_issued(run, step)) if on_paper is None else []
    if step.batch is not None and (to_batch(run.ledger, step.batch) if on_paper is None else on_paper):
        return [_closed(run, state.key, step.batch, on_paper)]
    if step.hand_off is not None:
        waiting = run.unsent(step.hand_off.to, step.hand_off.form)
        return [send_batch(run.ledger, batch, step.hand_off.to, key=state.key) for batch in waiting]
    return []


def _closed(run: RunState, key: str, form_id: str, only: tuple[str, ...] | None) -> kept.BatchClosed:
    form = run.plan.forms()[form_id]
    prefix = "B" + (form.numbering.drill_prefix if run.is_drill else form.numbering.prefix)
    before = run.used_before(prefix)
    return close_batch(run.ledger, form_id, form, key=key, drill=run.is_drill, closed_before=before, only=only)


def _issued(run: RunState, step: Step) -> list[kept.BlockIssued]:
    """Blocks side by side, one for each custodian; the fold sees the first before the second is cut."""
    assert step.issue is not None
    form = run.plan.forms()[step.issue.form]
    prefix = form.numbering.drill_prefix if run.is_drill else form.numbering.prefix
    # A backup keeps the whole block; holders of the role share it out.
    custodians = run.party.acting(step.issue.to)[: max(1, len(run.party.own(step.issue.to)))]
    if not custodians:
        raise Refused(f"nobody holds the role {run.plan.role_title(step.issue.to)!r}, so nobody can keep the blanks")
    used = max([run.used_before(prefix), *(b.last for b in run.ledger.blocks.values() if b.series.prefix == prefix)])
    count = -(-step.issue.count // len(custodians))
    blocks: list[kept.BlockIssued] = []
    for custodian in custodians:
        last = blocks[-1].last if blocks else used
        issued, site = (Ledger(), step.issue.form, form), run.plan.sites.get(custodian, "")
        one = issue_block(*issued, count=count, custodian=custodian, drill=run.is_drill, used_before=last, site=site)
        blocks.append(one)
    return blocks


def _message(run: RunState, state: StepState, answers: Mapping[str, str], now: int) -> list[Body]:
    message = state.step.message
    if message is None:
        return []
    next_update = None if message.next_update is None else now + message.next_update // run.time.speed
    estimate = answers.get("estimate", NO_ESTIMATE) if message.estimate else None
    return [
        said.MessageSent(
            state.key,
            message.audience,
            Private(message_text(run, message, estimate, next_update)),
            None if next_update is None else to_iso(next_update),
            estimate,
            answers.get("estimate_source"),
            answers.get("confidence"),
            channel_for(run, message),
        )
    ]


def channel_for(run: RunState, message: Message) -> str | None:
    """The first channel of a message that works; none when it names none, or all of them fail."""
    return next((channel for channel in message.by if channel not in run.party.channels_away), None)


def message_text(run: RunState, message: Message, estimate: str | None, next_update: int | None) -> str:
    """What is said, with the times filled in; ``next_update`` is real time."""
    zone = ZoneInfo(run.plan.organisation.time_zone)
    t0 = read_clocks(run).get("t0")
    words = {
        "since": _hour(run, t0.at if t0 else run.time.started_at, zone),
        "next_update": _hour(run, next_update, zone),
        "estimate": estimate or NO_ESTIMATE,
    }
    text = message.says
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return f"{'DRILL DRILL DRILL' if run.is_drill else 'REAL OUTAGE'}: {text}"


def _hour(run: RunState, at: int | None, zone: ZoneInfo) -> str:
    """The time of day; on the drill's own clock when time runs faster, where the day's would say nothing."""
    if at is None:
        return "a while ago"
    if run.time.speed != 1:
        minutes = run.time.since_start(at) // 60_000
        return f"{minutes // 60:02d}:{minutes % 60:02d} on the drill's clock"
    return f"{datetime.fromtimestamp(at / 1000, zone):%H:%M}"
