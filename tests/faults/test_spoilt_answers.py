"""An API that refuses, stalls, cuts and loses answers: whatever call it hits, nothing is left behind unsaid."""

import time

import pytest
from spoiling import HOW, KINDS, impatient, made_anew  # noqa: F401 - a fixture

from continuity.clock import SystemClock
from continuity.errors import ContinuityError, FaultMayRemain
from continuity.faults.heal import heal
from continuity.faults.obligations import ServerRef, open_obligations
from continuity.faults.outcome import Healed
from continuity.faults.wire import NoAnswer, Wire


def went_in(inject):
    try:
        inject()
    except FaultMayRemain:
        raise
    except ContinuityError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", HOW)
def test_any_spoilt_answer_while_injecting_leaves_nothing_or_the_whole_fault(
    server, between, state, injector, soon, spec, how, kind
):
    baseline = server.state()
    middle = between(server.url)
    ours = injector()
    ours.inject(spec(kind), ServerRef(middle.url), soon())
    calls = middle.calls
    ours.heal_all()
    assert calls >= 6
    for number in range(calls):
        middle.calls, middle.spoil_at, middle.how = 0, number, how
        if not went_in(lambda: ours.inject(spec(kind), ServerRef(middle.url), soon())):
            assert server.state() == baseline, f"{how} at call {number}"
        assert all(each.verified_clean for each in ours.heal_all())
        assert server.state() == baseline, f"{how} at call {number}"
        assert open_obligations(state) == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", HOW)
def test_any_spoilt_answer_while_healing_is_tried_again(server, between, state, injector, soon, spec, how, kind):
    baseline = server.state()
    middle = between(server.url)
    ours = injector()
    for number in range(7):
        ours.inject(spec(kind), ServerRef(middle.url), soon())
        middle.calls, middle.spoil_at, middle.how = 0, number, how
        (outcome,) = ours.heal_all()
        middle.spoil_at = None
        if not outcome.healed or server.state() != baseline:
            assert how == "404", "only a server that lies about what it has can hide a fault"
            assert all(each.healed for each in heal([outcome.obligation], clock=SystemClock(), budget_s=5))
        made_anew(server, baseline)


def test_a_slow_answer_is_cut_at_the_deadline_of_the_whole_call(real, between, clock):
    middle = between(real.url)
    middle.spoil_at, middle.how = 0, "slow"
    begun = time.monotonic()
    with pytest.raises(NoAnswer, match="nothing within"):
        Wire(ServerRef(middle.url), clock, 0.4).call("GET", "/proxies")
    assert time.monotonic() - begun < 2


def test_an_unreachable_server_that_is_not_ours_stays_open_with_commands(real, state, injector, soon, spec, between):
    middle = between(real.url)
    ours = injector()
    ours.inject(spec("refuse"), ServerRef(middle.url, "secret"), soon())
    middle.shutdown()
    middle.server_close()
    (outcome,) = ours.heal_all(budget_s=0.4)
    assert outcome.state is Healed.NOT_HEALED
    assert "nothing listens there" in outcome.detail
    enable, marker = outcome.manual
    assert enable == (
        f'curl -X POST -H "Authorization: Bearer $TOXIPROXY_TOKEN" -d \'{{"enabled": true}}\' {middle.url}/proxies/crm'
    )
    assert marker.endswith(f'-X DELETE -H "Authorization: Bearer $TOXIPROXY_TOKEN" {middle.url}/proxies/continuity.crm')
    (promise,) = open_obligations(state)
    assert promise.facts[-1].what == "not healed"


def test_the_commands_for_doing_it_by_hand_work(real, state, injector, soon, spec):
    import subprocess

    from continuity.faults.outcome import by_hand

    baseline, ours = real.state(), injector()
    made = [ours.inject(spec(), real.ref, soon()), ours.inject(spec("refuse", fault="f2"), real.ref, soon())]
    for obligation in made:
        for command in by_hand(obligation):
            subprocess.run(command, shell=True, check=True, capture_output=True)
    assert real.state() == baseline


def test_a_server_of_ours_that_ended_took_its_faults_along(start_server, state, injector, soon, spec):
    server = start_server("real")
    server.api.create("crm", "127.0.0.1:0", "127.0.0.1:9", enabled=True)
    ours = injector()
    ours.inject(spec("refuse"), server.ephemeral, soon())
    server.end()
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.GONE_WITH_SERVER, False)
    assert open_obligations(state) == ()


def test_a_server_of_ours_that_is_alive_but_unreachable_stays_open(real, state, injector, soon, spec, between):
    middle = between(real.url)
    ours = injector()
    reference = ServerRef(middle.url, None, True, real.ephemeral.pid, real.ephemeral.pid_started)
    ours.inject(spec(), reference, soon())
    middle.shutdown()
    middle.server_close()
    (outcome,) = ours.heal_all(budget_s=0.4)
    assert outcome.state is Healed.NOT_HEALED


def test_a_promise_of_another_machine_is_not_healed_on_this_ones_loopback(real, state, injector, soon, spec, clock):
    from dataclasses import replace

    ours = injector()
    made = ours.inject(spec(), real.ref, soon())
    elsewhere = replace(made, conductor=replace(made.conductor, machine="another"))
    (outcome,) = heal([elsewhere], clock=clock, budget_s=0.3)
    assert outcome.state is Healed.NOT_HEALED
    assert "another machine" in outcome.detail
    assert real.proxy().toxics


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_says_yes_and_does_nothing_is_found_out(real, between, state, injector, soon, spec, kind):
    baseline = real.state()
    middle = between(real.url)
    middle.lies = True
    with pytest.raises(ContinuityError, match=r"does not (show|lead)"):
        injector().inject(spec(kind), ServerRef(middle.url), soon())
    assert real.state() == baseline
    assert open_obligations(state) == ()


def test_a_server_that_somebody_else_runs_is_not_taken_for_gone_when_a_process_is(
    real, state, injector, soon, spec, between
):
    middle = between(real.url)
    ours = injector()
    ours.inject(spec("refuse"), ServerRef(middle.url, None, False, 999_999_999, "long ago"), soon())
    middle.shutdown()
    middle.server_close()
    (outcome,) = ours.heal_all(budget_s=0.4)
    assert outcome.state is Healed.NOT_HEALED
