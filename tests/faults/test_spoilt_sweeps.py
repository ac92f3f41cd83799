"""Sweeping while an API refuses, stalls, cuts and loses answers: what is left in is still told of, and found again."""

from contextlib import suppress

import pytest
from ahead import Ahead
from spoiling import HOW, KINDS, impatient, made_anew  # noqa: F401 - a fixture

from continuity.errors import ContinuityError
from continuity.faults.obligations import ServerRef
from continuity.faults.sweep import sweep


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", HOW)
def test_after_any_spoilt_answer_while_sweeping_the_next_sweep_finds_what_is_left(
    server, between, injector, soon, spec, how, kind
):
    baseline = server.state()
    middle, later = between(server.url), Ahead(120_000)
    ours = injector()
    for number in range(8):
        ours.inject(spec(kind), server.ref, soon())
        middle.calls, middle.spoil_at, middle.how = 0, number, how
        with suppress(ContinuityError):
            sweep(ServerRef(middle.url), later)
        if server.state() != baseline:
            assert server.proxy("continuity.crm"), f"{how} at call {number}: in, and nobody is told"
        assert [each.problem for each in sweep(server.ref, later).swept] in ([], [None])
        assert server.state() == baseline, f"{how} at call {number}"
        assert all(each.healed for each in ours.heal_all())
        made_anew(server, baseline)
    assert middle.calls <= number, "a call more than were spoilt"
