"""The same CRM stand-in by every way home, so that one suite can hold them all to the same behaviour."""

from __future__ import annotations

import csv
import json
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from nasty import Nasty

from continuity.backentry import Rules, Target, target
from continuity.plan.organisation import BackEntry

__all__ = ["HOMES", "OVER_THE_NETWORK", "Home", "call"]

ORDER = "/services/data/v60.0/sobjects/Order"
BY_KEY = f"{ORDER}/Form_Number__c/{{number}}"
QUERY = "/services/data/v60.0/query?prefix={prefix}"
HOMES = ("http", "salesforce", "csv")
OVER_THE_NETWORK = ("http", "salesforce")


def call(url: str, method: str, path: str, document: object = None) -> object:
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url + path, body, headers, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
        return json.loads(answer.read() or b"null")


class Home:
    """One way to one CRM; ``way`` is what lies between, for those that use the network."""

    def __init__(self, kind: str, crm: str, folder: Path) -> None:
        self.kind = kind
        self.crm = crm
        self.folder = folder
        self.way = Nasty(urlsplit(crm).port or 0)
        self._opened: list[Target] = []

    def open(self, *, test: bool = True, deadline_s: float = 5.0, **changed: object) -> Target:
        plans = {
            "http": BackEntry(self.way.url, BY_KEY, BY_KEY, QUERY, headers={"Authorization": "Bearer practice"}),
            "salesforce": BackEntry(self.way.url, kind="salesforce", **changed),
            "csv": BackEntry(kind="csv", folder=str(self.folder)),
        }
        self.export()  # as people do before they begin
        self._opened.append(target(plans[self.kind], Rules(test, ("P26-",), deadline_s)))
        return self._opened[-1]

    def carry(self) -> None:
        """What people do who carry a file over: import it by upsert, and export what is there."""
        if self.kind != "csv":
            return
        with (self.folder / "to-import.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                number = row.pop("Form_Number__c")
                fields = {**row, "Total_Minor__c": int(row["Total_Minor__c"])}
                call(self.crm, "PATCH", BY_KEY.format(number=number), fields)
        self.export()

    def export(self) -> None:
        """As the vendor's own tool writes it: headings in capitals, everything in quotes."""
        if self.kind != "csv":
            return
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "exported.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, quoting=csv.QUOTE_ALL)
            names = (
                "Id",
                "Form_Number__c",
                "Total_Minor__c",
                "CurrencyIsoCode",
                "Taken_At__c",
                "Description",
                "Status",
            )
            rows.writerow([name.upper() for name in names])
            rows.writerows([one.get(name, "") for name in names] for one in self.held(""))

    def held(self, prefix: str) -> list[dict[str, object]]:
        found = call(self.crm, "GET", QUERY.format(prefix=prefix))
        assert isinstance(found, dict)
        return found["records"]

    def plant(self, number: str, minor: int = 5) -> None:
        fields = {"Form_Number__c": number, "Total_Minor__c": minor, "CurrencyIsoCode": "EUR"}
        call(self.crm, "POST", ORDER, fields)

    def switch(self, mode: str, **settings: object) -> None:
        until = "2999-01-01T00:00:00Z"
        call(self.crm, "PUT", "/switch", {"mode": mode, "run": "r", "until": until, "settings": settings})

    def close(self) -> None:
        for one in self._opened:
            one.close()
        self.way.close()
