"""A small plan for hand-made runs: one point, one probe, one fault, a runbook that takes orders or only talks."""

from __future__ import annotations

from continuity.plan import (
    Activation,
    Decide,
    Drill,
    Enter,
    Environment,
    Field,
    Form,
    FrozenPlan,
    HandOff,
    Inject,
    Limits,
    Mbco,
    Message,
    Numbering,
    Objective,
    Organisation,
    Phase,
    PhaseFault,
    Place,
    Point,
    Probe,
    Process,
    Proxy,
    Role,
    Runbook,
    Scenario,
    SignOff,
    Source,
    Step,
)

MIN = 60_000
ROLES = {"lead": Role("Shift lead"), "clerk": Role("Order clerk"), "checker": Role("Checker")}
PEOPLE = {"lead": ("ines",), "clerk": ("jonas",), "checker": ("priya",)}
ORDER = Form(
    "Order by hand", Numbering("M-", "P-", check_digit=False), (Field("total", "Total", type="money", total=True),)
)
SCOPE = Field("scope", "How much is down", type="choice", options=("everything", "slow"))
PAID = (Field("deposit", "Deposit taken", type="money"), Field("caller", "Who called", private=True))

NOTICE = Step("notice", "Try again on a second machine", "clerk", target=5 * MIN, marks="detected")
DECLARE = Step(
    "declare", "Declare the outage", "lead", target=5 * MIN, critical=True, marks="activated", inputs=(SCOPE,)
)
TELL = Step(
    "tell", "Tell the customers", "lead", target=10 * MIN, message=Message("customers", "We are down.", 10 * MIN)
)
STAND_DOWN = Step("stand-down", "Say that all is well", "lead", target=5 * MIN, marks="stood_down")
TAKE = Step("take", "Write each order on a form", "clerk", target=9 * MIN, records="order", until="restored")
CLOSE = Step("close", "Close the batch", "lead", batch="order")
SEND = Step("send", "Give accounting the batch", "lead", hand_off=HandOff("accounting", "order", 15 * MIN))
DEPOSIT = Step("deposit", "Lock the cash box", "clerk", target=5 * MIN, inputs=PAID)
ENTER = Step("enter", "Enter every form", "clerk", target=20 * MIN, enter=Enter("order", 5 * MIN))
AGREE = Step(
    "agree", "Compare every number", "clerk", reconcile="order", sign_off=SignOff("checker", "Counts and totals agree")
)
EXTENT = Decide("extent", "declare.scope", {"slow": (Step("wait", "Wait and watch", "clerk"),), "default": (TELL,)})

BY_HAND = (NOTICE, DECLARE, EXTENT, TAKE, CLOSE, SEND, DEPOSIT, ENTER, AGREE, STAND_DOWN)
TALK = (NOTICE, DECLARE, EXTENT, STAND_DOWN)

T3 = Objective("by-hand", "Working by hand", clock=("t0", "t3"), within=15 * MIN, process="orders")
GOALS = (
    T3,
    Objective("told", "Customers told", message="customers", after="t2", within=20 * MIN),
    Objective("each-once", "Every order in the CRM once", records="each-once"),
)
TALK_GOALS = (
    Objective("declared", "Outage declared", clock=("t0", "t2"), within=10 * MIN),
    Objective("told", "Customers told", message="customers", after="t2", within=20 * MIN),
)


def runbook(records: bool) -> Runbook:
    return Runbook(
        "runbook/1",
        "by-hand",
        "The CRM is down",
        "3",
        "ops",
        "orders",
        Activation("five minutes", ("lead",), "all is back"),
        ROLES,
        BY_HAND if records else TALK,
        forms={"order": ORDER} if records else {},
    )


def drill(records: bool, speed: int) -> Drill:
    return Drill(
        "drill/1",
        "autumn",
        "Autumn outage",
        "staging",
        "dead",
        {"crm": "crm-orders"},
        "by-hand",
        PEOPLE,
        GOALS if records else TALK_GOALS,
        Limits(180 * MIN),
        duties={"evaluator": ("owen",)},
        speed=speed,
        starts_after=6 * MIN,
        injects=(Inject("caller", 12 * MIN, "lead", "A customer calls twice."),),
        shows_not=("The night shift was not tested",),
    )


def plan(records: bool = True, speed: int = 1) -> FrozenPlan:
    probe = Probe("crm-orders", path="/")
    place = Place(Proxy("crm-orders", "crm.example:443"), probes=(probe,))
    point = Point("crm-orders", "CRM order API", "orders", "ops", places={"staging": place})
    return FrozenPlan(
        Organisation(
            "organisation/1",
            "mercier",
            "Mercier & Fils",
            "Europe/Paris",
            "EUR",
            processes=(Process("orders", "Take orders", "ops", 30 * MIN, 240 * MIN, mbco=Mbco(3, 10 * MIN)),),
            points=(point,),
            environments=(Environment("staging", "Staging", test=True),),
        ),
        drill(records, speed),
        Scenario(
            "scenario/1",
            "dead",
            "Nothing answers",
            Source("An invented outage", "judgement", "It stopped."),
            {"crm": "The CRM"},
            (Phase("dead", "Nothing answers", 0, 30 * MIN, (PhaseFault("crm", "refuse"),)),),
        ),
        {"by-hand": runbook(records)},
        {"runbooks/by-hand.yaml": "ab" * 32} if records else {},
        {role: part.title for role, part in ROLES.items()},
    )
