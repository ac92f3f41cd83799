"""A step put into a runbook's text: it reads as its neighbour does, git and patch take the change, all else stays."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from continuity.workspace.insertion import NewStep, insert_after
from continuity.workspace.patch import unified
from continuity.workspace.reader import read_document

STEP = NewStep("call-carrier", "Call the carrier: ask for a later pick-up", "shift-lead")
QUICK = NewStep("call-carrier", "Call the carrier", "clerk", "The carrier has said when")

BLOCK = """steps:
  - id: one
    do: Do one
    role: clerk

  # what comes now is long
  - id: two
    do: Do two   # a remark
    role: clerk
    # it belongs to two
  # it belongs to three
  - id: three
    do: >-
      Do three,
      all of it

    role: clerk
  - id: four
    role: clerk
    do: |+
      Do four

  - id: five
    role: clerk
    do: |-
      # Do five


"""
NESTED = """steps:
- id: both
  lanes:
    a:
    -   id: left
        do: Do left
        role: clerk
    b: [{id: right, do: Do right, role: clerk}, {id: other, follow: x}]
    c: [
      { id: spaced, do: Do spaced, role: clerk },   # a remark
      { id: last, do: Do last, role: clerk }  # another
    ]
    d:
      - {id: flow, do: "Do flow", role: clerk, inputs: [
          {id: n, label: N}]}
      -
        id: below
        do: Do below
        role: clerk
        inputs:
        - {id: m, label: M}
    e: [{id: alone,
      do: Do alone, role: clerk}
    ]
"""
PLACES = {
    "block": (BLOCK, ["/steps/0", "/steps/1", "/steps/2", "/steps/3", "/steps/4"]),
    "nested": (
        NESTED,
        [
            *("/steps/0/lanes/a/0", "/steps/0/lanes/b/0", "/steps/0/lanes/b/1", "/steps/0/lanes/c/0"),
            *("/steps/0/lanes/c/1", "/steps/0/lanes/d/0", "/steps/0/lanes/d/1", "/steps/0/lanes/e/0"),
        ],
    ),
}
SHAPES = [(name, text, at) for name, (text, places) in PLACES.items() for at in places]
ENDINGS = {"lf": ("\n", True), "crlf": ("\r\n", True), "no newline": ("\n", False), "crlf, none": ("\r\n", False)}


def written(text: str, ending: str) -> str:
    newline, last = ENDINGS[ending]
    text = text if last else text.rstrip("\n")
    return text.replace("\n", newline)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(("name", "text", "at"), SHAPES, ids=[f"{name}{at}" for name, _, at in SHAPES])
def test_the_text_says_the_same_and_one_step_more_and_git_and_patch_agree(
    name: str, text: str, at: str, ending: str, tmp_path: Path
) -> None:
    before = written(text, ending)
    after = insert_after(before, at, QUICK)
    assert only_put_in(before, after)
    assert "\n" not in after.replace("\r\n", "") or ending in ("lf", "no newline")
    list_, _, number = at.rpartition("/")
    document, findings = read_document(after.encode(), name)
    old, _ = read_document(before.encode(), name)
    assert findings == []
    assert document is not None
    assert old is not None
    value = document.value
    for part in list_.split("/")[1:]:
        value = value[int(part) if part.isdigit() else part]  # type: ignore[index,call-overload]
    assert value.pop(int(number) + 1) == dict(QUICK.pairs)  # type: ignore[union-attr]
    assert document.value == old.value
    applies(tmp_path, before.encode(), after.encode())


def only_put_in(before: str, after: str) -> bool:
    """Nothing was taken away: the old text is what is left when some of the new is left out."""
    rest = iter(after)
    return all(character in rest for character in before)


def applies(folder: Path, before: bytes, after: bytes) -> None:
    patch = folder / "proposed.patch"
    patch.write_bytes(b"Read this first.\n\n" + unified("runbooks/by hand.yaml", before, after))
    for tool in (["git", "apply", str(patch)], ["patch", "-p1", "-s", "-i", str(patch)]):
        root = folder / tool[0] / "ops"
        (root / "runbooks").mkdir(parents=True)
        (root / "runbooks" / "by hand.yaml").write_bytes(before)
        # the workspace is a folder in a larger repository
        subprocess.run(["git", "init", "-q", str(root.parent)], check=True)
        subprocess.run(tool, cwd=root, check=True)
        assert (root / "runbooks" / "by hand.yaml").read_bytes() == after


def put(text: str, at: str, step: NewStep = QUICK) -> list[str]:
    """The lines that are new."""
    old, new = text.splitlines(), insert_after(text, at, step).splitlines()
    first = next(number for number, line in enumerate(new) if line not in old[number : number + 1])
    return new[first : first + len(new) - len(old)]


def test_it_looks_like_its_neighbour() -> None:
    assert put(BLOCK, "/steps/0", STEP) == [
        "  - id: call-carrier",
        '    do: "Call the carrier: ask for a later pick-up"',
        "    role: shift-lead",
        "",
    ]
    assert put(NESTED, "/steps/0/lanes/a/0") == [
        "    -   id: call-carrier",
        "        do: Call the carrier",
        "        expect: The carrier has said when",
        "        role: clerk",
    ]
    braces = "id: call-carrier, do: Call the carrier, expect: The carrier has said when, role: clerk"
    assert put(NESTED, "/steps/0/lanes/c/0") == [f"      {{ {braces} }},"]
    assert put(NESTED, "/steps/0/lanes/d/0") == [f"      - {{{braces}}}"]


def test_a_remark_stays_with_the_step_that_it_is_about() -> None:
    text = insert_after(BLOCK, "/steps/1", QUICK)
    assert text.index("# a remark") < text.index("# it belongs to two") < text.index("call-carrier")
    assert text.index("call-carrier") < text.index("# it belongs to three")
    text = insert_after(NESTED, "/steps/0/lanes/c/0", QUICK)
    assert text.index("# a remark") < text.index("call-carrier")


@pytest.mark.parametrize(
    "do",
    [
        "Call: the carrier",
        "Call the carrier # now",
        "12:30",
        "no",
        "010",
        "- call",
        "{call}",
        "Call, then wait",
        'Say "hello" \\ wait',
        "Rappelez l'équipe à 3 h",
        "受注を手で取る",
        "'quoted'",
        "&anchor *alias !tag",
        "true",
        "Call]",
        "?",
    ],
)
@pytest.mark.parametrize("at", ["/steps/0/lanes/a/0", "/steps/0/lanes/b/0", "/steps/0/lanes/d/0"])
def test_words_of_any_kind_are_read_as_they_were_said(do: str, at: str) -> None:
    after = insert_after(NESTED, at, NewStep("new", do, "clerk", do))
    document, findings = read_document(after.encode(), "x")
    assert findings == []
    assert document is not None
    (lanes,) = [block["lanes"] for block in document.value["steps"]]  # type: ignore[index,call-overload]
    assert [step for lane in lanes.values() for step in lane if step["id"] == "new"] == [
        {"id": "new", "do": do, "expect": do, "role": "clerk"}
    ]
