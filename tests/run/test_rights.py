"""Rights by duty: each command under each hat, and who may not."""

from __future__ import annotations

import pytest
from run_plans import objective, plan, step
from run_stories import Story, story

from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.decide import decide
from continuity.run.rights import DUTIES

NAMED = {duty: [f"p-{duty}"] for duty in DUTIES}
STEPS = [
    {"id": "all", "lanes": {"a": [step("one", critical=True)], "b": [step("two")], "c": [step("three", role="lead")]}}
]
COMMANDS: dict[str, tuple[ask.Command, set[str]]] = {
    "pause": (ask.Pause("why"), {"lead", "controller", "operator"}),
    "abort": (ask.Abort("why"), {"lead", "controller", "operator"}),
    "note": (
        ask.Note("so"),
        {"lead", "deputy", "scribe", "controller", "facilitator", "evaluator", "player", "operator"},
    ),
    "code word": (
        ask.CodeWord(),
        {"lead", "deputy", "scribe", "controller", "facilitator", "evaluator", "player", "operator"},
    ),
    "fire a fault": (ask.FireFault("dead-1"), {"controller"}),
    "clear a fault": (ask.ClearFault("dead-1"), {"controller"}),
    "play a message": (ask.FireInject("caller"), {"controller", "facilitator"}),
    "take a person away by inject": (ask.FireInject("flu"), {"controller"}),
    "send a message": (ask.Tell("clerk", "hello"), {"controller", "facilitator"}),
    "rate": (ask.Rate("noticed", "P"), {"evaluator"}),
    "say who is away": (ask.SayAway("lena", "ill"), {"lead", "deputy", "controller"}),
    "leave out": (ask.Skip("all/two", "no time"), {"lead", "deputy", "player"}),
    "begin": (ask.Start("all/two"), {"player"}),
    "own join": (ask.Join(duty="controller"), {"controller"}),
}
HATS = [*DUTIES, "player", "operator"]


def told() -> Story:
    injects = [
        {"id": "caller", "at": "1h", "to": "clerk", "says": "hello"},
        {"id": "flu", "at": "1h", "away": "ines"},
    ]
    goals = [objective("noticed", clock=["t0", "t1"])]
    return story(
        plan(
            STEPS,
            duties=NAMED,
            injects=injects,
            objectives=goals,
            binds={"orders": "crm-orders", "search": "crm-search"},
        )
    )


def wearing(hat: str) -> Who:
    if hat == "player":
        return Who(Actor("jonas", Known.STATED), role="clerk")
    if hat == "operator":
        return Who(Actor("root", Known.STATED))
    return Who(Actor(f"p-{hat}", Known.STATED), duty=hat)


@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.parametrize("hat", HATS)
def test_each_command_is_for_these_hats_alone(what: str, hat: str) -> None:
    command, allowed = COMMANDS[what]
    run = told()
    if hat in allowed:
        decide(run.run, command, wearing(hat), run.now)
        return
    with pytest.raises(Refused) as refused:
        decide(run.run, command, wearing(hat), run.now)
    assert refused.value.hint, "whoever is refused hears who may"


@pytest.mark.parametrize("duty", [duty for duty in DUTIES if duty != "observer"])
def test_a_duty_is_held_by_who_is_named_for_it(duty: str) -> None:
    run = told()
    with pytest.raises(Refused, match="does not hold the duty"):
        decide(run.run, ask.Join(duty=duty), Who(Actor("jonas", Known.STATED), duty=duty), run.now)


def test_somebody_acts_for_another_only_with_a_duty_for_it() -> None:
    run = told()
    for duty in ("lead", "deputy", "scribe"):
        who = Who(Actor(f"p-{duty}", Known.STATED), duty=duty, on_behalf_of="jonas")
        assert decide(run.run, ask.Start("all/two"), who, run.now)
    for duty in ("controller", "evaluator", "observer"):
        who = Who(Actor(f"p-{duty}", Known.STATED), duty=duty, on_behalf_of="jonas")
        with pytest.raises(Refused):
            decide(run.run, ask.Start("all/two"), who, run.now)
    with pytest.raises(Refused, match="may not write down what another did"):
        decide(run.run, ask.Start("all/two"), Who(Actor("lena", Known.STATED), "clerk", None, "jonas"), run.now)


def test_in_a_real_outage_nothing_is_fired_and_a_controller_stops_nothing() -> None:
    run = Story(plan(STEPS, duties=NAMED), "real").begin()
    for command in (ask.FireFault("dead-1"), ask.Tell("clerk", "x"), ask.Pause("why"), ask.CodeWord()):
        with pytest.raises(Refused):
            decide(run.run, command, wearing("controller"), run.now)


def test_deviations_are_reviewed_when_the_run_is_over_and_not_before() -> None:
    run = told()
    run.tell(*decide(run.run, ask.Skip("all/two", "no time"), wearing("lead"), run.now), actor=Actor("x", Known.STATED))
    review = ask.Review("skipped:all/two", "training", "they did not know how")
    with pytest.raises(Refused, match="still going on"):
        decide(run.run, review, wearing("evaluator"), run.now)
    run.end()
    for hat in ("player", "controller", "observer"):
        with pytest.raises(Refused):
            decide(run.run, review, wearing(hat), run.now)
    run.tell(*decide(run.run, review, wearing("evaluator"), run.now))
    assert run.run.reviews["skipped:all/two"].verdict == "training"
    with pytest.raises(Refused, match="there is no deviation"):
        decide(run.run, ask.Review("late:nothing", "fine"), wearing("evaluator"), run.now)


def test_a_rating_says_nothing_until_somebody_rates_and_the_last_word_counts() -> None:
    run = told()
    assert run.run.ratings == {}
    for rating in ("S", "M"):
        command = ask.Rate("noticed", rating, "saw it")  # type: ignore[arg-type]
        run.tell(*decide(run.run, command, wearing("evaluator"), run.now), actor=Actor("p-evaluator", Known.STATED))
    assert run.run.ratings["noticed"]["p-evaluator"].rating == "M"
