"""Walks the runbook's blocks and opens what may begin now.

It runs again after every event that can open a step. What time alone opens (the next round of a repeat)
is opened by a ``step.ready`` event, so that folding the same events always gives the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from continuity.plan import Block, Decide, Follow, FrozenPlan, Lanes, Repeat, Step
from continuity.run.steps import StepState, StepStatus

__all__ = ["Round", "Walker"]


@dataclass(slots=True)
class Round:
    """A repeat waiting for its next round, or in it. ``begun_at`` of round 0 is when the repeat was reached."""

    key: str
    block: Repeat
    number: int
    begun_at: int
    last: bool = False
    """The condition held when this round began."""

    @property
    def next_key(self) -> str:
        """How the next round is called."""
        return f"{self.key}#{self.number + 1}"


@dataclass(slots=True)
class Walker:
    """Holds the steps that have been opened, by key, and the repeats under way."""

    plan: FrozenPlan
    holds: Callable[[str], bool]
    """Whether a condition (``restored``, ``all_clear``) holds now."""
    applies: Callable[[StepState], bool]
    """Whether a step that could open has anything to do."""
    steps: dict[str, StepState] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    """Rounds that an event opened."""

    def walk(self, at: int) -> bool:
        """Open what may begin at ``at``; true when the whole runbook is over."""
        while True:
            before = len(self.steps)
            over = self._blocks(self.plan.runbook.steps, "", self.plan.runbook.id, at)
            if over or len(self.steps) == before:
                return over

    def next_round(self, key: str) -> str | None:
        """The round that has to begin for the step of that key to open; none where that would not open it."""
        for round in self.rounds.values():
            if key.startswith(f"{round.next_key}/"):
                ahead = self._copy(self.steps, {round.next_key})
                ahead.walk(round.begun_at)
                return round.next_key if key in ahead.steps else None
        return None

    def ends_with(self, key: str, answers: Mapping[str, str], at: int) -> bool:
        """Whether the whole runbook would be over if this step were done now, with these answers."""
        done = replace(self.steps[key], status=StepStatus.DONE, answers=answers)
        return self._copy({**self.steps, key: done}).walk(at)

    def _copy(self, steps: Mapping[str, StepState], opened: Collection[str] = ()) -> Walker:
        """One to look ahead with, which has opened these rounds as well."""
        rounds = {name: replace(round) for name, round in self.rounds.items()}
        return replace(self, steps=dict(steps), rounds=rounds, opened={*self.opened, *opened})

    def _blocks(self, blocks: tuple[Block, ...], prefix: str, runbook: str, at: int) -> bool:
        return all(self._block(block, prefix, runbook, at) for block in blocks)

    def _block(self, block: Block, prefix: str, runbook: str, at: int) -> bool:
        key = prefix + block.id
        match block:
            case Step():
                return self._step(block, key, runbook, at)
            case Lanes(lanes=lanes):
                # every lane is walked, also when an earlier one is not over
                over = [self._blocks(inner, key + "/", runbook, at) for inner in lanes.values()]
                return all(over)
            case Decide():
                return self._decide(block, key, prefix, runbook, at)
            case Repeat():
                return self._repeat(block, key, runbook, at)
            case Follow(follow=other):
                return self._blocks(self.plan.runbooks[other].steps, key + "/", other, at)

    def _step(self, step: Step, key: str, runbook: str, at: int) -> bool:
        state = self.steps.get(key)
        if state is None:
            state = self.steps[key] = StepState(key, step, runbook, at)
            if not self.applies(state):
                state.status = StepStatus.NOT_APPLICABLE
                state.ended_at = at
        return state.status.is_over

    def _decide(self, block: Decide, key: str, prefix: str, runbook: str, at: int) -> bool:
        step, _, answer = block.decide.rpartition(".")
        asked = self._asked(step, prefix)
        if asked is None or not asked.status.is_over:
            return False
        case = block.cases.get(asked.answers.get(answer, ""), block.cases.get("default", ()))
        return self._blocks(case, key + "/", runbook, at)

    def _asked(self, step: str, prefix: str) -> StepState | None:
        """The step of that id in this list, or in the nearest list around it."""
        while True:
            if (found := self.steps.get(prefix + step)) is not None or not prefix:
                return found
            prefix = prefix.rstrip("/").rpartition("/")[0]
            prefix += "/" if prefix else ""

    def _repeat(self, block: Repeat, key: str, runbook: str, at: int) -> bool:
        round = self.rounds.setdefault(key, Round(key, block, 0, at))
        while True:
            if round.number and not self._blocks(block.steps, f"{key}#{round.number}/", runbook, at):
                return False
            if round.last and round.next_key not in self.opened:
                return True
            holds = self.holds(block.repeat_until)
            if not (holds or round.next_key in self.opened):
                return False
            self._begin_round(round, at, holds)

    def _begin_round(self, round: Round, at: int, holds: bool) -> None:
        round.number += 1
        round.begun_at = at
        round.last = holds
