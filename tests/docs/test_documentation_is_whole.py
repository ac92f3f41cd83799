"""Documentation is a contract: what exists is in it, what is in it exists."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import PAGES, ROOT, Line, in_blocks, inline, text_of
from write_commands import PAGE, every_command, page

from continuity import errors

COMMANDS = every_command()
LINES = [line for name in PAGES for line in (*in_blocks(name), *inline(name)) if line.words[0] == "continuity"]


def test_commands_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "the help has changed; make docs writes it anew"


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not hasattr(command, "commands")])
def test_every_command_stands_on_a_page_about_something_to_do(path: str) -> None:
    assert any(f"{' '.join(line.words)} ".startswith(f"{path} ") for line in LINES if line.page != "docs/commands.md")


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.page}: {line.text}")
def test_every_call_names_a_command_and_options_that_exist(line: Line) -> None:
    words = line.words
    path = max((path for path in COMMANDS if f"{' '.join(words)} ".startswith(f"{path} ")), key=len)
    rest = words[len(path.split()) :]
    known = {option for parameter in COMMANDS[path].params for option in parameter.opts} | {"--help", "-h"}
    assert [word for word in rest if word.startswith("-") and word not in known] == []
    assert path != "continuity" or not rest or rest[0].startswith("-"), f"there is no command {rest[0]}"


@pytest.mark.parametrize("error", [getattr(errors, name) for name in errors.__all__])
def test_every_error_stands_beside_its_exit_code(error: type[errors.ContinuityError]) -> None:
    row = next(row for row in text_of("docs/exit-codes.md").splitlines() if row.startswith(f"| {error.exit_code} |"))
    assert error is errors.ContinuityError or f"`{error.__name__}`" in row


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_lead_somewhere(name: str) -> None:
    here = (ROOT / name).parent
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", text_of(name)):
        file = (here / target).resolve() if target else ROOT / name
        assert file.exists(), f"{name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor[1:] in {_anchor(head) for head in heads}, f"{name}: {target}{anchor}"


def _anchor(head: str) -> str:
    return re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")


def test_every_page_can_be_reached_from_the_index() -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)", text_of("docs/index.md")))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"} == linked
