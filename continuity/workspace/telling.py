"""Findings as people and programs read them: lines of text, JSON, annotations on GitHub."""

from __future__ import annotations

import json
from collections.abc import Sequence

from continuity.workspace.findings import Finding, Severity

__all__ = ["as_github", "as_json", "as_text"]


def as_text(findings: Sequence[Finding], files: int) -> str:
    """One problem to a line, what to write instead below it, and a last line that sums up."""
    lines: list[str] = []
    for finding in findings:
        word = "advice: " if finding.severity is Severity.WARNING else ""
        lines.append(f"{finding.place}: {word}{finding.message}  [{finding.code}]")
        if finding.hint:
            lines.append(f"    {finding.hint}")
    return "\n".join([*lines, _sum(findings, files)])


def _sum(findings: Sequence[Finding], files: int) -> str:
    checked = f"checked {_count(files, 'file')}"
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    advice = len(findings) - errors
    if not findings:
        return f"{checked}: all clear"
    parts = ([_count(errors, "problem")] if errors else []) + ([f"{advice} of advice"] if advice else [])
    return f"{checked}: {', '.join(parts)}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects, in the order of the files."""
    rows = [
        {
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "severity": finding.severity.value,
            "message": finding.message,
            "hint": finding.hint,
        }
        for finding in findings
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def as_github(findings: Sequence[Finding]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    return "\n".join(_annotation(finding) for finding in findings)


def _annotation(finding: Finding) -> str:
    text = _escape(f"{finding.message}. {finding.hint}".rstrip())
    file = _escape(finding.file).replace(":", "%3A").replace(",", "%2C")
    place = f"file={file},line={finding.line},col={finding.column},title={finding.code}"
    return f"::{finding.severity.value} {place}::{text}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
