"""Proof of each fault, round by round: in, seen, out, proven out, with what the probes saw around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from continuity.plan import FrozenPlan
from continuity.reporting.account import FaultProof
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.looks import Look
from continuity.reporting.texts import _
from continuity.reporting.verdicts import Effect
from continuity.run.faults import FaultRound, FaultState
from continuity.run.state import RunState

__all__ = ["fault_proofs", "fault_words"]

_ALL_GONE = ("refuse", "timeout", "reset_peer")
"""Kinds that take a whole point away; asked only where no probe can say what was left of it."""


def fault_proofs(run: RunState, axis: Axis, looks: Sequence[Look]) -> tuple[FaultProof, ...]:
    """One for each time a fault went in, by time."""
    rounds = [(fault, number, one) for fault in run.faults.values() for number, one in enumerate(fault.rounds, 1)]
    ordered = sorted(rounds, key=lambda row: (row[2].injected_at, row[0].id))
    return tuple(_proof(run, axis, _Around(run, fault, one, looks), number) for fault, number, one in ordered)


def fault_words(plan: FrozenPlan, fault: FaultState) -> str:
    """What was done, with its settings: ``slow (latency 2000, jitter 100)``."""
    params = next((planned.params for id, _, planned, *_ in plan.faults() if id == fault.id), {})
    settings = [f"{name} {value}" for name, value in params.items() if fault.kind != "switch"]
    words = fault.words or fault.kind
    return f"{words} ({', '.join(settings)})" if settings else words


@dataclass(frozen=True, slots=True)
class _Around:
    """One round of a fault, and all looks at its point."""

    run: RunState
    fault: FaultState
    round: FaultRound
    looks: Sequence[Look]

    def here(self) -> list[Look]:
        probes = {track.probe for track in self.run.probes.values() if track.point == self.fault.point}
        return [look for look in self.looks if look.probe in probes]

    def during(self) -> list[Look]:
        """What the probes saw that was not well, while it was in."""
        end = self.round.removed_at
        inside = [look for look in self.here() if self.round.injected_at <= look.at and (end is None or look.at < end)]
        return [look for look in inside if not look.good]

    def good_before(self) -> int:
        """Good answers before it went in, those before the start among them, while nothing of ours was in."""
        probes = {track.probe for track in self.run.probes.values() if track.point == self.fault.point}
        first = sum(count for probe, count in self.run.baseline.items() if probe in probes)
        return first + sum(look.good and look.at < self.round.injected_at and self._calm(look) for look in self.here())

    def good_after(self) -> int:
        """Good answers after it was out, while nothing of ours was in."""
        out = self.round.removed_at
        return sum(look.good and out is not None and look.at >= out and self._calm(look) for look in self.here())

    def _calm(self, look: Look) -> bool:
        at_point = (fault for fault in self.run.faults.values() if fault.point == self.fault.point)
        return not any(
            begin <= look.at and (end is None or look.at < end) for fault in at_point for begin, end in fault.spans
        )

    def seen(self) -> tuple[int | None, tuple[str, ...]]:
        """When, and by which probes; the journal tells of the first round, the readings of later ones."""
        if self.round.seen_at is not None:
            return self.round.seen_at, tuple(dict.fromkeys(self.round.seen_by))
        bad = self.during() if self.fault.seen_at is not None else []
        return (bad[0].at, tuple(dict.fromkeys(look.probe for look in bad))) if bad else (None, ())

    def ordered(self, way: Literal["in", "out"]) -> str | None:
        """The controller who wanted it in, or out, before the next thing happened to it."""
        rounds = self.fault.rounds
        before = [one.removed_at or one.injected_at for one in rounds[: rounds.index(self.round)]]
        end = self.round.removed_at
        begin = max(before, default=0) if way == "in" else self.round.injected_at
        until = self.round.injected_at if way == "in" else end
        orders = [one for one in self.run.fault_orders if (one.fault, one.way) == (self.fault.id, way)]
        during = [one.actor.id for one in orders if begin <= one.at and (until is None or one.at <= until)]
        return during[-1] if during else None

    def effect(self) -> Effect:
        """By what the probes mostly saw."""
        bad = self.during()
        down = sum(look.state == "down" for look in bad)
        gone = 2 * down >= len(bad) if bad else self.fault.kind in _ALL_GONE
        return Effect.DOWN if gone else Effect.DEGRADED


def _proof(run: RunState, axis: Axis, around: _Around, number: int) -> FaultProof:
    fault, one = around.fault, around.round
    seen_at, seen_by = around.seen()
    return FaultProof(
        id=fault.id if number == 1 else f"{fault.id}.{number}",
        point=fault.point,
        label=run.plan.organisation.point(fault.point).title,
        words=fault_words(run.plan, fault),
        effect=around.effect(),
        injected_ms=axis.ms(one.injected_at),
        seen_ms=axis.maybe(seen_at),
        removed_ms=axis.maybe(one.removed_at),
        verified_ms=axis.maybe(one.verified_at),
        seen_by=seen_by,
        removed_how=_how(one),
        good_before=around.good_before(),
        bad_during=len(around.during()),
        good_after=around.good_after(),
        fired_by=around.ordered("in"),
        cleared_by=around.ordered("out"),
    )


def _how(one: FaultRound) -> str:
    if one.removed_at is None:
        return one.given_up or one.not_healed
    words = {
        "removed": _("taken out and read back clean"),
        "already_gone": _("found gone"),
        "gone_with_server": _("gone with its server"),
        "made_anew": _("its proxy had locked up and was made anew"),
        "foreign": _("found gone, another's is there now"),
    }
    how = words.get(one.outcome.partition(":")[0], one.outcome)
    return f"{how}, by {one.removed_by}" if one.removed_by else how
