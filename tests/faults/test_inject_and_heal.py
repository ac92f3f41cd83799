import pytest

from continuity.errors import ContinuityError, Refused
from continuity.faults.inject import FaultSpec
from continuity.faults.kinds import TABLE
from continuity.faults.obligations import ServerRef, open_obligations, past_obligations
from continuity.faults.outcome import Healed
from continuity.faults.wire import CallFailed

PARAMS = {
    "latency": {"latency": 30, "jitter": 5},
    "bandwidth": {"rate": 0},
    "slow_close": {"delay": 20},
    "timeout": {},
    "reset_peer": {},
    "slicer": {"average_size": 100, "size_variation": 99},
    "limit_data": {"bytes": 10},
    "noop": {"toxicity": 30, "stream": "upstream"},
    "refuse": {},
}


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_every_kind_goes_in_and_comes_out(server, state, injector, soon, kind):
    baseline = server.state()
    ours = injector()
    made = ours.inject(FaultSpec("f1", kind, "crm", PARAMS[kind]), server.ref, soon())
    assert made.injected
    during = server.proxy()
    assert during.enabled is (kind != "refuse")
    assert [toxic.name for toxic in during.toxics] == ([] if kind == "refuse" else ["continuity-run-1-f1"])
    assert server.proxy("continuity.crm").enabled is False
    (outcome,) = ours.heal("f1")
    assert (outcome.state, outcome.verified_clean) == (Healed.REMOVED, True)
    assert server.state() == baseline
    assert open_obligations(state) == ()
    assert [each.closed for each in past_obligations(state, "run-1")] == [True]


def test_every_kind_is_tried_here_or_in_tests_of_its_own():
    assert {kind.name for kind in TABLE} == {*PARAMS, "switch", "http", "file", "command", "chaostoolkit"}


def test_a_proxy_found_disabled_stays_disabled(server, injector, soon, spec):
    server.api.change("crm", {"enabled": False})
    ours = injector()
    ours.inject(spec("refuse"), server.ref, soon())
    ours.inject(spec("latency", fault="f2"), server.ref, soon())
    assert all(outcome.healed for outcome in ours.heal_all())
    assert server.proxy().enabled is False


def test_others_toxics_and_proxies_are_left_alone(server, injector, soon, spec):
    server.add_toxic("crm", "theirs")
    server.add_toxic("crm", "continuity-run-2-f1")
    server.api.create("continuity.theirs", "127.0.0.1:0", "something", enabled=False)
    baseline = server.state()
    ours = injector()
    ours.inject(spec(), server.ref, soon())
    ours.inject(spec("refuse", fault="f2"), server.ref, soon())
    ours.heal_all()
    assert server.state() == baseline


def test_two_faults_of_a_run_share_a_proxy_and_the_first_state_is_restored(server, injector, soon, spec):
    baseline, ours = server.state(), injector()
    ours.inject(spec("refuse", fault="f1"), server.ref, soon())
    second = ours.inject(spec(fault="f2"), server.ref, soon())
    assert second.found.enabled is True, "what was found is the state before the run's first fault"
    ours.heal("f1")
    assert server.proxy().enabled is True
    assert server.proxy("continuity.crm"), "the second fault still needs the hold"
    ours.heal("f2")
    assert server.state() == baseline


def test_a_proxy_held_by_another_run_is_refused_naming_the_holder(server, tmp_path, injector, soon, spec):
    injector("run-1", "anna@laptop").inject(spec(), server.ref, soon())
    before = server.state()
    with pytest.raises(Refused) as refused:
        injector("run-2", "ben@desk", tmp_path / "other").inject(spec("refuse"), server.ref, soon())
    assert "run-1" in refused.value.message
    assert "anna@laptop" in refused.value.message
    assert server.state() == before
    assert open_obligations(tmp_path / "other") == ()


def test_an_expired_hold_is_refused_with_the_way_to_clear_it(server, injector, soon, spec):
    text = '{"continuity":1,"run":"old","holder":"zoe@gone","until":"2020-01-01T00:00:00.000Z"}'
    server.api.create("continuity.crm", "127.0.0.1:0", text, enabled=False)
    with pytest.raises(Refused) as refused:
        injector().inject(spec(), server.ref, soon())
    assert "sweep" in refused.value.hint


def test_a_missing_proxy_is_refused_naming_those_that_are_there(server, injector, soon, spec):
    baseline = server.state()
    with pytest.raises(Refused, match="crm, status"):
        injector().inject(spec(target="crn"), server.ref, soon())
    assert server.state() == baseline


def test_the_same_fault_twice_is_refused_and_the_first_stays(server, injector, soon, spec):
    ours = injector()
    ours.inject(spec("refuse"), server.ref, soon())
    with pytest.raises(Refused, match="still has fault f1"):
        ours.inject(spec("refuse", fault="f2"), server.ref, soon())
    assert server.proxy().enabled is False


def test_a_fault_can_come_again_under_a_new_promise(server, state, injector, soon, spec):
    ours = injector()
    for _ in range(2):
        ours.inject(spec(), server.ref, soon())
        ours.heal("f1")
    assert [each.id for each in past_obligations(state)] == ["run-1.f1.1", "run-1.f1.2"]


@pytest.mark.parametrize("seconds", [-1, 0, 3601])
def test_a_deadline_that_is_past_or_too_far_is_refused(real, state, injector, soon, spec, seconds):
    with pytest.raises(Refused, match="deadline"):
        injector().inject(spec(), real.ref, soon(seconds))
    assert open_obligations(state) == ()


def test_bad_parameters_are_refused_with_every_reason_before_any_promise(real, state, injector, soon, spec):
    with pytest.raises(Refused) as refused:
        injector().inject(spec("slicer", average_size=0, delya=1), real.ref, soon())
    assert len(refused.value.reasons) == 2
    assert not (state / "obligations").exists()


def test_a_fault_healed_twice_is_already_gone(server, state, injector, soon, spec, clock):
    from continuity.faults.heal import heal

    ours = injector()
    made = ours.inject(spec("refuse"), server.ref, soon())
    ours.heal("f1")
    (again,) = heal([made], clock=clock, budget_s=2)
    assert (again.state, again.verified_clean) == (Healed.ALREADY_GONE, True)


def test_a_marker_without_state_is_only_deleted(server, state, injector, soon, spec, conductor):
    server.api.change("crm", {"enabled": False})
    text = '{"continuity":1,"run":"run-1","holder":"anna@laptop","until":"2020-01-01T00:00:00.000Z"}'
    server.api.create("continuity.crm", "127.0.0.1:0", text, enabled=False)
    ours = injector()
    made = ours.inject(spec(), server.ref, soon())
    assert made.found.enabled is False, "a hold without state means that nothing went in under it"
    ours.heal_all()
    assert server.proxy().enabled is False
    assert server.proxy("continuity.crm") is None


def test_somebodys_reset_during_a_fault_does_no_harm(server, injector, soon, spec):
    baseline, ours = server.state(), injector()
    ours.inject(spec("refuse"), server.ref, soon())
    ours.inject(spec(fault="f2"), server.ref, soon())
    assert server.api.wire.call("POST", "/reset").status == 204
    assert all(outcome.healed for outcome in ours.heal_all())
    assert server.state() == baseline


def test_a_server_that_forgot_everything_is_clean(server, state, injector, soon, spec):
    ours = injector()
    ours.inject(spec("refuse"), server.ref, soon())
    server.clear()
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.ALREADY_GONE, True)


def test_when_another_run_took_the_proxy_its_fault_is_left_in(server, tmp_path, injector, soon, spec):
    ours, theirs = injector("run-1"), injector("run-2", "ben@desk", tmp_path / "other")
    ours.inject(spec("refuse"), server.ref, soon())
    server.api.change("crm", {"enabled": True})
    server.api.delete("continuity.crm")
    theirs.inject(spec("refuse"), server.ref, soon())
    (outcome,) = ours.heal_all()
    assert outcome.state is Healed.FOREIGN
    assert server.proxy().enabled is False
    theirs.heal_all()
    assert server.proxy().enabled is True


def test_when_another_run_holds_what_we_disabled_the_promise_stays_open(server, state, tmp_path, injector, soon, spec):
    ours, theirs = injector("run-1"), injector("run-2", "ben@desk", tmp_path / "other")
    ours.inject(spec("refuse"), server.ref, soon())
    server.api.delete("continuity.crm")
    theirs.inject(spec(), server.ref, soon())
    (outcome,) = ours.heal("f1", budget_s=0.3)
    assert outcome.state is Healed.NOT_HEALED
    assert "run-2" in outcome.detail
    theirs.heal_all()
    (outcome,) = ours.heal("f1")
    assert outcome.state is Healed.REMOVED
    assert server.proxy().enabled is True


def test_a_proxy_made_for_stand_ins_goes_with_the_run(server, injector, soon, spec):
    baseline, ours = server.state(), injector()
    made = ours.create_proxy("mail", "127.0.0.1:0", "127.0.0.1:9", server.ref)
    assert made.listen.startswith("127.0.0.1:")
    ours.inject(spec("refuse", target="mail"), server.ref, soon())
    ours.inject(spec(target="mail", fault="f2"), server.ref, soon())
    assert all(outcome.healed for outcome in ours.heal_all())
    assert server.state() == baseline


def test_a_proxy_of_the_same_shape_is_used_as_found_and_never_deleted(server, state, injector):
    standing = server.proxy()
    found = injector().create_proxy("crm", standing.listen, standing.upstream, server.ref)
    assert found.listen == standing.listen
    assert open_obligations(state) == ()


def test_a_proxy_of_another_shape_is_refused_showing_it(server, injector):
    with pytest.raises(Refused, match=r"127\.0\.0\.1:9"):
        injector().create_proxy("crm", "127.0.0.1:0", "127.0.0.1:10", server.ref)


def test_a_proxy_that_somebody_changed_is_left(server, injector):
    ours = injector()
    ours.create_proxy("mail", "127.0.0.1:0", "127.0.0.1:9", server.ref)
    server.api.change("mail", {"upstream": "127.0.0.1:10"})
    (outcome,) = ours.heal_all()
    assert outcome.state is Healed.FOREIGN
    assert server.proxy("mail")


def test_a_server_that_is_not_there_is_an_error_and_no_promise(state, injector, soon, spec):
    with pytest.raises(CallFailed, match="nothing listens there"):
        injector().inject(spec(), ServerRef("http://127.0.0.1:1"), soon())
    assert open_obligations(state) == ()


def test_a_server_of_another_scheme_is_refused(injector, soon, spec):
    with pytest.raises(ContinuityError, match="no server address"):
        injector().inject(spec(), ServerRef("https://127.0.0.1:1"), soon())


def test_a_proxy_that_we_made_goes_when_the_run_that_leads_it_elsewhere_has_ended(
    server, state, tmp_path, injector, soon, spec
):
    ours, theirs = injector(), injector("run-2", "ben@desk", tmp_path / "other")
    ours.create_proxy("mail", "127.0.0.1:0", "127.0.0.1:9", server.ref)
    theirs.inject(spec("http", "mail"), server.ref, soon())
    (outcome,) = ours.heal_all(budget_s=0.3)
    assert not outcome.healed
    assert "run-2 (ben@desk) holds proxy 'mail' now" in outcome.detail
    assert all(each.healed for each in theirs.heal_all())
    (outcome,) = ours.heal_all()
    assert (outcome.state, server.proxy("mail")) == (Healed.REMOVED, None)
    assert open_obligations(state) == ()
