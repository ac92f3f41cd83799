"""Whatever way a card number or a security code comes in: it is refused, and no file and no screen holds it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import NUMBERS, begin, written

from continuity.desk.desk import Desk

CARDS = ("4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "６０１１ 1111 1111 1117")
PLAIN = [card.replace(" ", "").replace("-", "") for card in CARDS]


@pytest.fixture
def desk(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "crash").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "crash"))
    return begin(house)


def calls(card: str, house: Path) -> list[tuple[str, ...]]:
    (house / "orders.csv").write_text(f"number,customer,phone,item,quantity,total\n,{card},+39 057310,Spade,1,1.00\n")
    (house / "extra.csv").write_text(f"item,{card}\nSpade,x\n")
    (house / "shop.csv").write_text(f"number,outcome\n{card},unknown\n")
    (house / "seen.csv").write_text(f"number,outcome\n{card},accepted\n")
    (house / "swapped.csv").write_text(f"number,outcome,total\nW-1,accepted,{card}\n")
    (house / "paid.csv").write_text(f"reference,amount\nPAY-1,{card}\n")
    fields = [one for one in written(1) if not one.startswith("promised")]
    by, order, alone = ("--as", "jonas"), ("ledger", "add", NUMBERS[0]), ("--form", "order", "--as", "jonas")
    return [
        *[
            (*order, *[f"{one.split('=')[0]}={card}" if at == place else one for at, one in enumerate(fields)], *by)
            for place in range(len(fields))
        ],
        (*order, *fields, f"promised=paid, {card}, thanks", *by),
        (*order, *fields, f"{card}=x", *by),
        (*order, *fields, card, *by),
        (*order, *fields, "promised=CVV: 123", *by),
        (*order, *fields, "--at", card, *by),
        ("ledger", "add", card, *fields, *by),
        ("ledger", "void", NUMBERS[0], "--reason", f"card {card}", "--witness", "ines", *by),
        ("ledger", "missing", NUMBERS[0], "--reason", card, *by),
        ("ledger", "missing", card, "--reason", "lost", *by),
        ("ledger", "return", card, *by),
        ("ledger", "settle", "R6", card, "--reason", "x", *by),
        ("ledger", "in-flight", card, *by),
        ("ledger", "in-flight", "--held", card, *by),
        ("ledger", "in-flight", "shop.csv", *by),
        ("ledger", "in-flight", "seen.csv", *by),
        ("ledger", "in-flight", "swapped.csv", *by),
        ("ledger", "payments", "paid.csv", *alone),
        ("import", "csv", "orders.csv", *alone),
        ("import", "csv", "extra.csv", *alone),
    ]


@pytest.mark.parametrize("card", CARDS, ids=["visa", "mastercard", "amex", "full-width"])
def test_it_is_refused_and_stands_nowhere(desk, house, say, tmp_path, card) -> None:
    for call in calls(card, house):
        said = say(*call)
        assert said.code in (2, 4), (call, said.out)
        assert not _holds(said.out + said.err), (call, said.err)
    for sheet in house.glob("*.csv"):
        sheet.unlink()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "journal.sqlite" for path in files)
    assert [path for path in files if _holds(path.read_bytes().decode("utf-8", "replace"))] == []
    desk.refresh()
    assert not any(number.record for number in desk.state.ledger.numbers.values())


def _holds(text: str) -> bool:
    squeezed = text.replace(" ", "").replace("-", "")
    return any(card in squeezed for card in PLAIN) or "CVV:123" in squeezed


def test_a_defect_of_ours_does_not_write_it_into_a_crash_file(desk, say, monkeypatch, tmp_path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"while saving {CARDS[0]} and cvv 123")

    monkeypatch.setattr("continuity.desk.desk.decide", fail)
    said = say("ledger", "add", NUMBERS[0], *written(1), "--as", "jonas")
    (log,) = (tmp_path / "crash").glob("continuity-*.log")
    assert said.code == 1
    assert "RuntimeError" in log.read_text("utf-8")
    assert not _holds(said.err + log.read_text("utf-8"))
    assert "123" not in log.read_text("utf-8").partition("RuntimeError")[2]
