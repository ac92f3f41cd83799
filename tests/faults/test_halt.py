import os
import signal
import time

import pytest

from continuity.errors import Refused
from continuity.faults.halt import halt, lever, release
from continuity.faults.obligations import ServerRef, open_obligations
from continuity.faults.outcome import Healed


def test_halt_takes_everything_out_and_keeps_new_faults_out(server, state, injector, soon, spec, clock):
    baseline = server.state()
    one, two = injector("run-1"), injector("run-2", "ben@desk")
    one.inject(spec("refuse"), server.ref, soon())
    two.inject(spec(target="status"), server.ref, soon())
    report = halt(state, "the vendor is really down", clock, by="anna")
    assert (len(report.removed), len(report.verified), report.not_healed) == (2, 2, ())
    assert server.state() == baseline
    with pytest.raises(Refused, match="really down"):
        one.inject(spec(), server.ref, soon())
    assert server.state() == baseline
    assert open_obligations(state) == ()
    assert release(state) is True
    assert lever(state) is None
    one.inject(spec(), server.ref, soon())
    one.heal_all()


def test_halt_again_keeps_the_first_reason(state, clock):
    halt(state, "first", clock, by="anna")
    assert halt(state, "second", clock, by="ben").engaged.reason == "first"
    assert release(state) is True
    assert release(state) is False


def test_a_spoilt_lever_counts_as_engaged(state, clock):
    state.mkdir()
    (state / "halt.json").write_text("{")
    assert lever(state) is not None


def test_a_stuck_server_does_not_keep_the_others_in(real, state, injector, soon, spec, clock, between, deaf):
    middle = between(real.url)
    baseline, ours = real.state(), injector()
    ours.inject(spec("refuse"), real.ref, soon())
    stuck = ours.inject(spec(fault="f2", target="status"), ServerRef(middle.url), soon())
    middle.shutdown()
    raw = stuck.path.read_text()
    stuck.path.write_text(raw.replace(middle.url, deaf.url))
    begun = time.monotonic()
    report = halt(state, "stop", clock)
    taken = time.monotonic() - begun
    assert taken < 3.5
    states = {each.obligation.fault: each.state for each in report.outcomes}
    assert states == {"f1": Healed.REMOVED, "f2": Healed.NOT_HEALED}
    (told,) = report.not_healed
    assert told.manual[0].startswith("curl -X DELETE ")
    removed_at = next(fact.at for fact in report.outcomes[0].obligation.facts if fact.what == "removed")
    assert removed_at - report.engaged.at < 1000, "the others first"
    assert real.proxy() == baseline["crm"]


def test_halt_while_another_conductor_lives_leaves_the_last_word_to_it(real, state, conductor, clock):
    order = {"state": str(state), "run": "run-1", "server": {"url": real.url}, "faults": [["refuse", "crm", {}]]}
    conductor.send(**order, hold=True)
    told = conductor.hear()
    try:
        report = halt(state, "stop", clock)
        assert report.outcomes[0].state is Healed.REMOVED
        (promise,) = open_obligations(state)
        assert promise.removed
    finally:
        os.kill(told["child"], signal.SIGKILL)
        conductor.hear()


def test_a_fault_that_went_in_after_its_promise_was_healed_is_taken_out_again(
    real, state, injector, soon, spec, clock, monkeypatch
):
    """The conductor stood still between promise and call, and was healed meanwhile."""
    from continuity.faults import inject as room
    from continuity.faults.heal import heal

    baseline, place = real.state(), room.place

    def late(obligation, effect, wire):
        heal([obligation], clock=clock, budget_s=2, by="guard")
        return place(obligation, effect, wire)

    monkeypatch.setattr(room, "place", late)
    with pytest.raises(Refused, match="too late"):
        injector().inject(spec("refuse"), real.ref, soon())
    assert real.state() == baseline


def test_a_halt_between_promise_and_fault_keeps_the_fault_out(real, state, injector, soon, spec, clock, monkeypatch):
    from continuity.faults import inject as room

    baseline, place = real.state(), room.place

    def halted(obligation, effect, wire):
        made = place(obligation, effect, wire)
        halt(state, "stop", clock)
        return made

    monkeypatch.setattr(room, "place", halted)
    with pytest.raises(Refused, match="stop"):
        injector().inject(spec("refuse"), real.ref, soon())
    assert real.state() == baseline
