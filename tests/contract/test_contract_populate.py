"""Populate and reset."""

from __future__ import annotations

from toxiproxy_wire import Api, Upstream, refuses


def entry(name: str, listen: str = "127.0.0.1:0", **more: object) -> dict[str, object]:
    return {"name": name, "listen": listen, "upstream": "127.0.0.1:1", **more}


def test_populate_creates_in_order_and_shows_what_it_made(api: Api) -> None:
    answer = api.post("/populate", [entry("b"), entry("a", enabled=False)])
    assert answer.status == 201
    assert [(one["name"], one["enabled"]) for one in answer.json()["proxies"]] == [("b", True), ("a", False)]


def test_populate_with_nothing_answers_null(api: Api) -> None:
    for body in ("[]", "null"):
        answer = api.post("/populate", body)
        assert (answer.status, answer.body) == (201, b'{"proxies":null}')


def test_populate_checks_every_entry_before_it_creates_any(api: Api) -> None:
    answer = api.post("/populate", [entry("a"), {"upstream": "x"}])
    assert answer.body == b'{"error":"missing required field: name at proxy 2","status":400,"proxies":null}'
    assert answer.headers["content-type"] == "application/json"
    assert api.get("/proxies").json() == {}
    assert api.post("/populate", [{"name": "a"}]).error == "missing required field: upstream at proxy 1"
    assert api.post("/populate", "").error == "bad request body: EOF"
    assert api.post("/populate", "{}").error.startswith("bad request body: json: cannot unmarshal object into Go value")


def test_an_equal_proxy_keeps_its_toxics_and_its_state(api: Api) -> None:
    listen = api.proxy("127.0.0.1:1")
    api.toxic("noop")
    api.patch("/proxies/crm", {"enabled": False})
    for spelling in (listen, listen.replace("127.0.0.1", "localhost")):
        answer = api.post("/populate", [entry("crm", spelling, enabled=True)])
        assert answer.status == 201
        shown = api.get("/proxies/crm").json()
        assert (len(shown["toxics"]), shown["enabled"], shown["listen"]) == (1, False, listen)


def test_a_different_proxy_is_replaced_without_its_toxics(api: Api) -> None:
    listen = api.proxy("127.0.0.1:2")
    api.toxic("noop")
    shown = api.post("/populate", [entry("crm", listen)]).json()["proxies"][0]
    assert (shown["upstream"], shown["toxics"], shown["listen"]) == ("127.0.0.1:1", [], listen)


def test_the_first_failure_stops_populate_and_what_was_made_stays(api: Api, upstream: Upstream) -> None:
    answer = api.post("/populate", [entry("a"), entry("b", upstream.address), entry("c")])
    assert answer.status == 500
    assert answer.error == f"listen tcp {upstream.address}: bind: address already in use"
    assert [one["name"] for one in answer.json()["proxies"]] == ["a"]
    assert list(api.get("/proxies").json()) == ["a"]


def test_reset_enables_every_proxy_and_takes_all_toxics_out(api: Api) -> None:
    listen = api.proxy("127.0.0.1:1")
    api.toxic("latency", latency=1000)
    api.patch("/proxies/crm", {"enabled": False})
    assert refuses(listen)
    answer = api.post("/reset", "not even json")
    assert (answer.status, answer.body) == (204, b"")
    shown = api.get("/proxies/crm").json()
    assert (shown["enabled"], shown["toxics"], shown["listen"]) == (True, [], listen)
    assert not refuses(listen)
