"""A real outage: it began before anybody opened it, people say what no probe sees, and forms go home by hand."""

from __future__ import annotations

from typing import Any

import pytest
from run_plans import PEOPLE, plan, step
from run_stories import Story, who

from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.events.outage import OutageStated, PathRestored
from continuity.plan import Organisation, Runbook
from continuity.run import commands as ask
from continuity.run.clocks import read_clocks
from continuity.run.decide import decide
from continuity.run.hold import hold_left
from continuity.run.points import main_points
from continuity.run.suggest import suggest
from continuity.run.verdict import exit_code, safety_verdict
from continuity.structure import decode

HOUR, MINUTE = 3_600_000, 60_000
HOME = [
    step("paper", role="lead", issue={"form": "order", "count": 10, "to": "clerk"}),
    step("take", records="order", until="restored"),
    step("clear", role="lead", marks="all_clear"),
    step("enter", enter={"form": "order", "hold": "15m"}),
    step("agree", reconcile="order", return_numbers="order"),
]


def real(watch: tuple[str, ...] = ("crm-orders", "accounting")) -> Story:
    """Opened now; the watched points are looked at."""
    alone = {"clerk": PEOPLE["clerk"][:1], **{role: PEOPLE[role] for role in ("lead", "checker")}}
    told = Story(plan(HOME, phases=(), binds={}, watch=list(watch), people=alone), mode="real")
    return told.begin()


def stated(told: Story, ago: int) -> Story:
    told.tell(OutageStated("the shop floor"), at=told.now - ago, actor=Actor("ines", Known.STATED))
    return told


def at_home(orders: int = 2) -> Story:
    """Back, the hold is over, the clerk enters."""
    told = stated(real(watch=()), HOUR).finish("paper", "ines")
    for _ in range(orders):
        told.take_order()
    told.ask(ask.StateRestored("Inès saved an order"), "ines")
    told.finish("take").after("16m").finish("clear", "ines").start("enter")
    return told


def keyed(told: Story, number: str, system_id: str = "", refused: str = "") -> list[object]:
    return list(told.ask(ask.EnterByHand(number, system_id, refused)))


def numbers(told: Story) -> list[str]:
    return [number.number for number in told.run.ledger.numbers.values() if number.record]


def test_its_clocks_run_from_when_it_stopped_though_nobody_had_opened_it() -> None:
    told = stated(real(), 25 * MINUTE).finish("paper", "ines").after("5m").take_order()
    reached = read_clocks(told.run)
    assert reached.reached["t3"].ms == 30 * MINUTE
    assert told.run.time.since_start(told.now - HOUR) < 0


def test_a_drills_time_is_nought_before_its_start() -> None:
    told = Story(plan(HOME)).begin()
    assert told.run.time.since_start(told.now - HOUR) == 0


def test_only_points_that_the_runbook_is_for_make_it_and_hold_it_up() -> None:
    told = real()
    told.probe("accounting", "down")
    assert main_points(told.run.plan) == ("crm-orders",)
    assert read_clocks(told.run).get("t0") is None, "accounting is another's outage"
    stated(told, MINUTE).ask(ask.StateRestored("Inès saved an order"), "ines")
    assert hold_left(told.run, told.now) == 15 * MINUTE, "it may be down for days"


def test_without_probes_nobody_enters_before_somebody_has_said_that_it_works_again() -> None:
    told = stated(real(watch=()), HOUR).finish("paper", "ines").take_order()
    with pytest.raises(Refused) as refused:
        told.finish("take")
    assert refused.value.reasons == ("it goes on until the CRM is back",)
    told.ask(ask.StateRestored("Inès saved an order"), "ines")
    told.finish("take")
    with pytest.raises(Refused) as refused:
        told.finish("clear", "ines")
    assert refused.value.reasons == ("the hold period has 15 min to go",)
    told.after("16m").finish("clear", "ines")


def test_each_keyed_form_carries_the_crms_number_and_no_number_stands_for_two() -> None:
    told = at_home()
    first, second = numbers(told)
    keyed(told, first, "SO-1")
    assert keyed(told, first, "SO-1") == [], "said twice is said once"
    with pytest.raises(Refused, match=f"SO-1 is {first} already"):
        keyed(told, second, "SO-1")
    keyed(told, first, "SO-10")
    keyed(told, second, "SO-2")
    held = told.run.ledger.numbers
    assert [(held[n].system_id, held[n].outcome, held[n].detail) for n in (first, second)] == [
        ("SO-10", "updated", "by hand"),
        ("SO-2", "created", "by hand"),
    ]


@pytest.mark.parametrize(
    ("system_id", "refused", "words"),
    [("", "", "number is missing"), ("4111 1111 1111 1111", "", "card"), ("", "card 4111 1111 1111 1111", "card")],
)
def test_no_empty_number_and_no_card_is_taken_for_the_crms(system_id: str, refused: str, words: str) -> None:
    told = at_home()
    with pytest.raises(Refused) as problem:
        keyed(told, numbers(told)[0], system_id, refused)
    assert words in " ".join([problem.value.message, *problem.value.reasons])


def test_a_form_that_the_crm_refused_is_lost_until_somebody_explains_it() -> None:
    told = at_home()
    first, second = numbers(told)
    keyed(told, first, "SO-1")
    keyed(told, second, refused="customer is blocked")
    told.finish("enter").ask(ask.Return("order"))
    told.ask(ask.CountByHand("agree", 1, 10_000, drill_numbers=0))
    (left,) = told.run.ledger.open_exceptions("order")
    assert (left.rule, left.number) == ("R4", second)
    told.ask(ask.Settle("R4", second, "the order was cancelled by phone"), "priya")
    assert told.run.ledger.agree("order")


@pytest.mark.parametrize(
    ("count", "total", "rules", "lost", "doubled"),
    [
        (2, 20_000, [], 0, 0),
        (1, 10_000, ["R4", "R6"], 1, 0),
        (3, 30_000, ["R5", "R6"], 0, 1),
        (2, 19_000, ["R6"], 0, 0),
    ],
)
def test_what_was_counted_in_the_crm_is_held_against_ours(
    count: int, total: int, rules: list[str], lost: int, doubled: int
) -> None:
    told = at_home()
    for at, number in enumerate(numbers(told)):
        keyed(told, number, f"SO-{at}")
    told.finish("enter").ask(ask.Return("order"))
    told.ask(ask.CountByHand("agree", count, total, drill_numbers=0))
    books = told.run.ledger.books["order"]
    assert ([one.rule for one in books.exceptions if not one.hint], books.lost, books.duplicated) == (
        rules,
        lost,
        doubled,
    )
    assert told.run.ledger.counted("order") == count


def test_where_a_program_enters_the_records_nobody_does_it_by_hand() -> None:
    told = at_home()
    organisation = told.run.plan.organisation
    entry = {"url": "http://crm", "upsert": "/{number}", "read": "/{number}", "search": "/{prefix}"}
    (environment,) = organisation.environments
    changed: dict[str, Any] = {"id": environment.id, "title": environment.title, "test": True, "back_entry": entry}
    told.run.plan_or_none = _with_environment(told, changed)
    with pytest.raises(Refused, match="a program enters"):
        decide(told.run, ask.EnterByHand(numbers(told)[0], "SO-1"), who("jonas"), told.now)


def _with_environment(told: Story, environment: dict[str, Any]) -> Any:
    from dataclasses import replace

    from continuity.plan import Environment

    organisation = replace(told.run.plan.organisation, environments=(decode(Environment, environment),))
    return replace(told.run.plan, organisation=organisation)


def test_nothing_was_injected_so_it_is_safe_and_its_end_is_no_failed_exam() -> None:
    told = at_home()
    assert safety_verdict(told.run).why == "nothing was injected"
    from continuity.events.lifecycle import RunEnded

    told.tell(RunEnded("every step is over"))
    assert exit_code(told.run) == 0


def _house(**points: str | None) -> Organisation:
    value = {
        "format": "organisation/1",
        "id": "x",
        "title": "X",
        "time_zone": "Europe/Paris",
        "currency": "EUR",
        "points": [
            {"id": id, "title": id.capitalize(), "process": "sell", "owner": "it", "signs": ["a spinner"]}
            | ({"fallback": fallback} if fallback else {})
            for id, fallback in points.items()
        ],
    }
    return decode(Organisation, value)


def _runbooks(**symptoms: list[str]) -> dict[str, Runbook]:
    return {
        id: decode(
            Runbook,
            {
                "format": "runbook/1",
                "id": id,
                "title": id.capitalize(),
                "version": "1",
                "owner": "it",
                "process": "sell" if id == "paper" else "ship",
                "activation": {"trigger": "It stands still", "authority": ["lead"], "stand_down": "s"},
                "roles": {"lead": {"title": "Lead"}},
                "steps": [],
                "symptoms": known,
            },
        )
        for id, known in symptoms.items()
    }


def test_what_fails_speaks_louder_than_what_people_say_and_each_reason_is_told() -> None:
    books = _runbooks(paper=["error 503"], parcels=["no labels, error 503"])
    (only,) = suggest(_house(orders="paper", stock=None), {"paper": books["paper"]}, ["orders", "stock"], [])
    assert only.why == ("Orders fails, and this is its fallback", "Stock fails, and this is for the same process")
    first, second = suggest(_house(orders="paper"), books, ["orders"], ["no", "labels"])
    assert (first.runbook.id, second.runbook.id) == ("paper", "parcels")
    first, second = suggest(_house(orders=None), books, [], ["Error", "503"])
    assert "its symptoms say “error 503”" in first.why
    assert suggest(_house(orders="paper"), books, [], ["coffee"]) == ()


def test_a_probe_that_is_wrong_is_overruled_by_name_and_holds_nobody_up_again() -> None:
    run = real().probe("crm-orders", "down")
    with pytest.raises(Refused, match="the probe crm-orders says so"):
        run.ask(ask.StateRestored("ten orders were saved"), "ines")
    (restored,) = run.ask(ask.StateRestored("ten orders were saved", overrule=True), "ines")
    assert restored == PathRestored(("crm-orders",), 0, "ten orders were saved", ("crm-orders",))
    run.probe("crm-orders", "degraded").probe("crm-orders", "down")
    assert run.run.restored_at is not None
    assert hold_left(run.after("15m").run, run.now) == 0
