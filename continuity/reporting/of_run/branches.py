"""Which steps the runbook passed by, because a decision took another way."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Block, Decide, Follow, FrozenPlan, Lanes, Repeat, Step
from continuity.run.state import RunState
from continuity.run.steps import StepState, static_key

__all__ = ["passed_by"]


def passed_by(run: RunState) -> frozenset[str]:
    """Keys, without round numbers, of steps in cases that a decision did not take in any round."""
    states: dict[str, list[StepState]] = {}
    for state in run.steps.values():
        states.setdefault(static_key(state.key), []).append(state)
    return frozenset(_passed(run.plan, run.plan.runbook.steps, "", states))


def _passed(
    plan: FrozenPlan, blocks: tuple[Block, ...], prefix: str, states: dict[str, list[StepState]]
) -> Iterator[str]:
    for block in blocks:
        key = prefix + block.id + "/"
        if isinstance(block, Decide):
            taken = _taken(block, prefix, states)
            for name, inner in block.cases.items():
                passed = bool(taken) and name not in taken
                yield from _keys(plan, inner, key) if passed else _passed(plan, inner, key, states)
            continue
        for inner in _inside(plan, block):
            yield from _passed(plan, inner, key, states)


def _taken(block: Decide, prefix: str, states: dict[str, list[StepState]]) -> set[str]:
    """The cases that answers named so far; none while nobody has answered."""
    step, _, answer = block.decide.rpartition(".")
    while prefix and prefix + step not in states:
        prefix = prefix.rstrip("/").rpartition("/")[0]
        prefix += "/" if prefix else ""
    over = [state for state in states.get(prefix + step, []) if state.status.is_over]
    answers = [state.answers.get(answer, "") for state in over]
    return {given if given in block.cases else "default" for given in answers}


def _inside(plan: FrozenPlan, block: Block) -> Iterator[tuple[Block, ...]]:
    match block:
        case Lanes(lanes=lanes):
            yield from lanes.values()
        case Decide(cases=cases):
            yield from cases.values()
        case Repeat(steps=inner):
            yield inner
        case Follow(follow=other):
            yield plan.runbooks[other].steps


def _keys(plan: FrozenPlan, blocks: tuple[Block, ...], prefix: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Step):
            yield prefix + block.id
        for inner in _inside(plan, block):
            yield from _keys(plan, inner, prefix + block.id + "/")
