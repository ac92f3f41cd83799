"""The project speaks of itself alone, and leaves nothing for later in its text."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from tree import texts

FORBIDDEN = {
    "a folder of the machine that it was written on": r"/work/|/root/|/home/\w+/",
    "a note to do something later": r"\b(TODO|FIXME|XXX|HACK)\b",
    "an address of a package host": r"pypi\.org|pythonhosted|proxy\.golang|registry\.npm|npmjs\.org|crates\.io",
    "how it came about": r"(?i)\b(claude|anthropic|chatgpt|openai|copilot|llm|language model|co-authored-by)\b",
    "notes that are not part of it": r"\b(design|style|brief|domain|exercises|libraries|chaos-and-code)\.md\b",
    "a room for what found no room": r"(?m)^(from|import) [\w.]*\b(utils|helpers|managers?|misc)\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    here = Path(__file__).name
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts().items()
        if Path(name).name != here
        for match in re.finditer(FORBIDDEN[what], text)
    ]
    assert found == []


def test_no_folder_or_file_is_named_after_nothing() -> None:
    nothing = {"utils", "helpers", "manager", "managers", "misc", "common", "data2"}
    assert [name for name in texts() if {Path(part).stem for part in Path(name).parts} & nothing] == []
