"""``drill dry-run``: every call, message, person and time that a run would use, and every refusal. Reads only."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.cli.running import auto_roles
from continuity.conductor.bounds import bound_reasons, spent_before
from continuity.conductor.choose_server import named_server
from continuity.conductor.means import HERE, here_calls
from continuity.conductor.preflight import reasons_against
from continuity.conductor.standing import standing_reasons
from continuity.errors import ContinuityError
from continuity.plan import FrozenPlan
from continuity.run.rights import planned_holders
from continuity.run.steps import outline
from continuity.run.timeline import planned_faults
from continuity.units import short_duration
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.outline.stopping import stop_lines

__all__ = ["rehearse"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a run would do, in plain lines, and what speaks against it."""

    drill: str
    plan_sha256: str
    server: str
    timeline: tuple[str, ...]
    calls: tuple[str, ...]
    people: tuple[str, ...]
    messages: tuple[str, ...]
    stops: tuple[str, ...]
    refusals: tuple[str, ...]


def rehearse(workspace: Path | None, drill: str, auto: tuple[str, ...], speed: int | None, as_json: bool) -> int:
    """Print it; gives 4 when the run would be refused."""
    loaded = load_workspace(workspace)
    plan = freeze(loaded, drill, speed=speed)
    here = Here(loaded.root, read_only=True)
    found = _rehearsal(here, plan, auto_roles(plan, auto))
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        _print(plan, found)
    return 4 if found.refusals else 0


def _rehearsal(here: Here, plan: FrozenPlan, auto: tuple[str, ...]) -> Rehearsal:
    variable = os.environ.get("TOXIPROXY_URL")
    refusals = reasons_against(plan, here.state_dir, variable, auto)
    now = here.clock.now()
    refusals += bound_reasons(plan, spent_before(here.store, plan, "", now), now)
    server, against = _server(plan, variable)
    refusals += [reason for reason in against if reason not in refusals]
    refusals += standing_reasons(plan, server, here.clock, here.root) if not against else []
    return Rehearsal(
        plan.drill.id,
        plan_hash(plan),
        server or "one of our own, for this run only",
        tuple(_timeline(plan)),
        tuple(_calls(plan)),
        tuple(_people(plan, auto)),
        tuple(_messages(plan)),
        tuple(stop_lines(plan.drill, plan.environment)),
        tuple(refusals),
    )


def _server(plan: FrozenPlan, variable: str | None) -> tuple[str | None, list[str]]:
    try:
        return named_server(plan, variable), []
    except ContinuityError as error:
        return None, [error.message]


def _timeline(plan: FrozenPlan) -> list[str]:
    lines = [
        f"{short_duration(planned.begin):>9} to {short_duration(planned.end):>8}  {planned.point}: {planned.fault.kind}"
        + "".join(f" {key}={value}" for key, value in planned.fault.params.items())
        for planned in planned_faults(plan)
    ]
    return lines + [f"{short_duration(inject.at):>9}              {inject.words}" for inject in plan.drill.injects]


def _calls(plan: FrozenPlan) -> list[str]:
    """The calls that put faults in; each is undone by its reverse."""
    calls = []
    for planned in planned_faults(plan):
        place = plan.place(planned.point)
        if planned.fault.kind == "switch":
            calls.append(f"PUT {place.switch}/switch mode={planned.fault.params.get('mode')}")
            continue
        if planned.fault.kind in HERE:
            calls += here_calls(place, planned.fault)
            continue
        proxy = place.proxy.name if place.proxy else "?"
        calls.append(f"POST /proxies continuity.{proxy} (marker, disabled)")
        if planned.fault.kind == "refuse":
            calls.append(f"PATCH /proxies/{proxy} enabled=false")
        elif planned.fault.kind == "http":
            calls.append(f"PATCH /proxies/{proxy} upstream=a stub at {plan.environment.stub_host}")
        else:
            calls.append(f"POST /proxies/{proxy}/toxics type={planned.fault.kind} {dict(planned.fault.params)}")
    return calls


def _people(plan: FrozenPlan, auto: tuple[str, ...]) -> list[str]:
    roles = dict.fromkeys(item.step.role for item in outline(plan))
    roles |= dict.fromkeys(item.step.sign_off.role for item in outline(plan) if item.step.sign_off)
    steps = {role: sum(item.step.role == role for item in outline(plan)) for role in roles}
    return [
        f"{plan.role_title(role)}: {', '.join(planned_holders(plan, role)) or 'NOBODY'}, {steps[role]} steps"
        + (" (simulated)" if role in auto else "")
        for role in roles
    ]


def _messages(plan: FrozenPlan) -> list[str]:
    said = [f"to {item.step.message.audience}: {item.step.message.says}" for item in outline(plan) if item.step.message]
    return said + [f"inject: {inject.words}" for inject in plan.drill.injects if inject.says]


def _print(plan: FrozenPlan, found: Rehearsal) -> None:
    click.echo(f"{plan.drill.title} ({plan.drill.id}) in {plan.environment.title}, {plan.drill.speed} ×")
    click.echo(f"Plan {found.plan_sha256[:16]}…, from {len(plan.files)} files. Nothing was started or changed.")
    for title, lines in (
        ("Server", [found.server]),
        ("Stand-ins that would be started", list(plan.environment.stand_ins)),
        ("Timeline, after the start", found.timeline),
        ("Calls that put faults in (each is undone)", found.calls),
        ("People", found.people),
        ("Messages", found.messages),
        ("What ends it, and who is asked first", found.stops),
        ("Why it would be refused", found.refusals),
    ):
        if lines:
            click.echo(f"\n{title}")
        for line in lines:
            click.echo(f"  {line}")
    if not found.refusals:
        click.echo("\nNothing speaks against it.")
