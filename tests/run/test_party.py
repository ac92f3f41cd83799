"""People come and go: hand-overs of roles and of command, absence, deputies, empty roles."""

from __future__ import annotations

import pytest
from run_plans import ROLES, plan, step
from run_stories import Story, story

from continuity.errors import Refused
from continuity.events import Actor, Known, lifecycle, people
from continuity.plan import FrozenPlan
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.decide import decide
from continuity.run.playing import over
from continuity.run.steps import StepStatus

TAKE = step("take", records="order")
PAPER = step("paper", role="lead", issue={"form": "order", "count": 4, "to": "clerk"})


def told(*steps: object, **more: object) -> Story:
    return story(plan(steps or (PAPER, TAKE, step("last", role="lead")), **more))  # type: ignore[arg-type]


def refused(run: Story, command: ask.Command, by: str, match: str) -> None:
    before = len(run.facts)
    with pytest.raises(Refused) as caught:
        run.ask(command, by)
    assert match in f"{caught.value.message} {caught.value.hint}"
    assert len(run.facts) == before


# A role changes hands


def test_until_it_is_accepted_the_old_holder_keeps_the_role() -> None:
    run = told(people={"clerk": ["jonas"], "lead": ["ines"], "checker": ["priya"]}).finish("paper", "ines")
    run.ask(ask.Offer("lena", "clerk"), "jonas")
    refused(run, ask.Start("take"), "lena", "does not hold the role")
    refused(run, ask.Accept("clerk"), "marta", "it was offered to lena")
    run.start("take", "jonas")


def test_who_takes_a_role_over_gets_its_open_steps_and_its_unused_forms() -> None:
    run = told(people={"clerk": ["jonas"], "lead": ["ines"], "checker": ["priya"]}).finish("paper", "ines")
    run.start("take").take_order()
    run.ask(ask.Offer("lena", "clerk"), "jonas")
    run.ask(ask.Accept("clerk"), "lena")
    assert run.step("take").person == Actor("lena", Known.STATED)
    run.take_order(by="lena")
    assert [n.record.taken_by for n in run.run.ledger.of("order") if n.record] == ["jonas", "lena"]
    refused(run, ask.Finish("take"), "jonas", "does not hold the role")
    with pytest.raises(Refused, match="holds no free number"):
        run.take_order(by="jonas")
    run.finish("take", "lena")


def test_forms_stay_with_somebody_who_writes_on_them_in_another_role() -> None:
    both = {"clerk": ["jonas"], "checker": ["jonas"], "lead": ["ines"]}
    steps = ({"id": "both", "lanes": {"a": [TAKE], "b": [step("more", role="checker", records="order")]}},)
    run = told(PAPER, *steps, people=both).finish("paper", "ines")
    run.ask(ask.Offer("lena", "clerk"), "jonas")
    run.ask(ask.Accept("clerk"), "lena")
    assert {block.custodian for block in run.run.ledger.blocks.values()} == {"jonas"}


def test_a_role_can_go_round_and_come_back() -> None:
    run = told(TAKE, people={"clerk": ["jonas"], "lead": ["ines"]})
    for giver, taker in (("jonas", "lena"), ("lena", "marta"), ("marta", "jonas")):
        run.ask(ask.Offer(taker, "clerk"), giver)
        run.ask(ask.Accept("clerk"), taker)
        assert run.run.party.own("clerk") == (taker,)


def test_the_lead_hands_over_for_somebody_who_cannot_and_nobody_else_does() -> None:
    run = told(TAKE, people={"clerk": ["jonas"], "lead": ["ines"], "checker": ["priya"]})
    refused(run, ask.Offer("lena", "clerk", "jonas"), "priya", "may not hand over roles")
    run.ask(ask.Offer("lena", "clerk", "jonas"), "ines")
    run.ask(ask.Accept("clerk"), "lena")
    assert run.run.party.own("clerk") == ("lena",)


def test_an_offer_can_be_declined_with_a_reason() -> None:
    run = told(TAKE)
    run.ask(ask.Offer("marta", "clerk"), "jonas")
    refused(run, ask.Decline(" ", "clerk"), "marta", "a reason is needed")
    refused(run, ask.Decline("no", "clerk"), "priya", "the offer is between")
    run.ask(ask.Decline("no time", "clerk"), "marta")
    refused(run, ask.Accept("clerk"), "marta", "nobody offers")


# Command


def test_command_goes_offered_accepted_announced() -> None:
    run = told(TAKE)
    assert run.run.party.leads() == ("ines",)
    refused(run, ask.Offer("lena"), "jonas", "does not have command")
    run.ask(ask.Offer("lena"), "ines")
    assert run.run.party.leads() == ("ines",)
    run.ask(ask.Accept(), "lena")
    assert (run.run.party.leads(), run.run.party.announced) == (("lena",), False)
    refused(run, ask.Skip("take", "no reason"), "ines", "does not hold the role")
    refused(run, ask.Announce(), "ines", "has not taken command over")
    run.ask(ask.Announce(), "lena")
    assert run.run.party.announced
    run.ask(ask.Skip("take", "nobody comes"), "lena")
    assert run.status("take") is StepStatus.SKIPPED


def test_a_named_lead_comes_before_the_roles_that_may_activate_and_a_deputy_follows() -> None:
    run = told(TAKE, duties={"lead": ["lena"], "deputy": ["marta"]})
    assert run.run.party.leads() == ("lena",)
    run.tell(people.PersonAway("lena"))
    assert run.run.party.leads() == ("marta",)


# Away


def with_deputies(*steps: object, **more: object) -> Story:
    made = plan(steps, **more)  # type: ignore[arg-type]
    return story(FrozenPlan(made.organisation, made.drill, made.scenario, made.runbooks, {}, made.names, DEPUTIES))


DEPUTIES = {"jonas": "hugo", "lena": "hugo", "ines": "marta"}


def test_steps_of_somebody_who_is_away_go_to_the_other_holder_then_the_backup_then_the_deputy() -> None:
    run = with_deputies(step("declare", role="lead"))
    assert run.run.party.acting("lead") == ("ines",)
    for person, then in (("ines", ("jonas", "lena")), ("jonas", ("lena",)), ("lena", ("marta", "hugo"))):
        run.ask(ask.SayAway(person, "ill"), person)
        assert run.run.party.acting("lead") == then
    refused(run, ask.Start("declare"), "ines", "is away")
    run.finish("declare", "marta")


def test_who_is_back_acts_again() -> None:
    run = told(step("declare", role="lead"))
    run.ask(ask.SayAway("ines", "ill"), "ines")
    assert run.run.party.acting("lead") == ("jonas", "lena")
    run.ask(ask.SayBack("ines"), "jonas")
    assert run.run.party.acting("lead") == ("ines",)


def test_a_role_in_which_nobody_can_act_is_known() -> None:
    run = told(TAKE, people={"clerk": ["jonas"], "lead": ["ines"]})
    assert run.run.party.unheld(ROLES) == ("checker",)
    run.tell(people.PersonAway("jonas"))
    assert "clerk" in run.run.party.unheld(["clerk"])


def test_only_whoever_leads_says_that_another_is_away() -> None:
    run = told(TAKE)
    refused(run, ask.SayAway("jonas", "gone"), "priya", "may not hand over roles and say who is away")
    refused(run, ask.SayAway("stranger", "gone"), "ines", "has no part in this run")
    run.ask(ask.SayAway("jonas", "gone"), "ines")
    assert run.ask(ask.SayAway("jonas", "gone"), "ines") == []


def test_inject_takes_a_person_and_a_channel_away_and_gives_them_back_in_time() -> None:
    injects = [
        {"id": "flu", "at": "1m", "away": "ines", "for": "10m"},
        {"id": "no-chat", "at": "1m", "without": "chat", "for": "5m"},
    ]
    run = told(TAKE, injects=injects, duties={"controller": ["marta"]})
    marta = Who(Actor("marta", Known.STATED), duty="controller")
    for id in ("flu", "no-chat"):
        run.tell(*decide(run.run, ask.FireInject(id), marta, run.now), actor=marta.actor)
        assert decide(run.run, ask.FireInject(id), marta, run.now) == [], "an inject is played once"
    assert (set(run.run.party.away), set(run.run.party.channels_away)) == ({"ines"}, {"chat"})
    run.after("6m").tell(*over(run.run, run.now))
    assert (set(run.run.party.away), set(run.run.party.channels_away)) == ({"ines"}, set())
    run.after("5m").tell(*over(run.run, run.now))
    assert not run.run.party.away
    assert over(run.run, run.now) == []


def test_somebody_whom_the_lead_sent_away_does_not_come_back_with_an_inject() -> None:
    run = told(TAKE, injects=[{"id": "flu", "at": "1m", "away": "ines", "for": "10m"}])
    run.tell(people.PersonAway("ines", "flu"), lifecycle.InjectDelivered("flu"))
    run.after("1m").ask(ask.SayBack("ines"), "jonas")
    run.after("1m").ask(ask.SayAway("ines", "really ill"), "ines")
    run.after("20m")
    assert over(run.run, run.now) == []


def test_the_same_events_give_the_same_party() -> None:
    run = told(TAKE)
    run.ask(ask.Join("clerk"), "jonas")
    run.ask(ask.Offer("marta", "clerk"), "jonas")
    run.ask(ask.Accept("clerk"), "marta")
    run.ask(ask.SayAway("ines", "ill"), "ines")
    assert run.retold().party == run.run.party
