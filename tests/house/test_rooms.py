"""A file is one thought, a function one step, and what a module offers it says."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from tree import modules, texts

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_TEST_FILE = 400
# A function that is longer, with the reason.
LONGER = {"continuity/reporting/of_run/report.py:drill_report": "one call, with a line for each part of the document"}
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_file_holds_two_thoughts() -> None:
    lines = {name: text.count("\n") for name, text in texts().items() if name.endswith(".py")}
    longest = {name: LONGEST_TEST_FILE if name.startswith("tests/") else LONGEST_FILE for name in lines}
    assert {name: count for name, count in lines.items() if count > longest[name]} == {}


def test_functions_fit_on_a_screen() -> None:
    found = {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION) and node.end_lineno
    }
    assert {name for name, count in found.items() if count > LONGEST_FUNCTION} == set(LONGER)


def _listed(tree: ast.Module) -> set[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return set(ast.literal_eval(node.value))
    return None


def _defined(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, (*FUNCTION, ast.ClassDef))}


OFFERING = {name: listed for name, tree in modules().items() if (listed := _listed(tree)) is not None}


def _bound(tree: ast.Module) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    imported = (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))
    return _defined(tree) | names | {alias.asname or alias.name for node in imported for alias in node.names}


def test_what_a_module_offers_is_there() -> None:
    # A package may offer names that it fetches when they are asked for.
    plain = {name: listed for name, listed in OFFERING.items() if not name.endswith("__init__.py")}
    assert {name: absent for name, listed in plain.items() if (absent := listed - _bound(modules()[name]))} == {}


def test_nobody_takes_what_a_module_does_not_offer() -> None:
    taken = []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("continuity."):
                source = f"{node.module.replace('.', '/')}.py"
                if source in OFFERING:
                    taken += [f"{name}: {source} {a.name}" for a in node.names if a.name not in OFFERING[source]]
    assert taken == []
