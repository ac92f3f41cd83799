"""``status`` says what is unsafe: healing that failed, promises that nobody can read, of a named run too."""

from __future__ import annotations

import pytest
from ledger_run import RUN, begin
from lost_server import living, torn

from continuity.clock import SystemClock
from continuity.conductor.claim import claim_of
from continuity.faults.guarded import hold_guard_lock
from continuity.faults.obligations import note
from continuity.faults.promise import Fact, What


def fact(what, detail=""):
    return Fact(SystemClock().now(), what, "guard", detail)


@pytest.mark.parametrize("keeper", ["its conductor", "the guard"])
def test_healing_that_failed_is_said_though_somebody_tries_again(state, say, keeper):
    made = living(state, "run-1")
    said = say("status")
    assert (said.code, "watched" in said.out) == (0, True)
    if keeper == "the guard":
        hold_guard_lock(state, "run-1")
    assert say("halt", "--reason", "x").code == 8
    said = say("status")
    assert said.code == 8
    assert "healing it failed at" in said.out
    assert "(halt): http://127.0.0.1:9 cannot be reached: nothing listens there" in said.out
    assert f"{keeper} tries again, at" in said.out
    assert 'continuity recover run-1 --give-up --reason "…"' in said.out
    assert say("status", "--json").rows["faults"][0]["failed"].startswith("healing it failed")
    assert "healing it failed" in " ".join(say().out.split())
    note(made, fact(What.TRYING))
    assert say("status").code == 8, "an attempt is no success"
    note(made, fact(What.REMOVED))
    assert say("status").code == 0


def test_named_run_shows_promises_that_nobody_can_read(house, state, say):
    begin(house)
    assert say("status", RUN).code == 0
    torn(state)
    torn(state, f"{claim_of(house, RUN)}.f1.1.jsonl")
    said = say("status", RUN)
    assert said.code == 8
    assert said.out.count("UNSAFE: a promise that cannot be read") == 2
    assert "--give-up" in said.out
    assert len(say("status", RUN, "--json").rows["unreadable"]) == 2
