"""Records on their way home in a real run: killed in the middle, throttled, refused, and each in the CRM once."""

from __future__ import annotations

import csv
import json
import urllib.request
from collections import Counter
from http.client import HTTPException

import pytest
from trial import RUN_DRILL, Trial, within

pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")

ORDERS = "/services/data/v60.0"
START = (*RUN_DRILL, "--speed", "240")


def leads_home(trial: Trial, way: str) -> Trial:
    """The small drill with this way home, and customers enough for more than one call."""
    house, drill = trial.root / "continuity.yaml", trial.root / "drills" / "small.yaml"
    head, _, _ = house.read_text("utf-8").partition("    back_entry:\n")
    house.write_text(f"{head}    back_entry: {{{way}}}\n", "utf-8")
    drill.write_text(drill.read_text("utf-8").replace("orders_per_hour: 60", "orders_per_hour: 150"), "utf-8")
    return trial


@pytest.fixture
def homeward(trial: Trial) -> Trial:
    return leads_home(trial, 'kind: salesforce, url: "stand-in:crm"')


def run_of(trial: Trial) -> str:
    (run,) = trial.runs()
    return run


def ask(trial: Trial, method: str, path: str, body: object) -> dict[str, list[dict[str, object]]]:
    """Ask the CRM stand-in of the run, beside the run."""
    ports = json.loads((trial.root / ".continuity" / "stand-ins" / run_of(trial) / "ports.json").read_text())
    data = None if body is None else json.dumps(body).encode()
    url, headers = f"http://127.0.0.1:{ports['crm']}{path}", {"Authorization": "Bearer t"}
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
        return json.loads(answer.read() or b"{}")


def switch(trial: Trial, mode: str, **settings: object) -> None:
    body = {"mode": mode, "run": "somebody", "until": "2999-01-01T00:00:00Z", "settings": settings}
    ask(trial, "PUT", "/switch", body)


def each_once(trial: Trial) -> None:
    captured = set(trial.bodies("record.captured", "number"))
    assert len(captured) > 5
    assert Counter(trial.in_crm(run_of(trial))) == Counter(captured)


def test_a_run_that_is_killed_while_it_enters_enters_each_once(homeward: Trial) -> None:
    process = homeward.start(*START)
    for nth in (1, 5):
        homeward.await_event("record.entered", nth, 90)
        process.kill()
        process.wait()
        process = homeward.start("resume", run_of(homeward), "--plain")
    assert process.wait(90) in (0, 6), homeward.said()[-3000:]
    each_once(homeward)
    assert homeward.count("entry.began") == homeward.count("entry.canary-checked") == 1


def test_a_relapse_in_the_middle_and_a_kill_lead_to_a_second_canary_and_each_once(homeward: Trial) -> None:
    process = homeward.start(*START)
    homeward.await_event("entry.canary-checked", 1, 90)
    switch(homeward, "unavailable")
    assert within(30, lambda: homeward.bodies("probe.changed", "state")[-1] == "down")
    process.kill()
    process.wait()
    process = homeward.start("resume", run_of(homeward), "--plain")
    homeward.await_event("run.resumed", 1, 30)
    switch(homeward, "ok")
    assert process.wait(90) in (0, 6), homeward.said()[-3000:]
    each_once(homeward)
    assert min(homeward.count("entry.canary-checked"), homeward.count("path.restored")) >= 2


def test_a_crm_that_throttles_and_fails_half_of_the_time_holds_each_once(homeward: Trial) -> None:
    process = homeward.start(*START)
    homeward.await_event("entry.began", 1, 90)
    switch(homeward, "unavailable", share=50, body="html")
    homeward.await_event("record.entered", 2, 60)
    switch(homeward, "quota", calls=3)
    homeward.await_event("entry.quota-read", 1, 60)
    switch(homeward, "ok")
    assert process.wait(150) in (0, 6), homeward.said()[-3000:]
    each_once(homeward)


def test_records_that_people_carry_over_are_in_when_the_export_shows_them(trial: Trial, tmp_path) -> None:
    folder = tmp_path / "carried"
    leads_home(trial, f'kind: csv, folder: "{folder}"')
    folder.mkdir()
    process = trial.start(*START)
    assert within(120, lambda: process.poll() is not None or _carried(folder, trial))
    assert process.wait(10) in (0, 6), trial.said()[-3000:]
    numbers = set(trial.bodies("record.captured", "number"))
    told = trial.bodies("record.entered", "outcome")
    assert (told.count("created"), len(numbers) > 5) == (len(numbers), True)
    assert told.count("unknown") <= len(numbers)  # what still waits is told once, not every second


def _carried(folder, trial: Trial) -> bool:
    """Import what lies there, and export all that the CRM holds: what people do until every record has been through."""
    if not trial.count("path.restored"):
        return False
    try:
        if (folder / "to-import.csv").is_file():
            with (folder / "to-import.csv").open(newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    number = row.pop("Form_Number__c")
                    fields = {**row, "Total_Minor__c": int(row["Total_Minor__c"])}
                    ask(trial, "PATCH", f"{ORDERS}/sobjects/Order/Form_Number__c/{number}", fields)
        held = ask(trial, "GET", f"{ORDERS}/query?prefix=", None)["records"]
    except (OSError, HTTPException):
        return False  # the run is over, and its CRM with it
    with (folder / "part").open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(
            file, ("Id", "Form_Number__c", "Total_Minor__c", "CurrencyIsoCode"), extrasaction="ignore"
        )
        rows.writeheader()
        rows.writerows(held)
    (folder / "part").replace(folder / "exported.csv")
    return False
