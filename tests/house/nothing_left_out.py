"""Read pytest's report: ``nothing_left_out.py JUNIT.XML`` fails when a test that matters did not run.

That is: a test was skipped, or the contract of the Toxiproxy API was not tried against the original server, or the
embedded server not beside it, or the schemas were not tried in an editor, or the page of a pack in a browser, or the
wheel was not tried.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

MUST = {
    "the contract against the original server": lambda where, name: "contract" in where and "real" in name,
    "the embedded server beside the original": lambda where, name: "differential" in where,
    "the schemas in an editor": lambda where, name: "editors" in where,
    "the page of a pack in a browser": lambda where, name: "pack_page" in where and "axe" in name,
    "the wheel in an empty environment": lambda where, name: "packaging" in where,
}


def left_out(report: Path) -> list[str]:
    """Each thing that should have run and did not."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    named = [(case.get("classname", ""), case.get("name", "")) for case in cases]
    skipped = {which for case, which in zip(cases, named, strict=True) if case.find("skipped") is not None}
    found = [f"skipped: {where}::{name}" for where, name in sorted(skipped)]
    for what, fits in MUST.items():
        if not any(fits(*which) for which in named if which not in skipped):
            found.append(f"no test ran: {what}")
    return found


def main() -> None:
    """Print what was left out; exit code 1 when there is anything."""
    found = left_out(Path(sys.argv[1]))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
