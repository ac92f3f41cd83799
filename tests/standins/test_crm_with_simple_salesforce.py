"""What an unmodified simple-salesforce sees of the CRM stand-in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")
sys.path.insert(0, str(Path(__file__).parent))

from salesforce import session_to, with_token
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceGeneralError,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

from continuity.clock import to_iso

KEY = "Form_Number__c"
BODY = {"AccountName": "Vivai Pellegrini", "Total_Minor__c": 118_050, "CurrencyIsoCode": "EUR"}


@pytest.fixture
def session(world):
    with session_to(world.port("crm")) as opened:
        yield opened


@pytest.fixture
def sf(world, session):
    return with_token(world.port("crm"), session)


@pytest.fixture
def switch(world):
    def put(mode, **settings):
        until = to_iso(world.clock.now() + 10 * 86_400_000)
        body = {"mode": mode, "run": "R1", "until": until, "settings": settings}
        assert world.http("crm")("PUT", "/switch", body)[0] == 200

    return put


def by_client(session, domain="garden-supply.my"):
    return Salesforce(consumer_key="key", consumer_secret="secret", domain=domain, session=session)


def by_password(session):
    return Salesforce(username="ada@garden.example", password="p&ss", security_token="t", session=session)


# -- logging in


@pytest.mark.parametrize("log_in", [by_client, by_password])
def test_a_client_logs_in_and_writes(world, session, log_in):
    sf = log_in(session)
    assert sf.sf_instance == f"127.0.0.1:{world.port('crm')}"
    assert sf.Order.upsert(f"{KEY}/D26-0001", BODY) == 201


@pytest.mark.parametrize(("log_in", "code"), [(by_client, "unknown_error"), (by_password, "SERVER_UNAVAILABLE")])
def test_login_fails_while_old_sessions_live_on(session, switch, log_in, code):
    inside = log_in(session)
    switch("login-fails")
    with pytest.raises(SalesforceAuthenticationFailed) as failed:
        log_in(session)
    assert failed.value.code == code
    assert inside.Order.upsert(f"{KEY}/D26-0001", BODY) == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<login",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>"
        b"<u:login xmlns:u='p'><u:username>a</u:username><u:password>b</u:password></u:login>",
        b"<u:login xmlns:u='p'><u:username>ada</u:username><u:password></u:password></u:login>",
    ],
)
def test_an_envelope_without_a_name_and_a_password_is_a_fault(world, body):
    status, text = world.http("crm", None)("POST", "/services/Soap/u/60.0", body)
    assert (status, "<sf:exceptionCode>INVALID_LOGIN<" in text) == (500, True)


@pytest.mark.parametrize("form", [b"", b"grant_type=magic", b"grant_type=password&username=ada"])
def test_a_token_is_not_given_for_half_a_form(world, form):
    status, body = world.http("crm", None)("POST", "/services/oauth2/token", form)
    assert (status, set(body)) == (400, {"error", "error_description"})


def test_a_revoked_token_holds_no_more_and_a_new_login_does(session, switch):
    old, client = with_token(1, session), by_client(session)
    switch("token-revoked")
    with pytest.raises(SalesforceExpiredSession) as expired:
        old.Order.upsert(f"{KEY}/D26-0001", BODY)
    assert expired.value.content[0]["errorCode"] == "INVALID_SESSION_ID"
    before = client.session_id
    assert client.query("SELECT Id FROM Order")["totalSize"] == 0  # it logs in again by itself
    assert client.session_id != before


# -- one record


def test_upsert_creates_updates_and_tells_by_version(world, session, sf):
    first = sf.Order.upsert(f"{KEY}/D26-0001", BODY, raw_response=True)
    second = sf.Order.upsert(f"{KEY}/D26-0001", BODY, raw_response=True)
    assert (first.status_code, first.json()["created"]) == (201, True)
    assert (second.status_code, second.json()["created"], second.json()["id"]) == (200, False, first.json()["id"])
    old = with_token(world.port("crm"), session, version="42.0")
    assert old.Order.upsert(f"{KEY}/D26-0001", BODY) == 204
    assert "created" not in old.Order.upsert(f"{KEY}/D26-0002", BODY, raw_response=True).json()


def test_upsert_that_may_only_update_creates_nothing(sf):
    with pytest.raises(SalesforceResourceNotFound):
        sf.Order.upsert(f"{KEY}/D26-0001?updateOnly=true", BODY)
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 0


def test_several_matches_are_a_300_and_nothing_is_written(sf):
    for _ in range(2):
        sf.Order.create({**BODY, KEY: "D26-0001"})
    with pytest.raises(SalesforceMoreThanOneRecord) as several:
        sf.Order.upsert(f"{KEY}/D26-0001", {"Total_Minor__c": 1})
    assert len(several.value.content) == 2
    found = sf.query("SELECT Total_Minor__c FROM Order")["records"]
    assert [one["Total_Minor__c"] for one in found] == [118_050, 118_050]


def test_a_record_is_read_changed_and_deleted_by_id(sf):
    made = sf.Order.create({**BODY, KEY: "D26-0001"})
    assert (made["success"], sf.Order.get(made["id"])[KEY]) == (True, "D26-0001")
    assert sf.Order.update(made["id"][:15], {"Status": "Draft"}) == 204
    assert sf.Order.get_by_custom_id(KEY, "D26-0001")["Status"] == "Draft"
    assert sf.Order.delete(made["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound):
        sf.Order.get(made["id"])


def test_errors_are_arrays_that_name_the_field(sf):
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.Order.upsert(f"{KEY}/D26-0001", {"Total_Minor__c": "much"})
    assert set(refused.value.content[0]) == {"message", "errorCode", "fields"}
    with pytest.raises(SalesforceResourceNotFound) as unknown:
        sf.Order.upsert("Nothing__c/D26-0001", BODY)
    assert "Nothing__c" in unknown.value.content[0]["message"]


def test_describe_tells_the_external_id(sf):
    assert "Order" in {one["name"] for one in sf.describe()["sobjects"]}
    fields = {one["name"]: one for one in sf.Order.describe()["fields"]}
    assert (fields[KEY]["externalId"], fields[KEY]["unique"], fields["AccountName"]["externalId"]) == (
        True,
        False,
        False,
    )
    assert sf.Order.metadata()["objectDescribe"]["keyPrefix"] == "801"


# -- many records


def collection(sf, records, all_or_none=False):
    body = {"allOrNone": all_or_none, "records": [{"attributes": {"type": "Order"}, **one} for one in records]}
    return sf.restful(f"composite/sobjects/Order/{KEY}", method="PATCH", json=body)


def test_two_hundred_records_are_one_call_with_a_result_each(sf, world):
    before = sf.limits()["DailyApiRequests"]["Remaining"]
    results = collection(sf, [{KEY: f"D26-{one:04}", **BODY} for one in range(200)])
    assert [result["created"] for result in results] == [True] * 200
    assert before - sf.limits()["DailyApiRequests"]["Remaining"] == 2
    with pytest.raises(SalesforceMalformedRequest):
        collection(sf, [{KEY: f"D26-{one:04}", **BODY} for one in range(201)])


def test_each_result_stands_for_itself(sf):
    for _ in range(2):
        sf.Order.create({**BODY, KEY: "D26-0003"})
    given = [{KEY: "D26-0001"}, {KEY: "D26-0002", "Total_Minor__c": "much"}, {KEY: "D26-0003"}, {KEY: "D 4"}]
    results = collection(sf, given)
    assert [result["success"] for result in results] == [True, False, False, False]
    assert [result["errors"][0]["statusCode"] for result in results[1:]] == [
        "JSON_PARSER_ERROR",
        "DUPLICATE_EXTERNAL_ID",
        "INVALID_FIELD",
    ]
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 3


def test_the_same_key_twice_in_one_call_is_refused_for_both(sf):
    results = collection(sf, [{KEY: "D26-0001"}, {KEY: "D26-0001"}])
    assert {result["errors"][0]["statusCode"] for result in results} == {"DUPLICATE_VALUE"}
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 0


def test_all_or_none_undoes_the_good_ones(sf):
    results = collection(sf, [{KEY: "D26-0001"}, {KEY: "D26-0002", "Total_Minor__c": "much"}], all_or_none=True)
    assert results[0]["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 0


def order_and_line(sf, quantity, all_or_none):
    base = "/services/data/v60.0/sobjects"
    requests = [
        {"method": "POST", "url": f"{base}/Order", "referenceId": "order", "body": {KEY: "D26-0001"}},
        {
            "method": "POST",
            "url": f"{base}/OrderItem",
            "referenceId": "line",
            "body": {"OrderId": "@{order.id}", "Quantity": 2, "Total_Minor__c": quantity},
        },
    ]
    body = {"allOrNone": all_or_none, "compositeRequest": requests}
    return sf.restful("composite", method="POST", json=body)["compositeResponse"]


def test_an_order_and_its_line_go_in_together(sf):
    order, line = order_and_line(sf, 1, all_or_none=True)
    assert (order["httpStatusCode"], line["httpStatusCode"]) == (201, 201)
    assert sf.OrderItem.get(line["body"]["id"])["OrderId"] == order["body"]["id"]


def test_a_bad_line_takes_its_order_with_it(sf):
    order, line = order_and_line(sf, "many", all_or_none=True)
    assert (order["body"][0]["errorCode"], line["httpStatusCode"]) == ("PROCESSING_HALTED", 400)
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 0
    order_and_line(sf, "many", all_or_none=False)
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 1


# -- looking


def test_queries_find_by_field_and_by_pattern(sf):
    for key, total in (("D26-0001", 5), ("D26-0002", 7), ("D26X0003", 9), ("W26-0001", 11)):
        sf.Order.upsert(f"{KEY}/{key}", {"Total_Minor__c": total})

    def found(where):
        return [one[KEY] for one in sf.query(f"SELECT Id, {KEY} FROM Order WHERE {where}")["records"]]

    assert found(f"{KEY} LIKE 'D26-%'") == ["D26-0001", "D26-0002"]
    assert found(f"{KEY} LIKE 'd26_000_'") == ["D26-0001", "D26-0002", "D26X0003"]
    assert found(f"{KEY} LIKE 'D26\\_%'") == []
    assert found(f"{KEY} IN ('D26-0002', 'w26-0001') AND Total_Minor__c > 7") == ["W26-0001"]
    assert found("Total_Minor__c <= 7 ORDER BY Total_Minor__c DESC LIMIT 1") == ["D26-0002"]
    assert found("Status = null AND Total_Minor__c != 5 AND Total_Minor__c < 9") == ["D26-0002"]


@pytest.mark.parametrize("text", ["SELECT", "SELECT Id FROM Order WHERE", "SELECT Id FROM Order HAVING x", "DROP ;"])
def test_a_query_that_makes_no_sense_is_refused(sf, text):
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.query(text)
    assert refused.value.content[0]["errorCode"] == "MALFORMED_QUERY"


def test_long_answers_come_in_pages_of_one_moment(sf):
    for first in (0, 200, 400):
        collection(sf, [{KEY: f"D26-{one:04}"} for one in range(first, first + 200)])
    small = {"Sforce-Query-Options": "batchSize=200"}
    page = sf.query(f"SELECT {KEY} FROM Order", headers=small)
    assert (page["totalSize"], page["done"], len(page["records"])) == (600, False, 200)
    sf.Order.upsert(f"{KEY}/D26-9999", BODY)
    rest = sf.query_more(page["nextRecordsUrl"], identifier_is_url=True)
    assert (rest["totalSize"], rest["done"], rest["records"][0][KEY]) == (600, False, "D26-0200")
    assert len(sf.query_all(f"SELECT {KEY} FROM Order", headers=small)["records"]) == 601
    with pytest.raises(SalesforceMalformedRequest):
        sf.query_more("01gNOTHING-200")


def test_the_search_stands_still_while_the_query_is_right(sf, switch):
    sf.Order.upsert(f"{KEY}/D26-0001", BODY)
    switch("stale-search")
    sf.Order.upsert(f"{KEY}/D26-0002", BODY)
    assert [one[KEY] for one in sf.quick_search("D26-")["searchRecords"]] == ["D26-0001"]
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 2


# -- bad days


def test_the_quota_rolls(sf, switch, world):
    switch("quota", calls=2, window_s=3_600)
    sf.limits()
    world.clock.advance(1_800_000)
    sf.Order.upsert(f"{KEY}/D26-0001", BODY)
    with pytest.raises(SalesforceRefusedRequest) as gone:
        sf.query("SELECT Id FROM Order")
    assert gone.value.content[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
    world.clock.advance(1_802_500)  # the first call is more than an hour ago, the second is not
    sf.query("SELECT Id FROM Order")
    assert tuple(sf.api_usage["api-usage"]) == (2, 2)
    with pytest.raises(SalesforceRefusedRequest):
        sf.limits()


@pytest.mark.parametrize(("body", "kind"), [("json", list), ("html", str)])
@pytest.mark.parametrize("status", [500, 503])
def test_server_errors_come_as_json_or_as_a_page(sf, switch, status, body, kind):
    switch("unavailable", status=status, body=body)
    with pytest.raises(SalesforceGeneralError) as failed:
        sf.Order.upsert(f"{KEY}/D26-0001", BODY)
    assert (failed.value.status, type(failed.value.content)) == (status, kind)


def test_amnesia_forgets_what_was_accepted_in_the_window(sf, switch, world):
    kept = sf.Order.create({**BODY, KEY: "D26-0001"})
    gone = sf.Order.create({**BODY, KEY: "D26-0002"})
    world.clock.advance(601_000)
    sf.Order.upsert(f"{KEY}/D26-0001", {"Total_Minor__c": 1})
    sf.Order.upsert(f"{KEY}/D26-0003", BODY)
    sf.Order.delete(gone["id"])
    switch("amnesia", forget_s=600)
    found = sf.query(f"SELECT Id, {KEY}, Total_Minor__c FROM Order")["records"]
    assert [(one["Id"], one[KEY], one["Total_Minor__c"]) for one in found] == [
        (kept["id"], "D26-0001", 118_050),
        (gone["id"], "D26-0002", 118_050),
    ]
    sf.Order.upsert(f"{KEY}/D26-0004", BODY)
    switch("amnesia", forget_s=600)  # a renewed lease forgets nothing more
    world.http("crm")("DELETE", "/switch?run=R1")
    assert sf.query("SELECT COUNT() FROM Order")["totalSize"] == 3
