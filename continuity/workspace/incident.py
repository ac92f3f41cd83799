"""The plan of a real outage: what a drill file would say is made from the runbook and the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.errors import Refused, UsageProblem
from continuity.plan import Drill, Environment, FrozenPlan, Limits, Objective, Organisation, Runbook, Scenario, Source
from continuity.structure import Duration
from continuity.workspace.blocks import all_forms, all_steps, followed, role_titles
from continuity.workspace.findings import near, one_of
from continuity.workspace.freeze import credit_lists, files_of, only_used
from continuity.workspace.lists import held_lists
from continuity.workspace.load import InvalidPlan, Workspace

__all__ = ["freeze_incident", "real_environment", "what_holds"]

_A_YEAR = Duration(365 * 86_400_000)
"""No outage is ended by a clock; the plan has to hold a figure."""
_NO_SCENARIO = Scenario(
    "scenario/1",
    "real-outage",
    "A real outage",
    Source("It happens now", "uncertain", "Nothing is injected"),
    places={},
    phases=(),
)


def what_holds(workspace: Workspace, runbook: str | None = None) -> Organisation:
    """The organisation, when it and the runbook can be used; whatever else is wrong waits until the outage is over.

    Raises ``InvalidPlan`` with what stands in the way, ``UsageProblem`` when there is no such runbook.
    """
    known = workspace.runbooks
    if runbook is not None and runbook not in known and f"runbook:{runbook}" not in workspace.paths:
        raise UsageProblem(f"there is no runbook {runbook!r}{near(runbook, known)}", one_of(known) or None)
    ids = followed(known, runbook) if runbook else {}
    needed = {"continuity.yaml", *(workspace.paths[f"runbook:{id}"] for id in ids)}
    if runbook:
        needed.add(workspace.paths[f"runbook:{runbook}"])
    wrong = tuple(finding for finding in workspace.errors if finding.file in needed)
    if wrong or workspace.organisation is None:
        raise InvalidPlan(wrong or workspace.errors)
    return workspace.organisation


def real_environment(organisation: Organisation, wanted: str | None) -> Environment:
    """Where real outages are: the environment named, else the only one that is not marked test.

    Raises ``UsageProblem`` or ``Refused``, saying what to write where.
    """
    known = {environment.id: environment for environment in organisation.environments}
    real = [environment for environment in organisation.environments if not environment.test]
    if wanted is not None and wanted not in known:
        raise UsageProblem(f"there is no environment {wanted!r}{near(wanted, known)}", one_of(known) or None)
    if wanted is not None and known[wanted].test:
        raise Refused(
            f"the environment {wanted} is marked test, and a real outage is none",
            hint=f"Name one that is not: {', '.join(one.id for one in real) or 'continuity.yaml has none yet'}.",
        )
    if wanted is not None:
        return known[wanted]
    if len(real) == 1:
        return real[0]
    if not real:
        raise Refused(
            "continuity.yaml has no environment for a real outage",
            hint="Add one under environments: that is not marked test, with the receivers of your batches.",
        )
    raise UsageProblem(
        "there is more than one environment that is not marked test",
        hint=f"Name it with --environment: {', '.join(one.id for one in real)}.",
    )


def freeze_incident(
    workspace: Workspace,
    runbook: str,
    environment: Environment,
    people: Mapping[str, tuple[str, ...]],
    lead: str | None = None,
) -> FrozenPlan:
    """The plan of one real outage as things are now: no phases, real speed, every point watched that has probes.

    ``people`` are those who act, by role; ``lead`` is who has command. Raises as ``what_holds`` does.
    """
    organisation = what_holds(workspace, runbook)
    runbooks = followed(workspace.runbooks, runbook)
    main = runbooks[runbook]
    drill = _as_drill(organisation, runbooks, main, environment, people, lead)
    return FrozenPlan(
        only_used(organisation, drill, runbooks),
        drill,
        _NO_SCENARIO,
        runbooks,
        files_of(workspace, *(f"runbook:{id}" for id in runbooks)),
        role_titles(runbooks),
        {person.id: person.deputy for person in workspace.people.people if person.deputy},
        tuple(person.id for person in workspace.people.people),
        held_lists(workspace.lists),
        credit_lists(workspace, runbooks),
        {person.id: person.site for person in workspace.people.people if person.site},
    )


def _as_drill(
    organisation: Organisation,
    runbooks: Mapping[str, Runbook],
    main: Runbook,
    environment: Environment,
    people: Mapping[str, tuple[str, ...]],
    lead: str | None,
) -> Drill:
    return Drill(
        format="drill/1",
        id=main.id,
        title=main.title,
        environment=environment.id,
        scenario=_NO_SCENARIO.id,
        binds={},
        runbook=main.id,
        people=people,
        objectives=tuple(_objectives(organisation, main, runbooks)),
        limits=Limits(_A_YEAR, max_faults=0),
        duties={"lead": (lead,)} if lead else {},
        announced=False,
        watch=_probed(organisation, environment),
    )


def _probed(organisation: Organisation, environment: Environment) -> tuple[str, ...]:
    return tuple(p.id for p in organisation.points if environment.id in p.places and p.places[environment.id].probes)


def _objectives(organisation: Organisation, main: Runbook, runbooks: Mapping[str, Runbook]) -> Iterator[Objective]:
    """What has a target: the process's RTO, each hand-off's time, and that every record is home once."""
    process, steps = main.process, all_steps(runbooks)
    if all_forms(runbooks):
        rto = organisation.process(process).rto
        yield Objective("by-hand", "Working by hand", clock=("t0", "t3"), within=rto, process=process)
    within: dict[str, int] = {}
    for handed in (step.hand_off for step in steps if step.hand_off):
        within[handed.to] = min(handed.ack_within, within.get(handed.to, handed.ack_within))
    for receiver, time in within.items():
        title = f"{receiver.replace('-', ' ').capitalize()} has each batch"
        yield Objective(f"{receiver}-has-it", title, hand_off=receiver, within=Duration(time), process=process)
    if any(step.reconcile for step in steps):
        title = "Every record in the CRM once"
        yield Objective("each-once", title, records="each-once", process=process)
