"""Who may turn a switch, and when it turns back."""

from continuity.clock import to_iso


def lease(world, millis=60_000):
    return to_iso(world.clock.now() + millis)


def test_begins_ok(world):
    assert world.http("crm")("GET", "/switch") == (200, {"mode": "ok", "run": None, "until": None, "settings": {}})


def test_put_gives_the_new_state(world):
    crm, until = world.http("crm"), lease(world)
    wanted = {"mode": "unavailable", "run": "R1", "until": until, "settings": {"share": 50, "body": "html"}}
    assert crm("PUT", "/switch", wanted) == (200, wanted)
    assert crm("GET", "/switch") == (200, wanted)


def test_another_run_is_refused_and_sees_the_holder(world):
    crm, until = world.http("crm"), lease(world)
    crm("PUT", "/switch", {"mode": "maintenance", "run": "R1", "until": until})
    for mode in ("read-only", "ok"):
        status, body = crm("PUT", "/switch", {"mode": mode, "run": "R2", "until": until})
        assert status == 409
        assert body["holder"] == {"mode": "maintenance", "run": "R1", "until": until, "settings": {}}
    assert crm("DELETE", "/switch?run=R2")[0] == 409
    assert crm("DELETE", "/switch")[0] == 409
    assert crm("GET", "/switch")[1]["mode"] == "maintenance"


def test_the_holder_changes_renews_and_heals(world):
    crm = world.http("crm")
    crm("PUT", "/switch", {"mode": "maintenance", "run": "R1", "until": lease(world)})
    later = lease(world, 120_000)
    assert crm("PUT", "/switch", {"mode": "read-only", "run": "R1", "until": later})[1]["until"] == later
    assert crm("DELETE", "/switch?run=R1") == (204, "")
    assert crm("GET", "/switch")[1]["mode"] == "ok"


def test_healing_what_is_well_is_no_error(world):
    assert world.http("shipping")("DELETE", "/switch?run=R9")[0] == 204


def test_putting_ok_heals(world):
    crm = world.http("crm")
    crm("PUT", "/switch", {"mode": "maintenance", "run": "R1", "until": lease(world)})
    assert crm("PUT", "/switch", {"mode": "ok", "run": "R1"})[1]["mode"] == "ok"


def test_heals_itself_when_the_lease_has_passed(world):
    crm = world.http("crm")
    crm("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": lease(world, 5_000)})
    world.clock.advance(4_999)
    assert crm("GET", "/services/data/v60.0/limits")[0] == 503
    world.clock.advance(1)
    assert crm("GET", "/services/data/v60.0/limits")[0] == 200
    assert crm("PUT", "/switch", {"mode": "read-only", "run": "R2", "until": lease(world)})[0] == 200


def test_an_unknown_mode_names_those_there_are(world):
    expected = {
        "order-entry": "ok, unavailable",
        "crm": "ok, unavailable, maintenance, unauthorized, login-fails, token-revoked, read-only, quota, "
        "stale-search, amnesia, slow",
        "status-page": "ok, unavailable, false-green",
        "accounting": "ok, unavailable, reject, silent, late, lose, double",
        "shipping": "ok, unavailable, reject, silent, late, lose, double",
    }
    for name, modes in expected.items():
        status, body = world.http(name)("PUT", "/switch", {"mode": "on-fire"})
        assert status == 400
        assert body["error"]["message"].endswith(f"the modes: {modes}.")


def test_a_fault_without_a_run_or_an_end_to_come_is_refused(world):
    crm = world.http("crm")
    good = {"mode": "slow", "run": "R1", "until": lease(world)}
    bad = [
        {**good, "run": ""},
        {**good, "until": None},
        {**good, "until": "tomorrow"},
        {**good, "until": "2030-01-01T10:00:00"},
        {**good, "until": to_iso(world.clock.now())},
        {**good, "settings": {"delay": 5}},
        {**good, "settings": {"delay_ms": -5}},
        {**good, "settings": {"delay_ms": True}},
        {**good, "settings": []},
        {"mode": "slow"},
        [],
    ]
    for document in bad:
        assert crm("PUT", "/switch", document)[0] == 400, document
    assert crm("PUT", "/switch", b"{")[0] == 400
    assert crm("GET", "/switch")[1]["mode"] == "ok"


def test_health_and_the_switch_itself_are_out_of_its_reach(world):
    for name in ("order-entry", "crm", "status-page", "accounting", "shipping"):
        client = world.http(name)
        client("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": lease(world)})
        assert client("GET", "/healthz")[0] == 200
        assert client("DELETE", "/switch?run=R1")[0] == 204


def test_every_stand_in_answers_503_while_unavailable(world):
    asked = {
        "order-entry": "/orders/summary",
        "status-page": "/api/v2/summary.json",
        "accounting": "/batches",
        "shipping": "/shipments",
    }
    for name, path in asked.items():
        client = world.http(name)
        assert client("GET", path)[0] == 200
        client("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": lease(world)})
        assert client("GET", path)[0] == 503
