"""A run in which people came and went: roles and command changed hands, the chat failed, things were improvised."""

from __future__ import annotations

from dataclasses import replace

from made_plan import BY_HAND, MIN, TELL, plan
from made_story import FAULT, Story

from continuity.events import Known, ledger, lifecycle, outage, people, review, steps
from continuity.plan import Field, FrozenPlan, Inject, Message
from continuity.run.deviations import deviations
from continuity.structure import Duration, Private

CHANNELS = {"chat": "Team chat", "phone-line": "Telephone"}
COUNT = Field("forms", "Forms counted", type="number")
INJECTS = (
    Inject("caller", Duration(12 * MIN), "lead", "A customer calls twice."),
    Inject("no-jonas", Duration(15 * MIN), away="jonas", for_=Duration(25 * MIN)),
    Inject("no-chat", Duration(11 * MIN), without="chat", for_=Duration(20 * MIN)),
    Inject("never", Duration(170 * MIN), "clerk", "A lorry is early."),
)


def peopled() -> FrozenPlan:
    """The plan by hand, with duties, deputies, channels and injects that take people away."""
    made = plan()
    tell = replace(TELL, message=Message("customers", "We are down.", Duration(10 * MIN), by=("chat", "phone-line")))
    blocks = []
    for block in BY_HAND:
        if block.id == "extent":
            block = replace(block, cases={**block.cases, "default": (tell,)})  # type: ignore[union-attr,type-var]
        if block.id == "close":
            block = replace(block, inputs=(COUNT,), critical=True)  # type: ignore[type-var]
        blocks.append(block)
    duties = {"lead": ("ines",), "controller": ("marta",), "evaluator": ("owen", "priya"), "scribe": ("sami",)}
    return replace(
        made,
        organisation=replace(made.organisation, channels=CHANNELS),
        drill=replace(made.drill, duties=duties, injects=INJECTS),
        runbooks={"by-hand": replace(made.runbook, steps=tuple(blocks))},
        deputies={"jonas": "lena", "priya": "omar"},
    )


def came_and_went() -> Story:
    """Everything about people that a report can tell; most of it reviewed."""
    story = Story(known=Known.STATED, by=peopled())
    story.look(0, 5.2, "ok")
    story.add(5, outage.FaultFireRequested(FAULT), "marta")
    story.add(5.1, outage.PhaseBegan("dead"))
    story.put_in(5.1)
    story.do("notice", "clerk", 7, 8)
    story.do("declare", "lead", 9, 12, scope="everything")
    story.add(11, lifecycle.InjectDelivered("no-chat"))
    story.add(11, people.ChannelAway("chat", "no-chat"))
    story.add(12.1, lifecycle.InjectDelivered("caller", "lead", "A customer calls twice."), "marta")
    story.add(13, lifecycle.InjectDelivered("unplanned-1", "clerk", "A reporter is at the gate."), "marta")
    said = steps.MessageSent("extent/tell", "customers", Private("We are down."), by="phone-line")
    story.add(13, steps.StepStarted("extent/tell"), "sami", "lead", behalf="ines")
    story.add(16, said, "sami", "lead", behalf="ines")
    story.add(16, steps.StepDone("extent/tell"), "sami", "lead", behalf="ines")
    _away(story)
    _command(story)
    _home(story)
    return _reviewed(story)


def _away(story: Story) -> None:
    """The clerk is taken away, and for four minutes nobody can take orders."""
    story.add(16, steps.StepStarted("take"), "jonas", "clerk")
    story.issue(16)
    story.add(16.2, lifecycle.InjectDelivered("no-jonas"))
    story.add(16.2, people.PersonAway("jonas", "no-jonas"))
    story.add(16.5, people.PersonAway("lena", None, Private("called home")), "ines")
    story.add(19.5, people.PersonBack("lena"), "ines")
    story.take(20, 21, 22)
    story.add(
        22,
        steps.StepImprovised("improvised-1", "Ask the warehouse what is still on the shelf", "clerk", "take"),
        "lena",
    )
    story.add(31, people.ChannelBack("chat"))
    story.add(40, people.PersonBack("jonas"))


def _command(story: Story) -> None:
    """Command goes on, announced; the checker's role is offered and declined, the clerk's taken over."""
    story.add(24, people.HandoverOffered("priya", "ines"), "ines")
    story.add(25, people.HandoverAccepted("ines"), "priya")
    story.add(26, people.HandoverAnnounced(), "priya")
    story.add(27, people.HandoverOffered("omar", "priya", "checker"), "ines")
    story.add(28, people.HandoverDeclined(Private("I have my hands full"), "checker"), "omar")
    story.add(29, people.HandoverOffered("lena", "jonas", "clerk"), "ines")
    story.add(30, people.HandoverAccepted("jonas", "clerk", ("take",)), "lena")


def _home(story: Story) -> None:
    story.look(5.2, 34, "down")
    story.add(33, outage.FaultClearRequested(FAULT), "marta")
    story.take_out(34)
    story.restored(34.1)
    story.look(34.1, 70, "ok")
    story.add(35, steps.StepDone("take"), "lena", "clerk")
    story.add(36, ledger.RecordMarkedReal("P-0001"), "lena")
    story.add(36, ledger.RecordMarkedReal("P-0002"), "lena")
    story.add(36.5, ledger.RecordCarriedOver("P-0002", "real-1", "M-0001"))
    story.add(37, steps.StepStarted("close"), "ines", "lead")
    story.batch(37, 3, acknowledged=41)
    story.add(38, steps.StepDone("close", {"forms": "4"}), "ines", "lead")
    story.add(39, steps.StepReopened("close", Private("one form lay under another")), "ines", "lead")
    story.add(40, steps.StepDone("close", {"forms": "3"}), "ines", "lead")
    story.do("send", "lead", 40, 41)
    story.add(42, steps.StepSkipped("deposit", Private("nobody paid cash"), "lena"), "priya")
    story.add(43, steps.StepStarted("enter"), "lena", "clerk")
    story.add(50, steps.StepDone("enter"), "lena", "clerk")
    story.add(51, steps.StepStarted("agree"), "lena", "clerk")
    story.bring_home(51, 3)
    story.add(52, ledger.NumberMissing("P-0004", Private("fell behind the radiator")), "lena")
    story.add(53, ledger.RecordVoided("P-0005", Private("coffee"), "tom"), "lena")
    story.add(53, ledger.NumbersReturned("order", tuple(f"P-{n:04d}" for n in range(6, 10))), "lena", "clerk")
    story.add(54, steps.StepDone("agree"), "lena", "clerk")
    story.add(54, people.PersonAway("priya", None, Private("her shift is over")), "ines")
    story.add(55, steps.SignedOff("agree", "Counts and totals agree"), "omar", "checker")
    story.do("stand-down", "lead", 56, 60)
    story.end(60)


def _reviewed(story: Story) -> Story:
    story.add(58, review.ObjectiveRated("by-hand", "S", Private("the second telephone came late")), "owen")
    story.add(61, review.ObjectiveRated("by-hand", "M", Private("nobody took orders for four minutes")), "priya")
    story.add(61, review.ObjectiveRated("told", "P", Private("")), "owen")
    verdicts: dict[str, tuple[review.ReviewVerdict, str]] = {
        "improvised": ("procedure", "the shelf is worth a step"),
        "by another role": ("resources", "one clerk is not enough"),
        "wrong value corrected": ("training", ""),
        "skipped": ("fine", "nobody paid cash"),
    }
    for number, one in enumerate(deviations(story.state)):
        if one.type in verdicts:
            verdict, why = verdicts[one.type]
            story.add(70 + number, review.DeviationReviewed(one.id, verdict, Private(why)), "owen")
    return story


def command_unannounced() -> Story:
    """Command was taken over and nobody was told; every channel of a message had failed; it still goes on."""
    story = Story(by=peopled())
    story.put_in(5)
    story.look(0, 20, "down")
    story.do("notice", "clerk", 7, 8)
    story.do("declare", "lead", 9, 10, scope="everything")
    story.add(10, people.ChannelAway("chat"))
    story.add(10, people.ChannelAway("phone-line"))
    story.add(11, people.HandoverOffered("priya", "ines"), "ines")
    story.add(12, people.HandoverAccepted("ines"), "priya")
    story.add(13, people.HandoverOffered("lena", "jonas", "clerk"), "jonas")
    story.add(14, steps.MessageSent("extent/tell", "customers", Private("We are down.")), "ines")
    story.add(15, people.PersonAway("priya", None, Private("ill")), "priya")
    story.add(15, people.PersonAway("omar", None, Private("on holiday")), "ines")
    return story


MADE_PEOPLE = {"made-people": came_and_went, "made-unannounced": command_unannounced}
