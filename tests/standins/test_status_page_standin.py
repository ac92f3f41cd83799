"""A status page that tells what was posted, or does not."""

import pytest

from continuity.clock import to_iso

SUMMARY = "/api/v2/summary.json"


@pytest.fixture
def page(world):
    return world.http("status-page", None)


def test_begins_green(page):
    status, body = page("GET", SUMMARY)
    assert status == 200
    assert body["status"] == {"indicator": "none", "description": "All Systems Operational"}
    assert {component["status"] for component in body["components"]} == {"operational"}
    assert body["incidents"] == []
    assert body["scheduled_maintenances"] == []


def test_a_post_opens_an_incident_updates_it_and_closes_it(page, world):
    opened = world.clock.now()
    status, body = page("POST", "/post", {"indicator": "major", "description": "Sign-in fails for some customers"})
    assert status == 201
    assert body == page("GET", SUMMARY)[1]
    assert body["status"]["indicator"] == "major"
    assert {component["status"] for component in body["components"]} == {"partial_outage"}
    world.clock.advance(600_000)
    page("POST", "/post", {"indicator": "critical", "description": "All services are affected"})
    (incident,) = page("GET", SUMMARY)[1]["incidents"]
    assert (incident["name"], incident["impact"]) == ("Sign-in fails for some customers", "critical")
    assert incident["created_at"] == to_iso(opened)
    assert [update["body"] for update in incident["incident_updates"]] == [
        "All services are affected",
        "Sign-in fails for some customers",
    ]
    closed = page("POST", "/post", {"indicator": "none", "description": "All Systems Operational"})[1]
    assert closed["incidents"] == []
    assert closed["page"]["updated_at"] == to_iso(world.clock.now())


def test_false_green_hides_what_was_posted(page, world):
    until = to_iso(world.clock.now() + 60_000)
    green = page("GET", SUMMARY)
    page("PUT", "/switch", {"mode": "false-green", "run": "R1", "until": until})
    page("POST", "/post", {"indicator": "critical", "description": "All services are affected"})
    assert page("GET", SUMMARY) == green
    page("DELETE", "/switch?run=R1")
    assert page("GET", SUMMARY)[1]["status"]["indicator"] == "critical"


def test_the_controller_can_post_while_the_page_is_down(page, world):
    until = to_iso(world.clock.now() + 60_000)
    page("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": until})
    assert page("GET", SUMMARY)[0] == 503
    assert page("POST", "/post", {"indicator": "minor", "description": "Slow"})[0] == 201


@pytest.mark.parametrize("body", [{}, {"indicator": "red", "description": "x"}, {"indicator": "minor"}, []])
def test_a_post_that_does_not_fit_changes_nothing(page, body):
    before = page("GET", SUMMARY)
    assert page("POST", "/post", body)[0] == 400
    assert page("GET", SUMMARY) == before
