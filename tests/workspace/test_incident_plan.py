"""The plan of a real outage is made from the runbook and the organisation alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from continuity.errors import Refused, UsageProblem
from continuity.plan import Environment, Organisation, Place, Probe
from continuity.workspace.freeze import plan_hash
from continuity.workspace.incident import freeze_incident, real_environment
from continuity.workspace.load import InvalidPlan, Workspace, load

ROOT = Path(__file__).parents[2]
PEOPLE = {"shift-lead": ("ines",), "order-clerk": ("jonas",)}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(ROOT)


def organisation(workspace: Workspace) -> Organisation:
    return workspace.require()


def test_targets_come_from_the_process_and_the_hand_offs_and_nothing_is_injected(workspace: Workspace) -> None:
    live = organisation(workspace).environment("live")
    plan = freeze_incident(workspace, "take-orders-by-hand", live, PEOPLE, "ines")
    targets = {goal.id: goal.within for goal in plan.drill.objectives}
    assert targets == {
        "by-hand": organisation(workspace).process("take-orders").rto,
        "accounting-has-it": 15 * 60_000,
        "shipping-has-it": 15 * 60_000,
        "each-once": None,
    }
    assert list(plan.faults()) == []
    assert (plan.drill.speed, plan.drill.duties) == (1, {"lead": ("ines",)})
    assert set(plan.files) == {"continuity.yaml", *(f"runbooks/{id}.yaml" for id in plan.runbooks)}
    assert plan_hash(plan) == plan_hash(freeze_incident(workspace, "take-orders-by-hand", live, PEOPLE, "ines"))


def test_every_point_with_a_probe_in_the_environment_is_watched(workspace: Workspace) -> None:
    house = organisation(workspace)
    probed = Place(probes=(Probe("look", url="http://crm.example/"),))
    points = tuple(
        replace(p, places={**p.places, "live": probed}) if p.id in ("crm-orders", "payments") else p
        for p in house.points
    )
    seeing = replace(workspace, organisation=replace(house, points=points))
    plan = freeze_incident(seeing, "take-orders-by-hand", house.environment("live"), PEOPLE)
    assert plan.watched_points() == ("crm-orders", "payments")


def test_a_real_outage_is_where_nothing_is_marked_test(workspace: Workspace) -> None:
    house = organisation(workspace)
    assert real_environment(house, None).id == "live"
    with pytest.raises(Refused, match="marked test"):
        real_environment(house, "practice")
    two = replace(house, environments=(*house.environments, Environment("shop", "Shop")))
    with pytest.raises(UsageProblem, match="more than one"):
        real_environment(two, None)
    none = replace(house, environments=tuple(one for one in house.environments if one.test))
    with pytest.raises(Refused, match="no environment for a real outage"):
        real_environment(none, None)


def test_only_what_the_outage_needs_has_to_hold(workspace: Workspace) -> None:
    (finding,) = _broken("drills/x.yaml")
    live = organisation(workspace).environment("live")
    elsewhere = replace(workspace, findings=(finding,))
    assert freeze_incident(elsewhere, "take-orders-by-hand", live, PEOPLE).runbook.id == "take-orders-by-hand"
    for file in ("continuity.yaml", "runbooks/take-orders-by-hand.yaml", "runbooks/hand-over-to-accounting.yaml"):
        with pytest.raises(InvalidPlan):
            freeze_incident(replace(workspace, findings=_broken(file)), "take-orders-by-hand", live, PEOPLE)


def _broken(file: str):
    from continuity.workspace.findings import Finding

    return (Finding(file, 1, 1, "x", "broken"),)
