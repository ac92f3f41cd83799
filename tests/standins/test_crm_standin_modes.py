"""What each mode of the CRM does to those who use it."""

import pytest

from continuity.clock import to_iso

BASE = "/services/data/v60.0"
KEY = f"{BASE}/sobjects/Order/Form_Number__c/"


@pytest.fixture
def crm(world):
    return world.http("crm")


@pytest.fixture
def switch(world, crm):
    def put(mode, **settings):
        until = to_iso(world.clock.now() + 3_600_000)
        assert crm("PUT", "/switch", {"mode": mode, "run": "R1", "until": until, "settings": settings})[0] == 200

    return put


def numbers(records):
    return [record["Form_Number__c"] for record in records]


def test_unavailable_is_a_503_in_json(crm, switch):
    switch("unavailable")
    status, body = crm("PATCH", KEY + "D26-1", {})
    assert (status, body[0]["errorCode"]) == (503, "SERVER_UNAVAILABLE")
    crm("DELETE", "/switch?run=R1")
    assert crm("GET", KEY + "D26-1")[0] == 404


def test_unavailable_can_be_a_page(crm, switch):
    switch("unavailable", body="html")
    status, page = crm("GET", f"{BASE}/limits")
    assert status == 503
    assert page.startswith("<!doctype html>")


@pytest.mark.parametrize("share", [0, 1, 30, 50, 99, 100])
def test_unavailable_takes_exactly_its_share(crm, switch, share):
    switch("unavailable", share=share)
    statuses = [crm("GET", f"{BASE}/limits")[0] for _ in range(100)]
    assert statuses.count(503) == share
    switch("maintenance")
    switch("unavailable", share=share)
    assert [crm("GET", f"{BASE}/limits")[0] for _ in range(100)] == statuses


def test_maintenance_is_a_page_that_says_200(crm, switch):
    switch("maintenance")
    for method, path in (("GET", f"{BASE}/limits"), ("PATCH", KEY + "D26-1"), ("POST", "/services/oauth2/token")):
        status, page = crm(method, path, {} if method != "GET" else None)
        assert status == 200
        assert "maintenance" in page
    crm("DELETE", "/switch?run=R1")
    assert crm("GET", KEY + "D26-1")[0] == 404


def test_unauthorized_refuses_every_token(crm, switch):
    switch("unauthorized")
    status, body = crm("GET", f"{BASE}/limits")
    assert (status, body[0]["errorCode"]) == (401, "INVALID_SESSION_ID")
    status, body = crm("POST", "/services/oauth2/token", b"grant_type=refresh_token")
    assert (status, body["error"]) == (400, "invalid_grant")


def test_read_only_reads_and_rejects_writes(crm, switch):
    made = crm("PATCH", KEY + "D26-1", {"Total_Minor__c": 5})[1]
    switch("read-only")
    for method, path in (
        ("PATCH", KEY + "D26-1"),
        ("POST", f"{BASE}/sobjects/Order"),
        ("DELETE", f"{BASE}/sobjects/Order/{made['id']}"),
    ):
        status, body = crm(method, path, {"Total_Minor__c": 6})
        assert (status, body[0]["errorCode"]) == (400, "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE")
    assert crm("GET", KEY + "D26-1")[1]["Total_Minor__c"] == 5
    assert crm("GET", f"{BASE}/query")[1]["totalSize"] == 1


def test_stale_search_stands_still_while_reads_by_key_are_right(crm, switch, world):
    crm("PATCH", KEY + "D26-1", {"Total_Minor__c": 5})
    crm("PATCH", KEY + "W26-1", {"Total_Minor__c": 7})
    frozen_at = to_iso(world.clock.now())
    switch("stale-search")
    world.clock.advance(60_000)
    crm("PATCH", KEY + "D26-1", {"Total_Minor__c": 6})
    crm("PATCH", KEY + "D26-2", {})
    switch("stale-search")  # a renewed lease must not move the moment
    found = crm("GET", f"{BASE}/search?prefix=D26-")[1]
    assert (found["as_of"], numbers(found["records"])) == (frozen_at, ["D26-1"])
    assert found["records"][0]["Total_Minor__c"] == 5
    assert crm("GET", KEY + "D26-2")[0] == 200
    assert numbers(crm("GET", f"{BASE}/query?prefix=D26-")[1]["records"]) == ["D26-1", "D26-2"]
    crm("DELETE", "/switch?run=R1")
    found = crm("GET", f"{BASE}/search?prefix=D26-")[1]
    assert (found["as_of"], numbers(found["records"])) == (to_iso(world.clock.now()), ["D26-1", "D26-2"])


def test_slow_waits_and_then_answers(crm, switch, world):
    switch("slow", delay_ms=1_500)
    before = world.clock.now()
    assert crm("GET", f"{BASE}/limits")[0] == 200
    assert world.clock.now() - before == 1_500
