from __future__ import annotations

import dataclasses

from continuity.plan import Claim, Programme
from continuity.programme.register import Register, register_of

CLAIM = Claim("a", "A", "orders", "outage", "a")
PROGRAMME = Programme("programme/1", "readiness", "What we show", "sales", (CLAIM,), ("crm",))


def test_the_digest_moves_with_every_claim_and_only_with_content():
    digest = register_of(PROGRAMME).sha256
    assert digest == register_of(dataclasses.replace(PROGRAMME), registered_at=5, approved_by="claire").sha256
    for other in (dataclasses.replace(CLAIM, tier=2), dataclasses.replace(CLAIM, objective="b")):
        assert register_of(dataclasses.replace(PROGRAMME, claims=(other,))).sha256 != digest
    assert register_of(dataclasses.replace(PROGRAMME, claims=())).sha256 != digest


def test_a_claim_is_late_when_it_came_after_the_quarter_began_and_after_the_register():
    register = Register("", 50, entered={"first": 50, "early": 90, "late": 120})
    assert [register.late(claim, 100) for claim in ("first", "early", "late", "unknown")] == [None, None, 120, None]


def test_a_register_that_came_late_as_a_whole_does_not_make_each_claim_late():
    register = Register("", 150, entered={"a": 150, "b": 160})
    assert [register.late(claim, 100) for claim in ("a", "b")] == [None, 160]
