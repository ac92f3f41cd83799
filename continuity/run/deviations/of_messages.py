"""Messages that came too late: after their objective's time, or after the time that had been promised."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.clock import from_iso
from continuity.run.deviations.kinds import Deviation
from continuity.run.objectives import Met, judge
from continuity.run.state import RunState
from continuity.run.steps import outline
from continuity.units import short_duration

__all__ = ["late_messages"]


def late_messages(run: RunState) -> Iterator[Deviation]:
    """Against the drill's objectives, then against what people had been promised."""
    yield from _against_objectives(run)
    yield from _against_promises(run)


def _against_objectives(run: RunState) -> Iterator[Deviation]:
    for judged in judge(run):
        audience = judged.objective.message
        if audience is None or judged.verdict is not Met.NOT_MET:
            continue
        id = f"message late:{judged.objective.id}"
        said = [message for message in run.messages if message.said.audience == audience]
        if said:
            who = said[0].on_behalf_of or said[0].actor.id
            yield Deviation("message late", said[0].said.key, f"{audience}: {judged.why}", who, said[0].at, id)
        else:
            at = run.ended_at if run.ended_at is not None else run.last_at
            yield Deviation("message late", _step_for(run, audience), judged.why, "", at, id)


def _step_for(run: RunState, audience: str) -> str:
    """The step at which they should have been told."""
    asked = [item.key for item in outline(run.plan) if item.step.message and item.step.message.audience == audience]
    return asked[0] if asked else audience


def _against_promises(run: RunState) -> Iterator[Deviation]:
    """They were promised another word by a time at which the run still went on."""
    for number, sent in enumerate(run.messages):
        if sent.said.next_update is None:
            continue
        end = run.ended_at if run.ended_at is not None else run.last_at
        promised = (from_iso(sent.said.next_update) - sent.at) * run.time.speed
        later = [one for one in run.messages[number + 1 :] if one.said.audience == sent.said.audience]
        at = later[0].at if later else end
        waited = run.time.between(sent.at, at)
        if waited <= promised:
            continue
        late = f"came {short_duration(waited - promised)} late" if later else "did not come"
        what = f"{sent.said.audience}: the next word, promised within {short_duration(promised)}, {late}"
        who = (later[0] if later else sent).actor.id
        id = f"message late:{sent.said.key} promise"
        yield Deviation("message late", (later[0] if later else sent).said.key, what, who, at, id)
