"""What check says beside a slip, and for amounts as people write them."""

from pathlib import Path

import pytest

from continuity.workspace.init import init
from continuity.workspace.load import load

RUNBOOK = "runbooks/take-orders-by-hand.yaml"


@pytest.fixture
def made(tmp_path):
    init(tmp_path)
    return tmp_path


def change(root, name, *pairs):
    path = root / name
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)


def said(root):
    return {finding.code: (finding.file, finding.message, finding.hint) for finding in load(root).findings}


def test_unknown_names_are_told_beside_a_slip_and_once(made):
    slip = ("    target: 5m\n    critical: true", "    targt: 5m\n    critical: true")
    change(made, RUNBOOK, slip, ("owner: sales-ops", "owner: sales-op"))
    change(made, RUNBOOK, ("          role: order-clerk", "          role: clark"))
    change(made, RUNBOOK, ("follow: tell-customers-and-staff", "follow: tell-customers"))
    found = load(made).findings
    assert sorted(finding.code for finding in found) == [
        "ref-unknown-role", "ref-unknown-runbook", "ref-unknown-team", "schema-unknown-key",
    ]  # fmt: skip
    change(made, RUNBOOK, ("targt", "target"))
    assert {finding.code for finding in load(made).findings} >= {"ref-unknown-role", "ref-unknown-team"}


def test_nothing_is_called_unknown_when_its_home_has_the_slip(made):
    change(made, "continuity.yaml", ("{id: finance, title: Finance}", "{idd: finance, title: Finance}"))
    assert {finding.code for finding in load(made).findings} == {"schema-unknown-key"}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("6.000,00 EUR", "Write 6000.00 EUR: a point before the cents, and nothing between thousands."),
        ("6 000.00 EUR", "Write 6000.00 EUR: a point before the cents, and nothing between thousands."),
        ("6,000.5 EUR", "Write 6000.50 EUR: a point before the cents, and nothing between thousands."),
        ("6'000 eur", "Write 6000 EUR: a point before the cents, and nothing between thousands."),
        ("1234567,89 EUR", "Write 1234567.89 EUR: a point before the cents, and nothing between thousands."),
        ("much", "Write it with its currency: 5000.00 EUR."),
        ("6000.00", "Write it with its currency: 5000.00 EUR."),
    ],
)
def test_an_amount_in_other_signs_is_given_back_as_it_is_written_here(written, hint, made):
    change(made, RUNBOOK, ("max: 5000.00 EUR", f'max: "{written}"'))
    file, message, told = said(made)["schema-shape"]
    assert (file, message, told) == (RUNBOOK, f"{written!r} is not an amount of money", hint)


def test_thousands_with_a_point_are_not_taken_for_three_decimals(made):
    change(made, RUNBOOK, ("max: 5000.00 EUR", "max: 6.000 EUR"))
    assert said(made)["schema-value"][2] == "A point stands before the cents, and nothing between thousands: 6000.00."


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("count: 60", "count: sixty", "Write digits only, like 4."),
        ("check_digit: true", 'check_digit: "yes"', "Write true or false, without quotes."),
        ("authority: [shift-lead]", "authority: shift-lead",
         "Write [one, two], or a line that begins with - for each."),
        ("order-clerk: {title: Order clerk}", "order-clerk: Clerk",
         "Write word: value, each on a line of its own below this one, indented."),
        ('version: "1.0"', "version: 1", 'Write it in quotes: "1".'),
    ],
)  # fmt: skip
def test_what_stands_in_a_wrong_way_is_told_with_what_to_write(old, new, hint, made):
    change(made, RUNBOOK, (old, new))
    assert said(made)["schema-type"][2] == hint


def test_no_sentence_needs_a_reader_of_schemas():
    page = (Path(__file__).parents[2] / "docs" / "check-codes.md").read_text("utf-8")
    sentences = [block.split("```")[0] for block in page.split("```text\n")[1:]]
    jargon = (
        "schema",
        "property",
        "properties",
        "array",
        "object",
        "integer",
        "boolean",
        "string",
        "additional",
        "null",
    )
    assert len(sentences) > 70
    assert [
        (word, text) for text in sentences for word in jargon if word in text.lower().replace("objective", "")
    ] == []
