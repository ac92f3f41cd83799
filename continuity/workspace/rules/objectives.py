"""Objectives: each has one measure, and something in the runbooks that can meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from continuity.plan import Drill, Objective, Organisation, Runbook, Step
from continuity.workspace.blocks import all_steps, followed
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding, near, one_of

_NEEDS: Mapping[str, tuple[str, Callable[[Step], bool]]] = {
    "t1": ("marks: detected", lambda step: step.marks == "detected"),
    "t2": ("marks: activated", lambda step: step.marks == "activated"),
    "t3": ("records:", lambda step: step.records is not None),
    "t3a": ("records:", lambda step: step.records is not None),
    "t5": ("reconcile:", lambda step: step.reconcile is not None),
    "t6": ("marks: stood_down", lambda step: step.marks == "stood_down"),
}
_ORDER = ("t0", "t1", "t2", "t3a", "t3", "t4", "t5", "t6")


def rule(draft: Draft) -> Iterator[Finding]:
    """Objectives that could never be met, or never be measured."""
    known = draft.plain_runbooks()
    for written in draft.drills.values():
        runbooks = followed(known, written.value.runbook)
        whole = bool(runbooks) and not draft.ids("runbook") - set(known)
        organisation = draft.organisation.value if draft.organisation else None
        for number, objective in enumerate(written.value.objectives):
            at = f"/objectives/{number}"
            yield from _measure(written, at, objective)
            if organisation is not None:
                yield from written.unknown(
                    f"{at}/process", "process", objective.process, {it.id for it in organisation.processes}
                )
                yield from _receiver(written, at, objective, organisation)
            if whole:
                yield from _steps(written, at, objective, all_steps(runbooks))
                yield from _mbco(written, at, objective, organisation, runbooks)


def _measure(written: Written[Drill], at: str, objective: Objective) -> Iterator[Finding]:
    measures = [bool(objective.clock), bool(objective.hand_off), bool(objective.message), bool(objective.records)]
    if sum(measures) != 1:
        message = f"{objective.id!r} has {sum(measures) or 'no'} measures, and needs exactly one"
        yield written.error(at, "objective-measure", message, "Write one of clock:, hand_off:, message:, records:.")
    elif objective.within is None and objective.records is None:
        yield written.error(
            at, "objective-no-time", f"{objective.id!r} does not say in which time", "Write within: and a duration."
        )
    if objective.clock and _ORDER.index(objective.clock[0]) >= _ORDER.index(objective.clock[1]):
        message = f"{objective.clock[0]} does not come before {objective.clock[1]}"
        yield written.error(f"{at}/clock", "objective-backwards", message, "Write the earlier clock first.")


def _steps(written: Written[Drill], at: str, objective: Objective, steps: list[Step]) -> Iterator[Finding]:
    clocks = objective.clock or ((objective.after,) if objective.message else ())
    where = f"{at}/clock" if objective.clock else f"{at}/after"
    for clock in clocks:
        words, has = _NEEDS.get(clock, ("", lambda _: True))
        if not any(has(step) for step in steps):
            message = f"the clock {clock} never stops: no step of the drill's runbooks has {words}"
            yield written.error(where, "clock-no-step", message, f"Write {words} in the step that it means.")
    audiences = {step.message.audience for step in steps if step.message}
    if objective.message and objective.message not in audiences:
        message = f"no step tells {objective.message!r} anything{near(objective.message, audiences)}"
        yield written.error(f"{at}/message", "objective-no-message", message, one_of(audiences))
    givers = {step.hand_off.to for step in steps if step.hand_off}
    if objective.hand_off and objective.hand_off not in givers:
        message = f"no step hands anything to {objective.hand_off!r}{near(objective.hand_off, givers)}"
        yield written.error(f"{at}/hand_off", "objective-no-hand-off", message, one_of(givers))
    if objective.records and not any(step.reconcile for step in steps):
        yield written.error(
            f"{at}/records",
            "objective-no-reconcile",
            "no step of the drill's runbooks compares the records",
            "Write reconcile: in a step.",
        )


def _receiver(written: Written[Drill], at: str, objective: Objective, organisation: Organisation) -> Iterator[Finding]:
    environment = next((it for it in organisation.environments if it.id == written.value.environment), None)
    if environment is not None:
        yield from written.unknown(f"{at}/hand_off", "receiver", objective.hand_off, environment.receivers)


def _mbco(
    written: Written[Drill],
    at: str,
    objective: Objective,
    organisation: Organisation | None,
    runbooks: Mapping[str, Runbook],
) -> Iterator[Finding]:
    if "t3" not in objective.clock or organisation is None:
        return
    wanted = objective.process or runbooks[written.value.runbook].process
    process = next((it for it in organisation.processes if it.id == wanted), None)
    if process is not None and process.mbco is None:
        message = f"the process {wanted!r} has no mbco, so its first record already counts as working by hand"
        yield written.warning(
            f"{at}/clock", "objective-no-mbco", message, "Write mbco: {count: 5, within: 10m} at the process."
        )
