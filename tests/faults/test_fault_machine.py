"""Runs, machines, crashes and strangers in any order: at rest nothing of ours is in, nothing of theirs was touched."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from ahead import Ahead
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from switch_house import OK, SwitchHouse

from continuity.errors import ContinuityError, FaultMayRemain, Refused
from continuity.faults.halt import halt, release
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.means import StubAt
from continuity.faults.obligations import ServerRef, open_obligations
from continuity.faults.promise import Promise
from continuity.faults.recover import recover
from continuity.faults.sweep import sweep

PROXIES = some.sampled_from(["crm", "status"])
RUNS = some.sampled_from(["run-1", "run-2"])
KINDS = some.sampled_from(
    [
        ("refuse", {}),
        ("latency", {"latency": 20}),
        ("timeout", {}),
        ("bandwidth", {"rate": 0}),
        ("http", {"answer": "unavailable"}),
    ]
)
OTHER = {"run-1": "run-2", "run-2": "run-1"}
MAIL = "mail"
STUB = "127.0.0.1:8"
EXAMPLES = "CONTINUITY_FAULT_EXAMPLES"
LONG_MS = 3_000_000
MARKER = "continuity."


class Faults(RuleBasedStateMachine):
    """Each run works from a machine of its own, with a state folder of its own; both know one server."""

    server = None
    switch = None

    @initialize(off=some.booleans())
    def begin(self, off):
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Ahead()
        self.server.clear()
        for name in ("crm", "status"):
            self.server.api.create(name, "127.0.0.1:0", "127.0.0.1:9", enabled=True)
        if off:
            self.server.api.change("crm", {"enabled": False})
        # What people who are not us want of each proxy: on or off, its upstream, their toxics.
        self.wanted = {name: [proxy.enabled, proxy.upstream, set()] for name, proxy in self.server.state().items()}
        # Where a proxy led when a run that holds nothing of it began: its stub passes on to there.
        self.led = {}
        self.switch.state = OK
        self.by_hand = None
        self.number = 0

    def machine(self, run):
        return self.folder / run

    def holder(self, proxy):
        marker = self.server.proxy(MARKER + proxy)
        return json.loads(marker.upstream)["run"] if marker else None

    def promised(self):
        every = (one for run in OTHER for one in open_obligations(self.machine(run)))
        return {one.target for one in every if not one.removed}

    def held(self):
        return {name.removeprefix(MARKER) for name in self.server.state() if name.startswith(MARKER)}

    def injector(self, run):
        return Injector(self.machine(run), run, f"{run}@there", self.clock, 3600)

    def stub(self, run, proxy, holder):
        now = self.server.proxy(proxy)
        if holder != run:
            self.led[run, proxy] = now.upstream if now else "127.0.0.1:9"
        return StubAt(STUB, self.led[run, proxy])

    @rule(run=RUNS, proxy=some.sampled_from(["crm", "status", MAIL]), kind=KINDS, seconds=some.sampled_from([60, 600]))
    def inject(self, run, proxy, kind, seconds):
        self.number += 1
        before, holder = self.server.state(), self.holder(proxy)
        means = self.stub(run, proxy, holder)
        fault = FaultSpec(f"f{self.number}", kind[0], proxy, kind[1], means if kind[0] == "http" else None)
        try:
            self.injector(run).inject(fault, self.server.ref, self.clock.now() + 1000 * seconds)
        except FaultMayRemain:
            raise
        except ContinuityError:
            now = self.server.state()
            if holder == run:  # Its own marker may say by then where it was about to lead the proxy.
                now[MARKER + proxy] = before[MARKER + proxy]
            assert now == before, "a refusal changes nothing"
        else:
            assert holder in (None, run), "one proxy, one run"

    @rule(run=RUNS)
    def make_a_proxy(self, run):
        before = self.server.state()
        try:
            self.injector(run).create_proxy(MAIL, "127.0.0.1:0", "127.0.0.1:9", self.server.ref)
        except Refused:
            assert self.server.state() == before, "a refusal changes nothing"

    @rule(run=RUNS, seconds=some.sampled_from([60, 600]))
    def throw_the_switch(self, run, seconds):
        self.number += 1
        before, fault = self.switch.state, FaultSpec(f"f{self.number}", "switch", "crm", {"mode": "stale-search"})
        try:
            self.injector(run).inject(fault, ServerRef(self.switch.url), self.clock.now() + 1000 * seconds)
        except Refused:
            assert self.switch.state == before, "a refusal changes nothing"
        else:
            assert before["run"] in (None, run), "one switch, one run"

    @rule(mode=some.sampled_from(["ok", "503"]))
    def strangers_set_a_switch_that_nobody_holds(self, mode):
        if self.switch.state["run"] is None:
            self.by_hand = self.switch.state = {**OK, "mode": mode}

    @rule(run=RUNS)
    def heal(self, run):
        self.injector(run).heal_all(budget_s=0.5)

    @rule(run=RUNS)
    def crash_and_recover(self, run):
        for promise in open_obligations(self.machine(run), run):
            line, _, rest = promise.path.read_text().partition("\n")
            record = json.loads(line)
            record["conductor"]["started"] = "long ago"
            promise.path.write_text(json.dumps(record) + "\n" + rest)
        recover(self.machine(run), self.clock, budget_s=0.5)
        left = [one for one in open_obligations(self.machine(run), run) if not one.removed]
        # A proxy that we made is not deleted under another run that holds it.
        assert [one for one in left if (one.promise, self.holder(one.target)) != (Promise.PROXY, OTHER[run])] == []

    @rule(run=RUNS)
    def halt_and_release(self, run):
        halt(self.machine(run), "x", self.clock, budget_s=0.5)
        release(self.machine(run))

    @rule(minutes=some.sampled_from([1, 15]))
    def time_passes_and_a_third_machine_sweeps(self, minutes):
        self.clock.ahead_ms += 60_000 * minutes
        sweep(self.server.ref, self.clock)

    @rule(proxy=PROXIES)
    def strangers_add_a_toxic(self, proxy):
        self.number += 1
        name = f"theirs-{self.number}"
        self.server.add_toxic(proxy, name)
        self.wanted[proxy][2].add(name)

    @precondition(lambda self: any(toxics for _, _, toxics in self.wanted.values()))
    @rule()
    def strangers_remove_theirs(self):
        for proxy, (_, _, toxics) in self.wanted.items():
            if toxics:
                self.server.api.delete_toxic(proxy, toxics.pop())
                return

    @rule(proxy=PROXIES)
    def strangers_remove_ours(self, proxy):
        for toxic in self.server.proxy(proxy).toxics:
            if toxic.name.startswith("continuity-"):
                self.server.api.delete_toxic(proxy, toxic.name)

    @rule(proxy=PROXIES, port=some.sampled_from([9, 10]))
    def strangers_change_the_upstream(self, proxy, port):
        # Where a proxy is off, the original server keeps it off when its upstream changes; here it is told so.
        enabled = self.server.proxy(proxy).enabled
        self.server.api.change(proxy, {"upstream": f"127.0.0.1:{port}", "enabled": enabled})
        self.wanted[proxy][1] = f"127.0.0.1:{port}"

    @precondition(lambda self: len(self.held()) < 2)
    @rule(proxy=PROXIES, on=some.booleans())
    def strangers_switch_a_proxy_that_nobody_holds(self, proxy, on):
        # Nor may a promise be open whose hold was swept: in doubt its run enables again what it says that it disabled.
        if proxy not in self.held() and proxy not in self.promised():
            self.server.api.change(proxy, {"enabled": on})
            self.wanted[proxy][0] = on

    @rule()
    def strangers_reset_while_all_was_on(self):
        if all(enabled for enabled, _, _ in self.wanted.values()):
            assert self.server.api.wire.call("POST", "/reset").status == 204
            for wanted in self.wanted.values():
                wanted[2].clear()

    @invariant()
    def what_is_theirs_stays_theirs(self):
        if not hasattr(self, "wanted"):
            return
        for name, (_, upstream, toxics) in self.wanted.items():
            proxy = self.server.proxy(name)
            assert proxy.upstream in (upstream, STUB)
            assert proxy.upstream == upstream or name in self.held(), "what leads to a stub is held"
            assert {one.name for one in proxy.toxics if not one.name.startswith("continuity-")} == toxics

    def teardown(self):
        if not hasattr(self, "wanted"):
            return
        try:
            for run in ("run-1", "run-2"):
                self.heal(run)
            self.clock.ahead_ms += LONG_MS
            sweep(self.server.ref, self.clock)
            for run in ("run-1", "run-2"):
                self.heal(run)
            for name, (enabled, upstream, toxics) in self.wanted.items():
                proxy = self.server.proxy(name)
                shown = (proxy.enabled, proxy.upstream, {one.name for one in proxy.toxics})
                assert shown == (enabled, upstream, toxics), "at rest all is as people who are not us want it"
            assert set(self.server.state()) == {"crm", "status"}
            assert self.switch.state == (self.by_hand or OK)
            assert [one for run in ("run-1", "run-2") for one in open_obligations(self.machine(run))] == []
        finally:
            shutil.rmtree(self.folder)


@pytest.fixture
def switch():
    house = SwitchHouse()
    yield house
    house.end()


@pytest.mark.timeout(0 if EXAMPLES in os.environ else 120)
@pytest.mark.parametrize("kind", ["real", "embedded"])
def test_at_rest_nothing_of_ours_is_in_and_nothing_of_theirs_was_touched(start_server, switch, kind):
    class OnThisServer(Faults):
        server = start_server(kind)

    OnThisServer.switch = switch
    # The same short run each time; at length, by `make torture`, another one each time.
    long = os.environ.get(EXAMPLES)
    given = settings(
        max_examples=int(long or 20),
        stateful_step_count=30 if long else 14,
        deadline=None,
        derandomize=not long,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        print_blob=True,
        database=None,
    )
    run_state_machine_as_test(OnThisServer, settings=given)
