"""A pack is read by somebody who has never seen the program, at night, in a hurry: each word has to carry."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from pack_house import PackHouse
from pypdf import PdfReader

from continuity.workspace.load import load

DIFFER = (
    "Telephone and read count and total aloud. If they differ, both count again, together. If they still differ, the "
    "batch comes back whole, with the reason on its header."
)


@pytest.fixture
def read(house: PackHouse) -> Callable[..., str]:
    """The paper of a role as a reader sees it; ``real`` instead of a drill's, ``holder`` who holds it."""

    def text(role: str, *, real: bool = False, holder: str = "") -> str:
        more = ([] if real else ["--drill"]) + (["--for", holder] if holder else [])
        said = house.say("pack", "build", "--role", role, "--as", "marta", "--json", *more)
        assert said.code == 0, said.err
        page = house.page(said.rows[0]).read_text().split('<main id="paper">')[1].split("</main>")[0]
        bare = html.unescape(re.sub(r"<[^>]+>", " ", page))
        return re.sub(r"\s+([.,:;])", r"\1", " ".join(bare.split()))

    return text


def steps_of(paper: str) -> str:
    """From the page of steps to the pages behind it."""
    return paper.split("Read a step, do it")[1].split("Who does what")[0]


def test_a_drill_says_what_it_forbids_and_how_it_turns_real(read: Callable[..., str]) -> None:
    rule = "This is a drill. Publish nothing, ship nothing, invoice nothing, save no practice order in the real system."
    clerk = read("order-clerk")
    assert rule in clerk
    assert "say “no duff” aloud, stop, tell the shift lead; use the real pack" in clerk
    assert "A real order: take it as always, in the real system." in clerk
    assert "Write REAL on it and tell the shift lead." in clerk
    assert "Drill: Only into the practice system; without one, write DRILL as the system's number." in clerk
    service = steps_of(read("customer-service"))
    assert service.count("Drill: Publish nothing and call no customer; read it to the shift lead.") == 3
    assert steps_of(read("accounting")).count("Drill: Nothing is shipped or invoiced.") == 2
    lead = read("shift-lead")
    assert "say “no duff” aloud, stop everybody; use" in lead
    assert "read it to the shift lead" not in lead, "nobody reads to themselves"
    assert "DRILL DRILL DRILL: The CRM is down" in lead


def test_what_comes_once_does_not_stand_under_the_heading_of_a_round(read: Callable[..., str]) -> None:
    lead = steps_of(read("shift-lead"))
    rounds, once = lead.index("Give shipping the forms"), lead.index("Wait until the CRM has worked")
    assert rounds < lead.index("After that Once, in this order.") < once
    assert lead.index("For the last time.") > lead.index("Close the last batch")


def test_a_real_pack_has_nothing_of_a_drill_in_it(read: Callable[..., str]) -> None:
    for role in ("shift-lead", "order-clerk", "customer-service", "accounting"):
        assert "drill" not in read(role, real=True).lower()


def test_another_code_word_is_another_edition(house: PackHouse) -> None:
    before = house.print("checker")["sha256"]
    drill = house.root / "drills" / "quarterly-crm-outage.yaml"
    drill.write_text(drill.read_text().replace("code_word: no duff", "code_word: pineapple"))
    row = house.print("checker")
    assert "say “pineapple” aloud" in house.page(row).read_text()
    assert row["sha256"] != before


def test_work_by_hand_ends_with_one_event_in_one_word(read: Callable[..., str]) -> None:
    clerk, lead = steps_of(read("order-clerk")), steps_of(read("shift-lead"))
    assert "Go on until the shift lead gives the all-clear." in clerk
    assert "Every 15 minutes, until you give the all-clear." in lead
    assert "the shift lead gives" not in lead
    assert "Wait until this is done. You give the all-clear" not in lead, "nobody waits for themselves"
    for paper in (clerk, lead, steps_of(read("accounting"))):
        assert "says that the system works again" not in paper


def test_the_last_batch_is_collected_after_the_all_clear(house: PackHouse, read: Callable[..., str]) -> None:
    lead = steps_of(read("shift-lead"))
    assert lead.index("Orders stay on paper until you give it;") < lead.index("Close the last batch")
    ids = [block.id for block in load(house.root).runbooks["take-orders-by-hand"].steps]
    assert ids.index("all-clear") + 1 == ids.index("last-batch")


def test_each_receiver_has_a_header_of_its_own_and_each_header_a_line(read: Callable[..., str]) -> None:
    lead, clerk = read("shift-lead"), read("order-clerk")
    assert lead.count("Batch header, to accounting") == lead.count("Batch header, to shipping") == 6
    assert "Fill in a batch header for each who gets the batch: one to accounting, one to shipping." in lead
    assert lead.count("yes / no") == 12
    assert lead.index("into “Batches” on the page “Given out”") < lead.rindex("Given out") < lead.index("yes / no")
    assert "Batch header" not in clerk, "who closes no batch needs none"
    assert "Get the forms back from shipping first." in clerk


def test_a_batch_without_a_known_receiver_says_where_it_goes_by_hand(
    house: PackHouse, read: Callable[..., str]
) -> None:
    for name in ("hand-over-to-accounting", "hand-over-to-shipping"):
        path = house.root / "runbooks" / f"{name}.yaml"
        text = re.sub(r"    hand_off: .*\n", "", path.read_text()).replace("    read_back: send\n", "")
        path.write_text(text)
    drill = house.root / "drills" / "quarterly-crm-outage.yaml"
    drill.write_text(re.sub(r"  - \{id: \w+-has-it.*\n", "", drill.read_text()))
    programme = house.root / "programme.yaml"
    programme.write_text(re.sub(r"  - \{id: \w+-has-it.*\n", "", programme.read_text()))
    lead = read("shift-lead")
    assert lead.count("goes to") == 6
    assert "Fill in a batch header. Write the batch on each form" in lead


def test_both_sides_have_one_rule_for_figures_that_differ(read: Callable[..., str]) -> None:
    lead, accounting = steps_of(read("shift-lead")), steps_of(read("accounting"))
    assert (lead.count(DIFFER), accounting.count(DIFFER)) == (4, 2)
    assert lead.count("they have signed the header.") == 4
    assert lead.count("They have 15 minutes to count") == 4
    for receiver in (accounting, steps_of(read("shipping"))):
        assert receiver.count("within 15 minutes") == 2, "as long as the sender waits"


def test_each_form_has_lines_for_whoever_says_yes_and_for_void(read: Callable[..., str]) -> None:
    form = read("order-clerk").split("Blank forms: use them in order.")[1].split("Order by hand")[1]
    assert "Total over 5 000.00 EUR: first ask the shift lead. Said yes: name time Never write a card" in form
    assert "VOID: reason witness" in form
    assert "Ask the shift lead: +33 1 99 00 10 01" in read("order-clerk").split("use them in order.")[1][:60]


def test_the_deputy_is_not_sent_to_call_themselves(read: Callable[..., str]) -> None:
    stands_in = "No answer: you stand in; decide, and note the time"
    call = "No answer, Jonas Weber: +33 1 99 00 10 02"
    assert stands_in in read("order-clerk")
    assert stands_in in read("checker", holder="jonas")
    for paper in (read("checker"), read("order-clerk", holder="priya")):
        assert stands_in not in paper
        assert call in paper


def test_cards_say_who_stands_in_and_the_lead_alone_fetches(read: Callable[..., str]) -> None:
    lead, clerk = read("shift-lead"), read("order-clerk")
    assert "If absent: Order clerk" in lead
    assert "Fetch: price list customer extract" in lead
    assert "Fetch:" not in clerk
    assert not re.search(r"\d+ (blank order forms|forms for the role)", lead + clerk)


def test_what_the_reader_does_too_is_told_apart_from_what_others_do(read: Callable[..., str]) -> None:
    lead = steps_of(read("shift-lead"))
    assert "At the same time you also do: “Batches”. Others do: orders." in lead
    assert "At the same time you also do: “Hand a batch of orders to shipping”." in lead
    assert "At the same time, others do: telling, batches." in steps_of(read("order-clerk"))


def test_whoever_signs_knows_how_many_to_compare_and_where_to_sign(read: Callable[..., str]) -> None:
    sample = "Take 5 forms, spread over all of them; compare each with the system, field by field."
    assert f"Checker: {sample} Then sign here." in steps_of(read("order-clerk"))
    checker = steps_of(read("checker"))
    assert f"{sample} Sign on the order clerk's page; slash the circle here." in checker
    assert checker.count("Sign on the order clerk's page") == 2


def test_scripts_promise_the_next_word_when_the_next_round_comes(read: Callable[..., str]) -> None:
    for role in ("shift-lead", "customer-service"):
        paper = read(role)
        assert "Every 20 minutes, until" in paper
        assert paper.count("Write in the time 20 minutes from now. Speak then, even when nothing is new.") == 2
        assert "30 minutes" not in paper
    assert "tonight" not in read("customer-service") + read("order-clerk")


def test_what_to_do_when_forms_answers_or_days_run_out(read: Callable[..., str]) -> None:
    clerk, lead = read("order-clerk"), read("shift-lead")
    assert "Out of forms? Ask the shift lead; write the new numbers below the last row of “Numbers”." in clerk
    assert "Owen Price +33 1 99 00 10 08 tell whoever called you" in clerk
    assert re.search(r"After \d+ \w+ 20\d\d: use this pack only if there is no other", clerk)
    assert "a new one comes from Marta Silva, +33 1 99 00 10 07." in clerk
    assert "When it is over: give this pack, with every form, used, void and blank, to the shift lead." in clerk
    assert "When it is over: collect every pack with its forms" in lead


def test_the_register_has_rows_to_write_in_and_three_to_spare(house: PackHouse) -> None:
    page = house.page(house.print()).read_text()
    register = page.split('<table class="grid register">')[1].split("</table>")[0]
    assert register.count("<tr><td") == 23
    assert register.count('<td class="mono">P26-') == 20
    height = re.search(r"\.register td\{height:([\d.]+)mm", page)
    assert height
    assert float(height[1]) >= 7


SAID_ON_PAPER = (
    "This is a drill. Publish nothing, ship nothing, invoice nothing",
    "Mark “used” as soon as the form is filled in",
    "When it is over:",
    "VOID:",
    "Fetch:",
    "If absent:",
    "“Agrees” is yes only when the header comes back signed",
    "comes back because",
    "Speak then, even when nothing is new.",
    "do what stands under “no answer”",
    "Drill: Nothing is shipped or invoiced",
    "use this pack only if there is no other",
    "After that Once, in this order.",
)


def test_paper_from_a_browser_and_paper_from_the_pdf_say_the_same(house: PackHouse, read: Callable[..., str]) -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    for role in ("shift-lead", "order-clerk"):
        row = house.say("pack", "build", "--role", role, "--drill", "--pdf", "--as", "marta", "--json").rows[0]
        pages = PdfReader(row["files"][0]).pages
        pdf, browser = " ".join(" ".join(page.extract_text() for page in pages).split()), read(role)
        differ = [words for words in SAID_ON_PAPER if (words in pdf) is not (words in browser)]
        assert differ == [], role
        assert sum(words in pdf for words in SAID_ON_PAPER) > len(SAID_ON_PAPER) // 2
