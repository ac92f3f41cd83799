"""The HTTP API: routes, statuses, bodies, words."""

from __future__ import annotations

import pytest
from toxiproxy_wire import Api, Upstream

MARKER = {
    "name": "continuity.crm",
    "listen": "127.0.0.1:0",
    "upstream": "run 7f3a until 2026-11-22T10:00Z",
    "enabled": False,
}


def test_version_is_given_byte_for_byte(api: Api) -> None:
    answer = api.get("/version")
    assert (answer.status, answer.body) == (200, b'{"version": "2.12.0"}\n')
    assert answer.headers["content-type"] == "application/json;charset=utf-8"


def test_a_proxy_is_shown_with_its_keys_in_order(api: Api) -> None:
    answer = api.post("/proxies", {"name": "crm", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1"})
    listen = answer.json()["listen"]
    expected = f'{{"name":"crm","listen":"{listen}","upstream":"127.0.0.1:1","enabled":true,"Logger":{{}},"toxics":[]}}'
    assert (answer.status, answer.body.decode()) == (201, expected)
    assert answer.headers["content-type"] == "application/json"
    assert not listen.endswith(":0")
    assert api.get("/proxies/crm").body.decode() == expected
    assert api.get("/proxies").body.decode() == f'{{"crm":{expected}}}'


def test_proxies_are_listed_in_byte_order_of_their_names(api: Api) -> None:
    for name in ("b", "a", "é", "Z"):
        api.post("/proxies", {"name": name, "listen": "127.0.0.1:0", "upstream": "x", "enabled": False})
    assert list(api.get("/proxies").json()) == ["Z", "a", "b", "é"]
    for name in ("%C3%A9", "Z"):
        api.call("DELETE", f"/proxies/{name}")


def test_a_toxic_is_shown_with_its_keys_in_order_and_all_attributes(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    answer = api.post("/proxies/crm/toxics", {"type": "latency", "attributes": {"latency": 5}})
    expected = b'{"attributes":{"latency":5,"jitter":0},"name":"latency_downstream","type":"latency",'
    expected += b'"stream":"downstream","toxicity":1}'
    assert (answer.status, answer.body) == (200, expected)
    assert api.get("/proxies/crm/toxics/latency_downstream").body == expected
    assert api.get("/proxies/crm/toxics").body == b"[" + expected + b"]"
    assert api.get("/proxies/crm").json()["toxics"] == [answer.json()]


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("bandwidth", {"rate": 7}, {"rate": 7}),
        ("slow_close", {}, {"delay": 0}),
        ("timeout", {"timeout": 3}, {"timeout": 3}),
        ("reset_peer", {}, {"timeout": 0}),
        ("slicer", {"average_size": 9}, {"average_size": 9, "size_variation": 0, "delay": 0}),
        ("limit_data", {"bytes": 8, "unknown": 1}, {"bytes": 8}),
        ("noop", {}, {}),
    ],
)
def test_every_kind_shows_its_attributes(api: Api, kind: str, given: dict[str, int], shown: dict[str, int]) -> None:
    api.proxy("127.0.0.1:1")
    assert api.toxic(kind, "upstream", **given).json()["attributes"] == shown
    assert api.get(f"/proxies/crm/toxics/{kind}_upstream").status == 200


def test_toxics_are_listed_upstream_first_and_then_in_the_order_they_came(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    for name, stream in (("d1", "downstream"), ("u1", "upstream"), ("d2", "downstream"), ("u2", "UPSTREAM")):
        api.post("/proxies/crm/toxics", {"name": name, "type": "noop", "stream": stream})
    shown = api.get("/proxies/crm/toxics").json()
    assert [toxic["name"] for toxic in shown] == ["u1", "u2", "d1", "d2"]
    assert shown[1]["stream"] == "UPSTREAM"


@pytest.mark.parametrize("path", ["/", "/proxies/", "/nope", "/proxies/crm/", "/proxies/crm/toxics/", "/proxies/a%2Fb"])
def test_an_unknown_path_is_a_plain_404(api: Api, path: str) -> None:
    answer = api.get(path)
    assert (answer.status, answer.body) == (404, b"404 page not found\n")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "x-toxiproxy-request-id" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/version"), ("HEAD", "/version"), ("OPTIONS", "/proxies"), ("GET", "/reset"), ("PUT", "/proxies/crm")],
)
def test_a_wrong_method_is_an_empty_405(api: Api, method: str, path: str) -> None:
    answer = api.call(method, path)
    assert (answer.status, answer.body) == (405, b"")
    assert "allow" not in answer.headers


@pytest.mark.parametrize(
    ("path", "clean"),
    [("//proxies?x=1", "/proxies?x=1"), ("/a/../proxies", "/proxies"), ("/proxies//", "/proxies/")],
)
def test_an_untidy_path_is_redirected(api: Api, path: str, clean: str) -> None:
    answer = api.get(path)
    assert (answer.status, answer.body, answer.headers["location"]) == (301, b"", clean)


def test_answers_of_routes_carry_a_request_id_of_twenty_characters(api: Api) -> None:
    ids = {api.get("/version").headers["x-toxiproxy-request-id"] for _ in range(2)}
    assert {len(one) for one in ids} == {20}
    assert len(ids) == 2


def test_browsers_are_kept_out(api: Api) -> None:
    browser = {"User-Agent": "Mozilla/5.0"}
    answer = api.call("GET", "/version", headers=browser)
    assert (answer.status, answer.body) == (403, b"User agent not allowed\n")
    assert api.call("GET", "/nope", headers=browser).status == 404
    assert api.call("PUT", "/version", headers=browser).status == 405
    assert api.call("GET", "/version", headers={"User-Agent": "mozilla/5.0"}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "text"),
    [
        ("GET", "/proxies/none", "", 404, "proxy not found"),
        ("PATCH", "/proxies/none", "", 404, "proxy not found"),
        ("DELETE", "/proxies/none", "", 404, "proxy not found"),
        ("GET", "/proxies/none/toxics", "", 404, "proxy not found"),
        ("POST", "/proxies/none/toxics", "", 404, "proxy not found"),
        ("DELETE", "/proxies/none/toxics/x", "", 404, "proxy not found"),
        ("GET", "/proxies/crm/toxics/none", "", 404, "toxic not found"),
        ("PATCH", "/proxies/crm/toxics/none", "", 404, "toxic not found"),
        ("DELETE", "/proxies/crm/toxics/none", "", 404, "toxic not found"),
        ("POST", "/proxies", '{"name":"crm","upstream":"x"}', 409, "proxy already exists"),
        (
            "POST",
            "/proxies/crm/toxics",
            '{"name":"there","type":"latency","stream":"upstream"}',
            409,
            "toxic already exists",
        ),
        ("POST", "/proxies", "null", 400, "missing required field: name"),
        ("POST", "/proxies", '{"name":"","upstream":"x"}', 400, "missing required field: name"),
        ("POST", "/proxies", '{"name":"x"}', 400, "missing required field: upstream"),
        ("POST", "/proxies/crm/toxics", "{}", 400, "invalid toxic type"),
        ("POST", "/proxies/crm/toxics", '{"type":"Latency"}', 400, "invalid toxic type"),
        (
            "POST",
            "/proxies/crm/toxics",
            '{"type":"nope","stream":""}',
            400,
            "stream was invalid, can be either upstream or downstream",
        ),
        ("POST", "/proxies", "", 400, "bad request body: EOF"),
        ("POST", "/proxies", "  ", 400, "bad request body: EOF"),
        ("POST", "/proxies", '{"name":"x', 400, "bad request body: unexpected EOF"),
        ("POST", "/proxies", "x", 400, "bad request body: invalid character 'x' looking for beginning of value"),
        (
            "POST",
            "/proxies",
            '{"name":"a",}',
            400,
            "bad request body: invalid character '}' looking for beginning of object key string",
        ),
        (
            "POST",
            "/proxies",
            '{"name":"a" "b"}',
            400,
            "bad request body: invalid character '\"' after object key:value pair",
        ),
        (
            "POST",
            "/proxies",
            '{"listen":"nope","name":"x","upstream":"x"}',
            500,
            "listen tcp: address nope: missing port in address",
        ),
        (
            "POST",
            "/proxies",
            '{"listen":"127.0.0.1:99999","name":"x","upstream":"x"}',
            500,
            "listen tcp: address 99999: invalid port",
        ),
        (
            "POST",
            "/proxies",
            '{"listen":"::1:0","name":"x","upstream":"x"}',
            500,
            "listen tcp: address ::1:0: too many colons in address",
        ),
        (
            "POST",
            "/proxies",
            '{"listen":"localhost\\ufeff:0","name":"x","upstream":"x"}',
            500,
            "listen tcp: lookup localhost\ufeff: no such host",
        ),
        ("PATCH", "/proxies/crm", '{"listen":"nope"}', 500, "address nope: missing port in address"),
    ],
)
def test_what_is_wrong_is_said_in_the_known_words(
    api: Api, method: str, path: str, body: str, status: int, text: str
) -> None:
    api.proxy("127.0.0.1:1")
    api.post("/proxies/crm/toxics", {"name": "there", "type": "noop"})
    answer = api.call(method, path, body)
    assert answer.status == status
    assert answer.json() == {"error": text, "status": status}
    assert answer.body.endswith(b"}\n")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "body", "what"),
    [
        ("/proxies", "[]", "array into Go value of type toxiproxy.Proxy"),
        ("/proxies", '{"Logger":5}', "number into Go struct field Proxy.Logger of type zerolog.Logger"),
        ("/proxies/crm", '{"logger":"x"}', "string into Go struct field Proxy.Logger of type zerolog.Logger"),
        ("/proxies", '{"name":1}', "number into Go struct field Proxy.name of type string"),
        ("/proxies", '{"enabled":1,"listen":3}', "number into Go struct field Proxy.enabled of type bool"),
        (
            "/proxies/crm/toxics",
            '{"toxicity":"x"}',
            "string into Go struct field ToxicWrapper.toxicity of type float32",
        ),
        *(
            (
                "/proxies/crm/toxics",
                f'{{"type":"latency","attributes":{{"latency":{text}}}}}',
                f"{shown} into Go struct field LatencyToxic.attributes.latency of type int64",
            )
            for text, shown in [
                ("1.5", "number 1.5"),
                ("1000.0", "number 1000.0"),
                ("1e3", "number 1e3"),
                ("99999999999999999999", "number 99999999999999999999"),
                ('"1"', "string"),
                ("true", "bool"),
            ]
        ),
    ],
)
def test_values_of_a_wrong_type_are_named(api: Api, path: str, body: str, what: str) -> None:
    api.proxy("127.0.0.1:1")
    answer = api.post(path, body)
    assert (answer.status, answer.error) == (400, f"bad request body: json: cannot unmarshal {what}")


@pytest.mark.parametrize(
    ("body", "letter"), [(b"\xef\xbb\xbf{}", "\u00ef"), (b"\xa0", "\\u00a0"), (b"\x07", "\\a"), (b"\x01", "\\x01")]
)
def test_bytes_that_are_no_json_are_named_one_by_one(api: Api, body: bytes, letter: str) -> None:
    answer = api.call("POST", "/proxies", body)
    assert answer.error == f"bad request body: invalid character '{letter}' looking for beginning of value"


def test_bytes_that_are_no_text_are_replaced_one_by_one(api: Api) -> None:
    answer = api.call("POST", "/proxies", b'{"name":"crm","enabled":false,"upstream":"\xe2\x82a\xed\xa0\x80\xc3\xa9"}')
    assert answer.json()["upstream"] == "\ufffd\ufffda\ufffd\ufffd\ufffd\u00e9"


def test_json_is_read_as_loosely_as_the_original_does(api: Api) -> None:
    text = '{"NAME":"a","name":"crm","Upstream":"x","listen":null,"enabled":false,"more":{},"upstream":"y"} trailing'
    answer = api.call("POST", "/proxies", text, {"Content-Type": "text/plain"})
    assert answer.status == 201
    assert answer.body == b'{"name":"crm","listen":"","upstream":"y","enabled":false,"Logger":{},"toxics":[]}'


@pytest.mark.parametrize(
    ("given", "shown"), [("0.123456789", "0.12345679"), ("1.0", "1"), ("1e-9", "1e-9"), ("2", "2"), ("-1", "-1")]
)
def test_toxicity_is_echoed_as_a_short_32_bit_float(api: Api, given: str, shown: str) -> None:
    api.proxy("127.0.0.1:1")
    answer = api.post("/proxies/crm/toxics", f'{{"type":"noop","toxicity":{given}}}')
    assert answer.body.endswith(f'"toxicity":{shown}}}'.encode())


def test_html_is_escaped_and_names_are_percent_decoded(api: Api) -> None:
    answer = api.post("/proxies", {"name": "a b<&>", "listen": "127.0.0.1:0", "upstream": "x", "enabled": False})
    assert answer.body.startswith(b'{"name":"a b\\u003c\\u0026\\u003e"')
    assert api.get("/proxies/a%20b%3C%26%3E").status == 200


def test_listening_on_a_name_shows_the_real_address(api: Api) -> None:
    answer = api.post("/proxies", {"name": "crm", "listen": "localhost:0", "upstream": "x"})
    assert answer.json()["listen"].startswith("127.0.0.1:")


@pytest.mark.parametrize("listen", ["", ":0", "0.0.0.0:0", "[::]:0"])
def test_a_wildcard_listens_on_both_families(api: Api, listen: str) -> None:
    answer = api.post("/proxies", {"name": "crm", "listen": listen, "upstream": "x"})
    assert answer.json()["listen"].startswith("[::]:")


def test_a_taken_port_is_a_500_in_go_words(api: Api, upstream: Upstream) -> None:
    answer = api.post("/proxies", {"name": "crm", "listen": upstream.address, "upstream": "x"})
    assert (answer.status, answer.error) == (500, f"listen tcp {upstream.address}: bind: address already in use")
    assert api.get("/proxies/crm").status == 404


def test_deleting_is_an_empty_204(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    api.toxic("noop")
    for path in ("/proxies/crm/toxics/noop_downstream", "/proxies/crm"):
        answer = api.delete(path)
        assert (answer.status, answer.body) == (204, b"")
    assert api.get("/proxies").body == b"{}"


def test_a_toxic_update_merges_attributes_and_ignores_the_rest(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    api.toxic("latency", latency=10, jitter=5)
    path = "/proxies/crm/toxics/latency_downstream"
    change = {"attributes": {"jitter": 7}, "toxicity": 0.25, "name": "x", "stream": "upstream", "type": "noop"}
    answer = api.patch(path, change)
    expected = {"attributes": {"latency": 10, "jitter": 7}, "toxicity": 0.25}
    assert answer.json() == {"name": "latency_downstream", "type": "latency", "stream": "downstream", **expected}
    assert api.post(path, {"toxicity": None}).json()["toxicity"] == 0.25
    assert api.patch(path, "null").json() == answer.json()


def test_a_disabled_marker_proxy_holds_free_text_and_excludes_a_second(api: Api) -> None:
    made = api.post("/proxies", MARKER)
    assert made.status == 201
    assert made.json() == {**MARKER, "Logger": {}, "toxics": []}
    second = api.post("/proxies", {**MARKER, "upstream": "someone else"})
    assert (second.status, second.error) == (409, "proxy already exists")
    changed = api.patch("/proxies/continuity.crm", {"upstream": "run 7f3a, state {…}"})
    assert (changed.status, changed.json()["upstream"]) == (200, "run 7f3a, state {…}")
    shown = api.get("/proxies/continuity.crm").json()
    assert (shown["listen"], shown["enabled"]) == ("127.0.0.1:0", False)
