"""What only Salesforce asks of us: sessions, quotas, collections, keys, and who may read how we log in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")
sys.path.insert(0, str(Path(__file__).parent))

from homes import Home, call
from nasty import page

from continuity.backentry import KINDS, NotRead, enter_all, holds
from continuity.backentry.credentials import credentials
from continuity.backentry.salesforce import org
from continuity.errors import Refused
from continuity.plan.organisation import BackEntry

CLIENT = {"CRM_CONSUMER_KEY": "the-key", "CRM_CONSUMER_SECRET": "the-secret"}
PASSWORD = {"CRM_USERNAME": "ada@garden.example", "CRM_PASSWORD": "p&ss", "CRM_SECURITY_TOKEN": "t0"}


@pytest.fixture
def number(request: pytest.FixtureRequest) -> Callable[[int], str]:
    start = f"P26-{abs(hash(request.node.name)) % 10**8:08}"
    return lambda one=0: f"{start}-{one:04}"


@pytest.fixture
def home(crm: str, tmp_path: Path) -> Iterator[Home]:
    made = Home("salesforce", crm, tmp_path)
    yield made
    made.switch("ok")
    made.close()


@pytest.fixture(params=[CLIENT, PASSWORD], ids=["client", "password"])
def logged_in(request, home, monkeypatch):
    for name, text in request.param.items():
        monkeypatch.setenv(name, text)
    return home.open()


def logins(home: Home) -> int:
    return sum(one.startswith("POST /services/") for one in home.way.requests)


def test_an_expired_session_is_opened_again_once_and_nothing_is_doubled(logged_in, home, entry, number) -> None:
    assert enter_all(logged_in, [entry(number(1))])[0].outcome == "created"
    home.switch("token-revoked")
    assert enter_all(logged_in, [entry(number(2))])[0].outcome == "created"
    home.switch("ok")
    assert (logins(home), len(home.held(number()[:-4]))) == (2, 2)


def test_a_session_that_is_refused_for_good_ends_after_one_more_login(logged_in, home, entry, number) -> None:
    enter_all(logged_in, [entry(number(1))])
    before = len(home.way.requests)
    home.switch("unauthorized")
    outcome = enter_all(logged_in, [entry(number(2))])[0]
    assert (outcome.outcome, outcome.not_written) == ("unknown", True)
    assert len(home.way.requests) - before == 2  # the refused one, and the refused login


def test_logging_in_is_not_hammered(logged_in, home, entry, number, monkeypatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr(org, "monotonic", lambda: clock[0])
    home.switch("unauthorized")
    words = [enter_all(logged_in, [entry(number())])[0].detail for _ in range(5)]
    assert (logins(home), "it is tried again later" in words[-1]) == (1, True)
    assert not [one for one in words if "secret" in one or "p&ss" in one]
    clock[0] += 6
    enter_all(logged_in, [entry(number())])
    clock[0] += 6
    enter_all(logged_in, [entry(number())])
    assert logins(home) == 2  # the second wait is twice as long
    clock[0] += 60
    home.switch("ok")
    assert enter_all(logged_in, [entry(number())])[0].outcome == "created"


def test_old_sessions_live_on_while_login_fails(logged_in, home, entry, number) -> None:
    enter_all(logged_in, [entry(number(1))])
    home.switch("login-fails")
    assert enter_all(logged_in, [entry(number(2))])[0].outcome == "created"
    assert enter_all(home.open(), [entry(number(3))])[0].not_written


def test_a_login_page_instead_of_a_token_is_no_session(home, entry, number, monkeypatch) -> None:
    for name, text in CLIENT.items():
        monkeypatch.setenv(name, text)
    home.switch("maintenance")
    outcome = enter_all(home.open(), [entry(number())])[0]
    assert (outcome.outcome, outcome.not_written) == ("unknown", True)


def test_two_hundred_records_are_one_look_and_one_call(home, entry, number) -> None:
    target = home.open()
    outcomes = enter_all(target, [entry(number(one)) for one in range(200)])
    assert {one.outcome for one in outcomes} == {"created"}
    assert len(home.way.requests) == 2
    home.way.script = [home.way.lose_answer]
    outcomes = enter_all(target, [entry(number(one)) for one in range(200, 400)])
    assert {one.outcome for one in outcomes} == {"created"}
    assert len(home.way.requests) == 5  # and one more look at all of them


def test_one_bad_record_spoils_no_other(home, entry, number) -> None:
    target = home.open()
    good, bad = entry(number(1)), entry("P26 0/1")
    outcomes = target.upsert_all([bad, good])
    assert [one.outcome for one in outcomes] == ["rejected", "created"]
    assert "letters, digits" in outcomes[0].detail
    outcome = target.upsert("P26 0/1", bad)
    assert (outcome.outcome, len(home.way.requests)) == ("rejected", 1)


def test_a_mistake_in_the_plan_rejects_nobodys_order(home, entry, number) -> None:
    outcomes = enter_all(home.open(key="Nothing__c"), [entry(number())])
    assert (outcomes[0].outcome, outcomes[0].not_written, "Nothing__c" in outcomes[0].detail) == ("unknown", True, True)


def test_what_the_crm_refuses_is_told_in_its_words(home, entry, number) -> None:
    target = home.open(constants={"Total_Minor__c": "x"}, total="Amount__c")
    outcomes = enter_all(target, [entry(number())])
    assert (outcomes[0].outcome, "whole number" in outcomes[0].detail) == ("rejected", True)


def test_a_part_of_the_quota_is_left_to_others(home, entry, number, monkeypatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr(org, "monotonic", lambda: clock[0])
    target = home.open(keep_free=50)
    home.switch("quota", calls=8)
    outcomes = [enter_all(target, [entry(number(one))])[0] for one in range(4)]
    assert [one.outcome for one in outcomes] == ["created", "created", "unknown", "unknown"]
    assert "the rest is left to others" in outcomes[-1].detail
    assert (target.quota().used, target.quota().limit, target.quota().ours) == (4, 8, 0)
    clock[0] += 61  # one call to see whether there is more by now
    home.switch("ok")
    home.switch("quota", calls=4)
    assert [enter_all(target, [entry(number(one))])[0].outcome for one in (2, 3)] == ["created", "unknown"]


def test_fields_go_where_the_plan_says(home, entry, number) -> None:
    target = home.open(
        fields={"item": "Item__c"}, constants={"Status": "Draft"}, rest="Notes__c", single_currency="EUR"
    )
    enter_all(target, [entry(number())])
    held = home.held(number())[0]
    assert (held["Item__c"], held["Status"], held["AccountName"]) == ("Spade", "Draft", "Vivai Pellegrini, Pistoia")
    assert (held["Taken_At__c"], "CurrencyIsoCode" in held, held["Notes__c"]) == (
        "2026-01-01T12:00:00.000Z",
        False,
        "",
    )
    assert (target.read(number()).currency, target.read(number()).fields) == ("EUR", {"item": "Spade"})


def test_a_number_field_that_comes_back_with_a_point_is_the_same_amount(home, number) -> None:
    target = home.open()
    text = (
        '{"totalSize":1,"done":true,"records":[{"Id":"801A","Form_Number__c":"P26-1","Total_Minor__c":118000.0,'
        '"CurrencyIsoCode":"EUR"}]}'
    )
    home.way._fetch = lambda request: _answer(text)
    assert target.read("P26-1").total_minor == 118_000


def test_a_part_of_the_books_is_never_taken_for_the_whole(home) -> None:
    target = home.open()
    home.way._fetch = lambda request: _answer('{"totalSize":3,"done":true,"records":[]}')
    with pytest.raises(NotRead, match="0 records of 3"):
        target.search("P26-")
    home.way._fetch = lambda request: _answer('{"records":5}')
    with pytest.raises(NotRead, match="not as the CRM does"):
        target.search("P26-")


def _answer(text: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    return (head + text).encode()


def test_a_prefix_cannot_widen_the_question(home, number) -> None:
    target = home.open()
    home.plant(number(1))
    assert target.search("P26-%' OR Id != '") == ()
    assert target.search("%") == ()


def test_a_401_that_is_a_page_is_no_crash(home, entry, number) -> None:
    target = home.open()
    home.way.script = [page("401 Unauthorized"), page("401 Unauthorized")]
    outcome = enter_all(target, [entry(number())])[0]
    assert (outcome.outcome, outcome.not_written) == ("unknown", True)


# -- how we log in


def test_a_file_goes_after_the_variables(tmp_path: Path) -> None:
    file = tmp_path / "crm"
    file.write_text("# who we are\nconsumer_key = from-file\nCONSUMER_SECRET=a=b\n")
    file.chmod(0o600)
    found = credentials("CRM", {"CRM_FILE": str(file), "CRM_CONSUMER_KEY": "from-variable"})
    assert (found.consumer_key, found.consumer_secret, found.enough) == ("from-variable", "a=b", True)
    assert "a=b" not in repr(found)


@pytest.mark.parametrize(
    ("mode", "text", "beside", "words"),
    [
        (0o644, "consumer_key = k", "", "can be read by others"),
        (0o600, "consumer_key = k", ".git", "is shared with others"),
        (0o600, "consumer_key = k", "continuity.yaml", "is shared with others"),
        (0o600, "some-secret", "", "crm:1: this line names nothing"),
        (0o600, "colour = some-secret", "", "crm:1: this line names nothing"),
    ],
)
def test_a_file_that_is_not_kept_well_is_refused(tmp_path: Path, mode, text, beside, words) -> None:
    file = tmp_path / "crm"
    file.write_text(text)
    file.chmod(mode)
    if beside:
        (tmp_path / beside).write_text("")
    with pytest.raises(Refused, match=words) as refused:
        credentials("CRM", {"CRM_FILE": str(file)})
    assert "some-secret" not in refused.value.message + (refused.value.hint or "")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        credentials("CRM", {"CRM_FILE": str(tmp_path / "gone")})


def test_without_credentials_only_stand_ins_are_called(home, monkeypatch) -> None:
    for name in (*CLIENT, *PASSWORD):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Refused, match="nobody has said how to log in"):
        home.open(test=False)


@pytest.mark.parametrize(
    ("plan", "fits"),
    [
        (BackEntry("stand-in:crm", kind="salesforce"), True),
        (BackEntry("https://garden.my.salesforce.com", kind="salesforce", fields={"item": "Item__c"}), True),
        (BackEntry("http://garden.my.salesforce.com", kind="salesforce"), False),
        (BackEntry("stand-in:crm", kind="salesforce", key="Form Number"), False),
        (BackEntry("stand-in:crm", kind="salesforce", fields={"item": "Item, Id"}), False),
        (BackEntry(kind="csv", folder="/srv/crm"), True),
        (BackEntry(kind="csv", folder="crm"), False),
    ],
)
def test_a_target_is_checked_before_it_is_needed(plan: BackEntry, fits: bool) -> None:
    assert (KINDS[plan.kind].check(plan) == ()) is fits


def test_a_stand_in_with_records_of_nobody_shows_them_as_such(home) -> None:
    call(home.crm, "POST", "/services/data/v60.0/sobjects/Order", {"Form_Number__c": "P26-BARE"})
    assert home.open().read("P26-BARE").total_minor == 0


def test_a_number_of_another_app_is_asked_for_as_it_is_written(logged_in, home) -> None:
    assert holds(logged_in, ["WEB/10.42", "O'Brien-7"]) == frozenset()
    asked = next(unquote_plus(one) for one in reversed(home.way.requests) if "query" in one)
    assert "IN ('WEB/10.42', 'O\\'Brien-7')" in asked
