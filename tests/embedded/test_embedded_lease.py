"""A toxic that is held by a lease comes out by itself; who asks for no lease sees none."""

from __future__ import annotations

import time

import pytest
from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, fill, is_quiet, pattern, read_exactly

TOXIC = "/proxies/crm/toxics/bandwidth_downstream"
LEASE = "/continuity/proxies/crm/toxics/bandwidth_downstream/lease"
STALL = {"type": "bandwidth", "attributes": {"rate": 0}}
LONG = 600_000


def stall(api: Api, lease: object) -> dict[str, object]:
    answer = api.post("/proxies/crm/toxics", {**STALL, "lease": lease})
    assert answer.status == 200, answer.body
    return dict(answer.json())


def test_a_toxic_comes_out_when_its_lease_ends(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        watch = Stopwatch()
        stall(api, {"millis": 300, "holder": "run 2026-q4-01"})
        pair.server.sendall(b"held")
        assert read_exactly(pair.client, 4) == b"held"
        assert 295 <= watch.millis < 2000
        assert api.get(TOXIC).status == 404
        (healed,) = api.get("/continuity/leases").json()["healed"]
        assert (healed["proxy"], healed["toxic"], healed["holder"]) == ("crm", "bandwidth_downstream", "run 2026-q4-01")
        assert healed["until"] <= healed["healed"]


def test_only_who_asks_for_a_lease_is_shown_one(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    made = stall(api, LONG)
    assert list(made) == ["attributes", "name", "type", "stream", "toxicity", "lease"]
    assert "lease" not in api.get(TOXIC).json()
    assert b"lease" not in api.get("/proxies").body
    assert b"lease" not in api.patch(TOXIC, {"toxicity": 1}).body
    assert api.get(LEASE).json() == made["lease"]
    assert api.get("/continuity/leases").json() == {"held": [made["lease"]], "healed": []}


def test_a_lease_that_is_renewed_in_time_goes_on(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    stall(api, 400)
    for body in (400, {"millis": 400}):
        time.sleep(0.25)
        assert api.call("PUT", LEASE, body).status == 200
    assert api.get(TOXIC).status == 200
    assert api.call("PUT", LEASE, 1).json()["millis"] == 1
    wait_until_gone(api)


def test_renewing_by_patch_disturbs_no_connection(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.post("/proxies/crm/toxics", {"type": "latency", "attributes": {"latency": LONG}, "lease": LONG})
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"held")
        assert is_quiet(pair.client, 0.1)
        answer = api.patch("/proxies/crm/toxics/latency_downstream", {"lease": {"millis": LONG, "holder": "me"}})
        assert answer.json()["lease"]["holder"] == "me"
        assert is_quiet(pair.client, 0.2)


def test_a_lease_can_be_given_up_and_the_toxic_kept(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    stall(api, 200)
    assert api.delete(LEASE).status == 204
    assert (api.delete(LEASE).error, api.get(LEASE).error) == ("lease not found", "lease not found")
    time.sleep(0.3)
    assert api.get(TOXIC).status == 200


def test_a_lease_ends_with_its_toxic_and_never_takes_out_another(api: Api, upstream: Upstream) -> None:
    api.proxy(upstream.address)
    for take_out in (lambda: api.delete(TOXIC), lambda: api.post("/reset"), lambda: again(api, upstream)):
        stall(api, 250)
        take_out()
        api.toxic("bandwidth", rate=0)
        time.sleep(0.35)
        assert api.get(TOXIC).status == 200
        assert api.get("/continuity/leases").json() == {"held": [], "healed": []}
        api.delete(TOXIC)


def again(api: Api, upstream: Upstream) -> None:
    api.delete("/proxies/crm")
    api.proxy(upstream.address)


def test_a_lease_ends_in_time_although_a_peer_has_stopped_reading(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        stall(api, 300)
        sent = fill(pair.server)
        wait_until_gone(api)
        assert read_exactly(pair.client, sent) == pattern(sent)


@pytest.mark.parametrize(
    "lease", [0, -1, 1.5, "x", True, [], {}, {"millis": 0}, 2_592_000_001, {"millis": 1, "holder": "x" * 501}]
)
def test_a_lease_that_makes_no_sense_is_refused_and_nothing_is_changed(api: Api, lease: object) -> None:
    api.proxy("127.0.0.1:1")
    answer = api.post("/proxies/crm/toxics", {**STALL, "lease": lease})
    assert answer.status == 400
    assert "lease must be" in answer.error or "holder" in answer.error
    assert api.get("/proxies/crm/toxics").json() == []
    api.post("/proxies/crm/toxics", STALL)
    assert api.patch(TOXIC, {"attributes": {"rate": 5}, "lease": lease}).status == 400
    assert api.call("PUT", LEASE, lease).status == 400
    assert api.get(TOXIC).json()["attributes"] == {"rate": 0}


def wait_until_gone(api: Api) -> None:
    watch = Stopwatch()
    while api.get(TOXIC).status == 200:
        assert watch.millis < 3000
        time.sleep(0.02)
