from __future__ import annotations

import dataclasses

import pytest
from drill_samples import DRILLS
from quarter_samples import QUARTERS
from report_parts import RECORDS

from continuity.reporting.lead import orders_headline
from continuity.reporting.times import date_line, length, offset
from continuity.reporting.verdicts import Tone


def lead(name: str) -> str:
    return " ".join(DRILLS[name]().lead).replace("\u00a0", " ")


def test_a_failed_drill_tells_what_stopped_how_long_and_what_was_late():
    assert lead("failed") == (
        "CRM order API, CRM search and status page stopped working; the way was open again after 38 min. "
        "The team was working by hand after 18 min; the target was 30 min. "
        "All 46 orders are in the CRM, each once; accounting and shipping agree. "
        "“Customers told” took 24 min, 4 min more than its target: nobody but the shift lead could send the message."
    )


def test_simulated_people_are_told_in_the_first_paragraph():
    assert lead("practice").endswith("so this says how the procedure runs, not how people do.")


def test_a_void_run_shows_nothing():
    assert lead("void") == "This run shows nothing, for or against. No probe saw the fault at the CRM order API."


def test_an_aborted_run_says_so_first():
    assert lead("aborted").startswith("The run was ended early.")
    assert "did not come back before the end" in lead("aborted")


def test_lost_orders_are_counted_out():
    assert "298 of 300 orders are in the CRM: 2 lost, 1 number missing, 3 exceptions open." in lead("crowded")


@pytest.mark.parametrize(
    ("changes", "text", "tone"),
    [
        ({}, "46 of 46, each once", Tone.GOOD),
        ({"in_system": None}, "46 taken, not read back", Tone.WARN),
        ({"in_system": 45, "lost": 1, "agree": False}, "45 of 46 home", Tone.BAD),
        ({"doubled": 1, "agree": False}, "46 of 46 home", Tone.BAD),
        ({"agree": None}, "46 of 46 home", Tone.WARN),
        ({"used": 0, "in_system": 0}, "none taken", Tone.PLAIN),
    ],
)
def test_the_orders_headline_is_good_only_when_all_is_home(changes, text, tone):
    headline = orders_headline((dataclasses.replace(RECORDS, **changes),))
    assert (headline.text, headline.tone) == (text, tone)


def test_a_quarter_without_people_says_none():
    said = " ".join(QUARTERS["untested"]().lead)
    assert said.startswith("None of the 6 claims is demonstrated yet. 2 practice runs with simulated people")
    assert said.endswith("could take it to 6 of 6.")


def test_an_empty_quarter_says_that_there_is_nothing():
    assert QUARTERS["empty"]().lead == (
        "No claim is registered, so there is nothing to show yet.",
        "No run was held this quarter.",
    )


@pytest.mark.parametrize(
    ("millis", "text"),
    [
        (0, "0 s"),
        (60_000, "1 min"),
        (74_000, "74 s"),
        (1_084_000, "18 min 04 s"),
        (7_500_000, "2 h 05"),
        (-2_000, "−2 s"),
        (180_000_000, "2 d 2 h"),
    ],
)
def test_lengths_keep_their_seconds(millis, text):
    assert length(millis).replace("\u00a0", " ") == text


def test_offsets_are_running_clocks():
    assert (offset(-2_000), offset(4_881_000), offset(None)) == ("−0:00:02", "1:21:21", "–")


def test_a_run_past_midnight_shows_both_days():
    line = date_line("2026-03-28T22:50:00Z", "2026-03-29T00:10:00Z", "Europe/Paris")
    assert line == "28 March 2026, 23:50– 29 March 2026, 01:10 (Europe/Paris, UTC+01:00)"
