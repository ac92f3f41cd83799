"""Runs that went wrong in one way each, told by hand."""

from __future__ import annotations

from made_story import FAULT, Story

from continuity.events import Known, ledger, lifecycle, outage, steps
from continuity.structure import Private


def _outage(story: Story, declared: float = 12) -> Story:
    """In at minute 6, noticed, declared."""
    story.look(0, 6.1, "ok")
    story.add(6, outage.PhaseBegan("dead"))
    story.put_in(6)
    story.add(12.1, lifecycle.InjectDelivered("caller", "lead", "A customer calls twice."))
    story.do("notice", "clerk", 7, 8)
    story.do("declare", "lead", 9, declared, scope="everything")
    return story


def _through(story: Story, first: float, told: float = 20) -> Story:
    """On paper from ``first``, back at 36, every order home, all by hand well done but for what is late."""
    story.tell(told, 31)
    story.do("extent/tell", "lead", 13, told)
    story.do("take", "clerk", 14, None)
    story.issue(14)
    story.take(first, first + 1, first + 2, first + 4)
    story.look(6.1, 36.1, "down")
    story.take_out(36)
    story.add(36, outage.PhaseEnded("dead"))
    story.restored(36.1)
    story.look(36.1, 70, "ok")
    story.add(37, steps.StepDone("take"), "jonas", "clerk")
    story.do("close", "lead", 37, 38)
    story.batch(38, 4, acknowledged=41)
    story.do("send", "lead", 38, 39)
    story.do("deposit", "clerk", 39, 40, deposit="1250", caller="Madame Durand")
    return story


def failed() -> Story:
    """The third order came 12 minutes late, one of four is not home, and nobody heard again."""
    story = _through(_outage(Story()), first=31)
    story.do("enter", "clerk", 45, 55)
    story.do("agree", "clerk", 56, None)
    story.bring_home(56, 4, held=3)
    story.add(58, steps.StepSkipped("agree", Private("the books do not agree", "d" * 64)), "jonas", "clerk")
    story.do("stand-down", "lead", 59, 60)
    story.end(60)
    return story


def passed() -> Story:
    """All is well; a difference in the books got its reason, and two names were only stated."""
    story = _through(_outage(Story(known=Known.STATED)), first=15)
    story.do("enter", "clerk", 45, 55)
    story.do("agree", "clerk", 56, None)
    story.add(56, ledger.NumbersReturned("order", tuple(f"P-{n:04d}" for n in range(5, 11))), "jonas", "clerk")
    story.bring_home(56, 4)
    hint = (ledger.BooksException("R9", "P-0002", "looks like P-0001", hint=True),)
    off = ledger.BooksException("R6", "B-1", "10.00 EUR more in accounting")
    story.add(57, ledger.BooksCompared("agree", "order", (*hint, off), 0, 0, False))
    story.add(57.5, ledger.ExceptionSettled("R6", "B-1", Private("carriage, by phone", "c" * 64)), "priya", "checker")
    story.add(58, steps.StepDone("agree"), "jonas", "clerk")
    story.add(59, steps.SignedOff("agree", "Counts and totals agree"), "priya", "checker")
    story.do("stand-down", "lead", 59, 60)
    story.end(60)
    return story


def void() -> Story:
    """The fault went in and out, and no probe ever saw it."""
    story = Story()
    story.add(6, outage.PhaseBegan("dead"))
    story.put_in(6, seen=False)
    story.look(0, 45, "ok")
    story.do("notice", "clerk", 7, 8)
    story.take_out(36, seen=False)
    story.end(45)
    return story


def aborted() -> Story:
    """A fire alarm, a long pause, then a real outage: ended with orders on paper and nothing proven."""
    story = _outage(Story())
    story.do("extent/tell", "lead", 13, None)
    story.look(6.1, 16, "down")
    story.take_out(16)
    story.add(16.1, lifecycle.RunPaused("fire alarm"))
    story.add(27, lifecycle.RunResumed())
    story.put_in(27.2, round=2)
    story.look(27.3, 31, "down")
    story.add(28, steps.MessageSent("extent/tell", "customers", Private(None, "e" * 64)), "ines", "lead")
    story.add(29, steps.StepDone("extent/tell"), "ines", "lead")
    story.do("take", "clerk", 29, None)
    story.issue(29)
    story.take(30, 30.5)
    story.add(31, outage.FaultRemoved(FAULT, "guard", "removed"))
    story.add(31, lifecycle.RunAborted("no duff: a real outage began"))
    return story


def paused() -> Story:
    """Paused while the fault was in: two rounds of it, each proven."""
    story = _outage(Story())
    story.look(6.1, 10, "down")
    story.take_out(16)
    story.look(10, 16, "down")
    story.add(16.5, lifecycle.RunPaused("lunch"))
    story.add(40, lifecycle.RunResumed())
    story.put_in(40.2, round=2)
    story.look(40.3, 54, "down")
    story.take_out(54)
    story.restored(54.1)
    story.look(54.1, 60, "ok")
    story.end(60)
    return story


def lost() -> Story:
    """The conductor died at 20; the guard took the fault out; somebody went on ten minutes later."""
    story = _outage(Story())
    story.look(6.1, 20, "down")
    story.add(20, lifecycle.ConductorLost("2026-11-12T09:14:00.000Z"))
    story.add(20.2, outage.FaultRemoved(FAULT, "guard", "removed"))
    story.add(30, lifecycle.Warned("a torn last line of the readings was dropped: {"))
    story.add(30, lifecycle.RunResumed())
    story.probe(30, "ok")
    story.add(30.4, outage.FaultVerified(FAULT, 3))
    story.look(30, 50, "ok")
    story.restored(30.1)
    story.add(44, steps.Noted(Private("Two clerks had gone home.", "a" * 64), "declare"), "owen")
    story.end(50)
    return story


def talk() -> Story:
    """A runbook without a form: nothing to account for."""
    story = _outage(Story(records=False))
    story.tell(20)
    story.do("extent/tell", "lead", 13, 20)
    story.look(6.1, 36.1, "down")
    story.take_out(36)
    story.restored(36.1)
    story.look(36.1, 42, "ok")
    story.do("stand-down", "lead", 40, 41)
    story.end(42)
    return story


def dirty() -> Story:
    """The server hung, and nobody could take the fault out."""
    story = _outage(Story(records=False))
    story.look(6.1, 40, "down")
    story.add(36, outage.FaultNotHealed(FAULT, "no answer within 2 s", ("curl -X POST http://t/proxies/p",)))
    story.add(40, lifecycle.RunAborted("the server hangs"))
    return story


def going_on() -> Story:
    """Written while the run still goes on."""
    story = _outage(Story())
    story.look(6.1, 14, "down")
    story.do("extent/tell", "lead", 13, None)
    return story


MADE = {
    "made-failed": failed,
    "made-passed": passed,
    "made-void": void,
    "made-aborted": aborted,
    "made-paused": paused,
    "made-lost": lost,
    "made-talk": talk,
    "made-dirty": dirty,
    "made-going-on": going_on,
}
