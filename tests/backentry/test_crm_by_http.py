from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request

import pytest

from continuity.backentry import KINDS, NotRead, Outcome, Rules, enter_all
from continuity.backentry import target as make
from continuity.errors import Refused
from continuity.plan.organisation import BackEntry

READ_ONLY = (
    b'[{"message":"Try again later","errorCode":"INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE","fields":[]}]'
)

NOT_FOUND = b'[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]'


def call(url: str, method: str, path: str, document: object) -> None:
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    request = urllib.request.Request(url + path, json.dumps(document).encode(), headers, method=method)
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5).close()


def switch(url: str, mode: str, **settings: object) -> None:
    until = "2999-01-01T00:00:00Z"
    call(url, "PUT", "/switch", {"mode": mode, "run": "r", "until": until, "settings": settings})


def test_writing_twice_is_one_order(crm, open_target, entry) -> None:
    target = open_target(crm)
    first, second = (target.upsert("P26-0001-6", entry("P26-0001-6")) for _ in range(2))
    assert (first.outcome, second.outcome) == ("created", "updated")
    assert first.system_id == second.system_id
    assert [held.number for held in target.search("P26-0001")] == ["P26-0001-6"]


def test_what_was_written_is_read_back_to_the_cent(crm, open_target, entry) -> None:
    target = open_target(crm)
    written = target.upsert("P26-0002-1", entry("P26-0002-1", 99_901))
    held = target.read("P26-0002-1")
    assert held is not None
    assert (held.system_id, held.total_minor, held.currency) == (written.system_id, 99_901, "EUR")
    assert target.read("P26-0999-0") is None


def test_a_double_is_seen_by_search_and_never_written_over(crm, open_target, entry) -> None:
    target = open_target(crm)
    twin = {"Form_Number__c": "P26-0003-0", "Total_Minor__c": 5, "CurrencyIsoCode": "EUR"}
    for _ in range(2):
        call(crm, "POST", "/services/data/v60.0/sobjects/Order", twin)
    assert len(target.search("P26-0003")) == 2
    outcome = target.upsert("P26-0003-0", entry("P26-0003-0"))
    assert (outcome.outcome, "2 records" in outcome.detail) == ("rejected", True)
    with pytest.raises(NotRead, match="several records"):
        target.read("P26-0003-0")


@pytest.mark.parametrize(
    ("mode", "settings"),
    [("unavailable", {}), ("unavailable", {"body": "html"}), ("unauthorized", {}), ("read-only", {})],
)
def test_a_crm_that_is_not_there_writes_nothing_and_is_tried_again(crm, open_target, entry, mode, settings) -> None:
    target, number = open_target(crm), f"P26-{mode}-{len(settings)}"
    switch(crm, mode, **settings)
    try:
        outcome = enter_all(target, [entry(number)])[0]
    finally:
        switch(crm, "ok")
    assert (outcome.outcome, outcome.not_written) == ("unknown", True)
    assert target.read(number) is None
    assert enter_all(target, [entry(number)])[0].outcome == "created"


def test_a_maintenance_page_with_status_200_is_not_success(crm, open_target, entry) -> None:
    target = open_target(crm)
    switch(crm, "maintenance")
    try:
        outcome = enter_all(target, [entry("P26-0005-3")])[0]
        with pytest.raises(NotRead):
            target.search("P26-")
    finally:
        switch(crm, "ok")
    assert (outcome.outcome, outcome.not_written) == ("unknown", True)


def test_a_maintenance_page_in_answer_to_a_write_leaves_it_unknown(crm, open_target, entry) -> None:
    target = open_target(crm)
    switch(crm, "maintenance")
    try:
        outcome = target.upsert("P26-0005-3", entry("P26-0005-3"))
    finally:
        switch(crm, "ok")
    assert (outcome.outcome, outcome.not_written) == ("unknown", False)


def test_a_write_whose_answer_never_came_is_looked_up_and_counts_once(scripted, open_target, entry) -> None:
    def read(key: str) -> tuple[int, bytes]:
        held = scripted.held.get(key)
        return (404, NOT_FOUND) if held is None else (200, json.dumps({"Id": "801A", **held}).encode())

    scripted.answers = {"PATCH": lambda key: None, "GET": read}
    outcome = enter_all(open_target(scripted.url), [entry("P26-0006-5")])[0]
    assert (outcome.outcome, outcome.system_id) == ("created", "801A")
    assert (list(scripted.held), scripted.writes) == (["P26-0006-5"], 1)


def test_a_write_that_times_out_after_writing_is_in_once(crm, open_target, entry) -> None:
    target = open_target(crm, deadline_s=0.4)
    switch(crm, "slow", delay_ms=1_000)
    try:
        outcome = target.upsert("P26-0007-2", entry("P26-0007-2"))
    finally:
        switch(crm, "ok")
    assert outcome == Outcome("unknown", detail="no answer within 0.4 s")
    patient = open_target(crm)
    deadline = time.monotonic() + 5
    while patient.read("P26-0007-2") is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert enter_all(patient, [entry("P26-0007-2")])[0].outcome == "updated"
    assert len(patient.search("P26-0007")) == 1


def test_an_older_order_under_the_number_is_not_taken_for_ours(scripted, open_target, entry) -> None:
    older = json.dumps({"Id": "801old", "Total_Minor__c": 5, "CurrencyIsoCode": "EUR"}).encode()
    read = iter([(404, NOT_FOUND), (200, older)])
    scripted.answers = {"PATCH": lambda key: None, "GET": lambda key: next(read)}
    outcome = enter_all(open_target(scripted.url), [entry("P26-0008-1")])[0]
    assert (outcome.outcome, "another total" in outcome.detail) == ("unknown", True)


def test_a_gateways_404_does_not_mean_that_the_order_is_not_there(scripted, open_target, entry) -> None:
    scripted.answers = {"PATCH": lambda key: None, "GET": lambda key: (404, b"<h1>Not found</h1>")}
    with pytest.raises(NotRead, match="answered 404"):
        open_target(scripted.url).read("P26-0009-9")


@pytest.mark.parametrize(
    ("status", "body", "outcome", "not_written"),
    [
        (
            400,
            b'[{"message":"Required fields are missing: [Name]","errorCode":"REQUIRED_FIELD_MISSING"}]',
            "rejected",
            False,
        ),
        (422, b"", "rejected", False),
        (400, READ_ONLY, "unknown", True),
        (403, b'[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]', "unknown", True),
        (429, b"", "unknown", True),
        (500, b"", "unknown", True),
        (302, b"", "unknown", False),
        (200, b'{"success":false}', "unknown", False),
        (204, b"", "updated", False),
    ],
)
def test_every_answer_has_one_meaning(scripted, open_target, entry, status, body, outcome, not_written) -> None:
    scripted.answers = {"PATCH": lambda key: (status, body)}
    found = open_target(scripted.url).upsert("P26-0010-1", entry("P26-0010-1"))
    assert (found.outcome, found.not_written) == (outcome, not_written)
    if outcome == "rejected" and body:
        assert found.detail == "Required fields are missing: [Name]"


def test_calls_share_one_connection(scripted, open_target, entry) -> None:
    scripted.answers = {"PATCH": lambda key: (200, b'{"id":"1","success":true,"created":false}')}
    target = open_target(scripted.url)
    for _ in range(5):
        assert target.upsert("P26-0011-3", entry("P26-0011-3")).outcome == "updated"
    assert scripted.connections == 1


def test_a_line_that_was_hung_up_is_opened_again(scripted, open_target, entry) -> None:
    fine = (200, b'{"id":"1","success":true,"created":false}')
    scripted.answers = {"PATCH": lambda key: None, "GET": lambda key: None}
    target = open_target(scripted.url)
    assert target.upsert("P26-0012-4", entry("P26-0012-4")).outcome == "unknown"
    scripted.answers = {"PATCH": lambda key: fine}
    assert target.upsert("P26-0012-4", entry("P26-0012-4")).outcome == "updated"


def test_nobody_listening_writes_nothing(open_target, entry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    target = open_target(f"http://127.0.0.1:{port}")
    assert target.upsert("P26-0013-8", entry("P26-0013-8")).not_written
    with pytest.raises(NotRead, match="could not be read"):
        target.search("P26-")


def test_a_peer_that_drips_is_cut_at_the_deadline(open_target, entry) -> None:
    ending = threading.Event()

    def drip() -> None:
        with listening.accept()[0] as peer:
            peer.recv(65_536)
            while not ending.wait(0.05):
                try:
                    peer.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        target = open_target(f"http://127.0.0.1:{listening.getsockname()[1]}", deadline_s=0.5)
        outcome = target.upsert("P26-0014-2", entry("P26-0014-2"))
        took = time.monotonic() - began
        ending.set()
        thread.join(5)
    assert (outcome.outcome, outcome.not_written, took < 2) == ("unknown", False, True)


def test_a_part_of_the_books_is_never_taken_for_the_whole(crm, open_target, entry) -> None:
    target = open_target(crm)
    for sequence in range(20, 23):
        target.upsert(f"P26-X{sequence}", entry(f"P26-X{sequence}"))
    cut = open_target(crm, search="/services/data/v60.0/query?prefix={prefix}&limit=2")
    with pytest.raises(NotRead, match="2 records of 3"):
        cut.search("P26-X")
    assert len(target.search("P26-X")) == 3


def test_pages_of_a_search_are_followed_to_the_end(scripted, open_target) -> None:
    one = {"Id": "801", "Form_Number__c": "P26-1", "Total_Minor__c": 1, "CurrencyIsoCode": "EUR"}
    first = {"totalSize": 2, "done": False, "nextRecordsUrl": "/services/data/v60.0/query/next", "records": [one]}
    last = {"totalSize": 2, "done": True, "records": [{**one, "Form_Number__c": "P26-2"}]}
    pages = {"query?prefix=P26-": first, "next": last}
    scripted.answers = {"GET": lambda key: (200, json.dumps(pages[key]).encode())}
    assert [held.number for held in open_target(scripted.url).search("P26-")] == ["P26-1", "P26-2"]


def test_a_drill_number_goes_to_test_targets_only(scripted, open_target, entry) -> None:
    target = open_target(scripted.url, test=False)
    with pytest.raises(Refused, match="not marked test"):
        target.upsert("p26-0001-6", entry("p26-0001-6"))
    assert scripted.connections == 0


def test_a_header_takes_its_secret_from_the_environment(scripted, monkeypatch) -> None:
    plan = BackEntry(scripted.url, "/o/{number}", "/o/{number}", "/q?p={prefix}", headers={"X": "Bearer ${CRM_TOKEN}"})
    monkeypatch.delenv("CRM_TOKEN", raising=False)
    with pytest.raises(Refused, match="CRM_TOKEN is not set"):
        make(plan, Rules(True, ()))
    monkeypatch.setenv("CRM_TOKEN", "t0p")
    scripted.answers = {"GET": lambda key: (404, b'[{"errorCode":"NOT_FOUND","message":"none"}]')}
    target = make(plan, Rules(True, ()))
    assert target.read("P26-1") is None
    target.close()
    assert scripted.headers[-1]["X"] == "Bearer t0p"


def test_a_number_cannot_leave_its_place_in_the_path(scripted, open_target, entry) -> None:
    seen: list[str] = []
    scripted.answers = {"PATCH": lambda key: (seen.append(key), (204, b""))[1]}
    open_target(scripted.url).upsert("../x?y#z", entry("x"))
    assert seen == ["..%2Fx%3Fy%23z"]


@pytest.mark.parametrize(
    ("plan", "fits"),
    [
        (BackEntry("stand-in:crm", "/o/{number}", "/o/{number}", "/q?prefix={prefix}"), True),
        (BackEntry("https://crm.example", "/o/{number}", "/o/{number}", "/q?prefix={prefix}"), True),
        (BackEntry("https://crm.example", "/o", "/o/{number}", "/q?prefix={prefix}"), False),
        (BackEntry("https://crm.example", "/o/{number}", "/o/{number}", "/q"), False),
        (BackEntry("crm.example", "/o/{number}", "/o/{number}", "/q?prefix={prefix}"), False),
    ],
)
def test_a_target_is_checked_before_it_is_needed(plan: BackEntry, fits: bool) -> None:
    assert (KINDS[plan.kind].check(plan) == ()) is fits
