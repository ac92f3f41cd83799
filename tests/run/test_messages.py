from __future__ import annotations

from typing import Any

import pytest
from run_plans import plan, step
from run_stories import Story, story

from continuity.clock import from_iso
from continuity.errors import Refused
from continuity.events.steps import MessageSent
from continuity.run import commands as ask
from continuity.run.deviations import deviations
from continuity.run.inputs import inputs_of

SAYS = "Down since {since}. When it will work again: {estimate}. More at {next_update}."


def told(mode: str = "drill", speed: int = 1, **message: Any) -> Story:
    tell = step("tell", message={"audience": "customers", "says": SAYS, **message})
    return story(plan([tell], speed=speed), mode=mode)


def sent(run: Story, **answers: str) -> MessageSent:
    (message,) = [body for body in run.ask(ask.Finish("tell", answers)) if isinstance(body, MessageSent)]
    return message


def test_a_message_says_since_when_and_when_they_hear_again_in_local_time() -> None:
    run = told(next_update="30m", estimate=True).outage().after("10m")
    message = sent(run)
    assert str(message.text) == (
        "DRILL DRILL DRILL: Down since 01:00. When it will work again: no estimate yet. More at 01:40."
    )
    assert message.next_update is not None
    assert from_iso(message.next_update) == run.now + 30 * 60_000


def test_a_real_message_says_that_it_is_real() -> None:
    assert str(sent(told("real")).text).startswith("REAL OUTAGE: Down since 01:00.")


def test_an_estimate_is_said_with_its_source_and_confidence() -> None:
    run = told(estimate=True).outage().after("1m")
    message = sent(run, estimate="about noon", estimate_source="the vendor", confidence="low")
    assert (message.estimate, message.estimate_source, message.confidence) == ("about noon", "the vendor", "low")
    assert "When it will work again: about noon." in str(message.text)


def test_no_estimate_yet_is_an_answer() -> None:
    assert sent(told(estimate=True)).estimate == "no estimate yet"


def test_a_message_without_an_estimate_asks_for_none() -> None:
    run = told()
    assert inputs_of(run.step("tell").step) == ()
    assert sent(run).estimate is None
    assert [field.id for field in inputs_of(told(estimate=True).step("tell").step)] == [
        "estimate",
        "estimate_source",
        "confidence",
    ]


def test_the_promise_to_be_heard_again_follows_the_drills_speed() -> None:
    run = told(speed=60, next_update="30m")
    message = sent(run)
    assert message.next_update is not None
    assert from_iso(message.next_update) == run.now + 30_000


def test_words_of_an_estimate_are_not_filled_in_again() -> None:
    said = {"estimate": "see {since}", "estimate_source": "the vendor", "confidence": "low"}
    assert "{since}" in str(sent(told(estimate=True), **said).text)


def test_an_estimate_needs_its_source_and_how_sure_it_is() -> None:
    with pytest.raises(Refused) as refused:
        sent(told(estimate=True), estimate="in an hour")
    assert refused.value.reasons == ("an estimate needs who says so", "an estimate needs how sure it is")


def test_a_message_after_its_target_shows_as_late() -> None:
    declare = step("declare", role="lead", marks="activated")
    tell = step("tell", message={"audience": "customers", "says": "hello"})
    wanted = {"id": "told", "title": "Told", "message": "customers", "within": "20m"}
    run = story(plan([declare, tell], objectives=[wanted])).outage().after("1m").finish("declare", "ines").after("21m")
    sent(run)
    assert [(one.type, one.key) for one in deviations(run.run)] == [("message late", "tell")]
