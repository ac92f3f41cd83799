"""The page of codes is a contract: each example yields its code and its words, and no code is left out."""

import re
from pathlib import Path

import pytest

import continuity.workspace
from continuity.clock import from_iso
from continuity.faults.kinds import TABLE
from continuity.workspace.load import load
from continuity.workspace.shipped import starter_files, starter_folder

PAGE = Path(__file__).parents[2] / "docs" / "check-codes.md"
NOW = from_iso("2026-12-01T08:00:00Z")
KINDS = {kind.name: kind.check for kind in TABLE}
SECTION = re.compile(r"^### `([a-z0-9-]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
DIFF = re.compile(r"```diff\n@@ (\S+)\n(.*?)```", re.DOTALL)
SAID = re.compile(r"```text\n(.*?)```", re.DOTALL)
CODE = re.compile(r'"([a-z]+-[a-z0-9-]+)"')
FAMILIES = re.compile(
    "yaml|schema|file|id|inject|step|form|format|role|objective|fault|limit|phase|bind|claim|clock|decide|drill|environment"
    "|probe|proxy|person|date|hours|target|words|mark|follow|git|read|list"
)
SECTIONS = SECTION.findall(PAGE.read_text("utf-8"))


def starter(root):
    for name in starter_files():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((starter_folder() / name).read_bytes())


def change(root, name, diff):
    lines = diff.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line.startswith("-"))
    new = "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))
    if not old and not (root / name).exists():
        (root / name).write_text(new, "utf-8")
        return
    text = (root / name).read_text("utf-8")
    assert old in text, f"the starter's {name} no longer has {old!r}"
    (root / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(("code", "section"), SECTIONS, ids=[code for code, _ in SECTIONS])
def test_documented_example_yields_its_code_and_words(code, section, tmp_path):
    starter(tmp_path)
    for name, diff in DIFF.findall(section):
        change(tmp_path, name, diff)
    said = SAID.search(section).group(1).strip().splitlines()
    found = [finding for finding in load(tmp_path, kinds=KINDS, now=NOW).findings if finding.code == code]
    assert found, f"no finding has the code {code}"
    assert [found[0].message, *([found[0].hint] if found[0].hint else [])] == said
    assert (found[0].severity == "warning") == ("Advice." in section)


def test_every_code_in_the_source_is_documented():
    source = Path(continuity.workspace.__file__).parent
    words = {word for path in source.rglob("*.py") for word in CODE.findall(path.read_text("utf-8"))}
    codes = {word for word in words if FAMILIES.fullmatch(word.partition("-")[0])}
    references = {
        f"ref-unknown-{what.replace(' ', '-')}"
        for path in source.rglob("*.py")
        for what in re.findall(r'\.unknown\(\s*[^,]+?, "([a-z -]+)",', path.read_text("utf-8"))
    }
    page = PAGE.read_text("utf-8")
    assert len(codes) > 50
    assert len(references) > 15
    assert [code for code in sorted(codes | references) if f"`{code}`" not in page] == []
