"""Neither a form nor a step may ask for card data, by any of its names."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity.workspace.init import init
from continuity.workspace.load import load

LABELS = ("CSC", "Kartennummer", "Credit card", "'Card #'", "PIN", "CVV")
BOOK = Path("runbooks", "take-orders-by-hand.yaml")
PLACES = {"form": "{id: item, label: Item, means: item}", "step": "label: What do you see"}


def found(root: Path, old: str, new: str) -> list[str]:
    init(root)
    text = (root / BOOK).read_text()
    assert old in text
    (root / BOOK).write_text(text.replace(old, new, 1))
    return [one.message for one in load(root).findings if one.code == "form-card-field"]


@pytest.mark.parametrize("label", LABELS)
def test_a_form_may_not_ask_for_it(tmp_path: Path, label: str) -> None:
    (message,) = found(tmp_path / "house", PLACES["form"], f"{{id: item, label: {label}, means: item}}")
    assert "asks for what may not be written down anywhere" in message


@pytest.mark.parametrize("label", LABELS)
def test_a_step_may_not_ask_for_it_either(tmp_path: Path, label: str) -> None:
    (message,) = found(tmp_path / "house", PLACES["step"], PLACES["step"].replace("What do you see", label))
    assert "asks for what may not be written down anywhere" in message
