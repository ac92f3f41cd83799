from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from drill_samples import DRILLS
from quarter_samples import QUARTERS

import continuity.reporting
from continuity.reporting.render import drill_html, quarter_html

PAGES = pytest.mark.parametrize(
    ("render", "make"),
    [(drill_html, make) for make in DRILLS.values()] + [(quarter_html, make) for make in QUARTERS.values()],
    ids=[*DRILLS, *QUARTERS],
)
VOID = {"meta", "link", "br", "img"}
TEMPLATES = Path(continuity.reporting.__file__).parent / "templates"


class Page(HTMLParser):
    """Collects what the tests ask about, and checks that what opens closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if "href" in found:
            self.links.append(found["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@PAGES
def test_the_same_report_gives_the_same_bytes(render, make):
    assert render(make()) == render(make())


@PAGES
def test_a_page_stands_alone(render, make):
    text = render(make())
    page = Page(text)
    assert page.open == []
    assert not page.tags & {"script", "link", "img", "iframe", "object", "form"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "src"}
    assert "url(http" not in text
    assert "@import" not in text
    assert not re.search(r"<[^>]*https?://(?!www\.w3\.org/2000/svg)", text)


@PAGES
def test_ids_are_unique_and_links_inside_lead_somewhere(render, make):
    page = Page(render(make()))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


@PAGES
def test_no_machine_word_shows_through(render, make):
    text = Page(render(make())).text
    for word in ("None", "Undefined", "MET_DEV", "met_dev", "fault_seen", "not_applicable"):
        assert not re.search(rf"\b{word}\b", text.replace("None of", "").replace("None was", "")), word


def test_markup_in_names_is_text():
    html = drill_html(DRILLS["crowded"]())
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<b>bold" not in html


def test_a_drill_says_so_and_a_real_outage_too():
    assert Page(drill_html(DRILLS["failed"]())).text.count("DRILL") == 1
    assert "REAL OUTAGE" in Page(drill_html(DRILLS["crowded"]())).text


def test_simulated_people_are_named_and_count_for_nothing():
    text = Page(drill_html(DRILLS["practice"]())).text
    assert "SIMULATED PEOPLE" in text
    assert "Counts for no claim." in text
    assert "Nothing about time: it ran at 60 times real speed." in text
    assert "SIMULATED PEOPLE" not in Page(drill_html(DRILLS["failed"]())).text


def test_real_people_at_speed_show_nothing_about_time():
    report = DRILLS["failed"]()
    fast = dataclasses.replace(report, subject=dataclasses.replace(report.subject, speed=10))
    assert "Nothing about time" in Page(drill_html(fast)).text
    assert "Nothing about people" not in Page(drill_html(fast)).text


def test_times_are_shown_in_the_organisations_zone():
    text = Page(drill_html(DRILLS["failed"]())).text
    assert "12 November 2026, 09:54–11:32 (Europe/Paris, UTC+01:00)" in text
    assert "Plan frozen 12 November 2026, 09:41" in text


def test_empty_parts_are_said_in_a_sentence():
    text = Page(drill_html(DRILLS["minimal"]())).text
    for sentence in (
        "No orders were taken by hand in this run",
        "Nothing has been written down yet.",
        "No fault was injected.",
        "No objective was set",
        "No batch was closed.",
        "No message was sent.",
    ):
        assert sentence in text


def test_the_picture_is_described_and_has_tables():
    html = drill_html(DRILLS["failed"]())
    assert 'role="img" aria-labelledby="pic-t pic-d"' in html
    page = Page(html)
    assert {"probes", "steps", "clocks", "batches"} <= set(page.ids)
    assert "46 orders were taken by hand, 46 are in the CRM." in page.text


def test_a_fault_that_no_probe_saw_is_not_drawn_as_one():
    html = drill_html(DRILLS["void"]())
    assert "seen by no probe" in html
    assert 'class="f-unseen"' in html
    assert "0 of 5 objectives" not in Page(html).text


def test_practice_runs_stand_apart_from_runs_that_count():
    html = quarter_html(QUARTERS["partly"]())
    before, _, after = html.partition('<section class="practice">')
    assert "2026-q4-0" not in before.partition('id="runs"')[2]
    assert "2026-q4-0" in after
    assert "they count for no claim" in after


def test_untested_is_never_green():
    html = quarter_html(QUARTERS["untested"]())
    claims = html.partition('id="claims"')[2].partition('id="points"')[0]
    assert "untested" in claims
    assert 'class="v good"' not in claims


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *(
            (f"--{name}", ground)
            for name in ("ink", "mute", "bad", "ok", "warn", "drill")
            for ground in ("#ffffff", "#f5f6f8")
        ),
        *(("#ffffff", f"--{name}") for name in ("drill", "real", "bad")),
        *(("--ink", ground) for ground in ("#fbeecb", "#f0d28f", "#fbe6e4", "#efb5af", "#dbe6f4")),
    ],
)
def test_words_stand_out_from_their_ground(ink, paper):
    named = dict(re.findall(r"(--\w+):(#[0-9a-f]{6})", (TEMPLATES / "style.css").read_text(encoding="utf-8")))
    assert contrast(named.get(ink, ink), named.get(paper, paper)) >= 4.5
