"""Orders in the CRM stand-in: keys, errors and shapes as its users know them."""

import http.client
import re
import time

import pytest

BASE = "/services/data/v60.0"
ORDER = f"{BASE}/sobjects/Order"
KEY = f"{ORDER}/Form_Number__c/"
BODY = {"AccountName": "Vivai Pellegrini", "Total_Minor__c": 118_050, "CurrencyIsoCode": "EUR", "Lines__c": [{"a": 1}]}


@pytest.fixture
def crm(world):
    return world.http("crm")


def test_upsert_creates_once_and_then_updates(crm, world):
    status, made = crm("PATCH", KEY + "D26-0001", BODY)
    assert (status, made["created"], made["success"], made["errors"]) == (201, True, True, [])
    world.clock.advance(5_000)
    status, again = crm("PATCH", KEY + "D26-0001", {"Total_Minor__c": 99, "Remark__c": "x"})
    assert (status, again["created"], again["id"]) == (200, False, made["id"])
    status, record = crm("GET", KEY + "D26-0001")
    assert status == 200
    assert record["AccountName"] == "Vivai Pellegrini"
    assert record["Lines__c"] == [{"a": 1}]
    assert (record["Total_Minor__c"], record["Remark__c"]) == (99, "x")
    assert record["Form_Number__c"] == "D26-0001"
    assert record["CreatedDate"] == "2026-01-01T00:00:00.000+0000"
    assert record["LastModifiedDate"] == "2026-01-01T00:00:05.000+0000"


def test_ids_look_as_the_crm_gives_them(crm):
    ids = {crm("PATCH", KEY + f"D26-{count}", BODY)[1]["id"] for count in range(70)}
    assert len(ids) == 70
    assert all(re.fullmatch(r"801[0-9A-Za-z]{12}[A-Z0-5]{3}", found) for found in ids)


def test_an_absent_order_is_a_404_in_an_array(crm):
    assert crm("GET", KEY + "D26-9") == (
        404,
        [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND", "fields": []}],
    )


@pytest.mark.parametrize("path", ["/limits", "/query", "/search", "/sobjects/Order/Form_Number__c/D26-1"])
@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_a_401_in_an_array(world, path, token):
    status, body = world.http("crm", token)("GET", BASE + path)
    assert status == 401
    assert body[0]["errorCode"] == "INVALID_SESSION_ID"


def test_the_token_endpoint_gives_a_token(world):
    status, body = world.http("crm", None)("POST", "/services/oauth2/token", b"grant_type=client_credentials")
    assert status == 200
    assert body["access_token"]
    assert body["instance_url"] == f"http://127.0.0.1:{world.port('crm')}"


@pytest.mark.parametrize("key", ["D26%200001", "D26%2F1", "D26.1", "%C3%A9"])
def test_keys_that_would_not_survive_a_url_are_refused(crm, key):
    status, body = crm("PATCH", KEY + key, BODY)
    assert (status, body[0]["fields"]) == (400, ["Form_Number__c"])


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"Total_Minor__c": 1.5}', b'{"Total_Minor__c": NaN}', b'{"Id": "801"}', b"\xff"]
)
def test_bodies_that_do_not_fit_are_400_and_write_nothing(crm, body):
    status, errors = crm("PATCH", KEY + "D26-1", body)
    assert status == 400
    assert set(errors[0]) == {"message", "errorCode", "fields"}
    assert crm("GET", KEY + "D26-1")[0] == 404


def test_plain_create_can_double_and_then_upsert_writes_nothing(crm):
    crm("PATCH", KEY + "D26-1", BODY)
    status, made = crm("POST", ORDER, {**BODY, "Form_Number__c": "D26-1"})
    assert (status, made["success"]) == (201, True)
    status, places = crm("PATCH", KEY + "D26-1", {"Total_Minor__c": 1})
    assert status == 300
    assert len(places) == 2
    assert crm("GET", KEY + "D26-1")[0] == 300
    found = crm("GET", f"{BASE}/query?prefix=D26-")[1]["records"]
    assert [record["Total_Minor__c"] for record in found] == [118_050, 118_050]


def test_a_planted_loss_is_gone(crm):
    made = crm("PATCH", KEY + "D26-1", BODY)[1]
    assert crm("DELETE", f"{ORDER}/{made['id']}")[0] == 204
    assert crm("DELETE", f"{ORDER}/{made['id']}")[0] == 404
    assert crm("GET", KEY + "D26-1")[0] == 404


def test_query_reads_by_prefix_exactly(crm):
    for key in ("D26-1", "D26-2", "D26_3", "W26-1", "d26-9"):
        crm("PATCH", KEY + key, BODY)
    crm("POST", ORDER, BODY)
    status, found = crm("GET", f"{BASE}/query?prefix=D26-")
    assert (status, found["totalSize"], found["done"]) == (200, 2, True)
    assert [record["Form_Number__c"] for record in found["records"]] == ["D26-1", "D26-2"]
    limited = crm("GET", f"{BASE}/query?prefix=D26-&limit=1")[1]
    assert (limited["totalSize"], limited["done"], len(limited["records"])) == (2, False, 1)
    assert crm("GET", f"{BASE}/query")[1]["totalSize"] == 6
    assert crm("GET", f"{BASE}/query?limit=many")[0] == 400


def test_every_data_call_is_counted(crm):
    crm("GET", f"{BASE}/limits")
    assert crm.headers["Sforce-Limit-Info"] == "api-usage=1/100000"
    crm("GET", KEY + "D26-404")
    assert crm.headers["Sforce-Limit-Info"] == "api-usage=2/100000"
    assert crm("GET", f"{BASE}/limits")[1] == {"DailyApiRequests": {"Max": 100_000, "Remaining": 99_997}}


def test_unknown_places_and_methods_are_json_errors(crm):
    assert crm("GET", "/nowhere")[1][0]["errorCode"] == "NOT_FOUND"
    assert crm("PUT", f"{BASE}/limits")[0] == 405
    assert crm("GET", "/services/data/latest/limits")[0] == 404
    status, body = crm("BREW", f"{BASE}/limits")
    assert (status, body[0]["errorCode"]) == (501, "BAD_REQUEST")


def test_a_body_of_unknown_length_is_refused(world):
    connection = http.client.HTTPConnection("127.0.0.1", world.port("crm"), timeout=5)
    connection.request("PATCH", KEY + "D26-1", iter([b"{}"]), {"Authorization": "Bearer t"}, encode_chunked=True)
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 411


def test_kept_alive_answers_do_not_wait_for_nagle(crm):
    crm("GET", f"{BASE}/limits")
    before = time.monotonic()
    for _ in range(50):
        crm("GET", f"{BASE}/limits")
    # 40 ms each, if the answers waited for delayed acknowledgements.
    assert time.monotonic() - before < 1.6
