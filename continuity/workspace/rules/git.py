"""What must stay out of version control: people's names and numbers, and the journal."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from continuity.workspace.draft import Draft
from continuity.workspace.findings import Finding

_PRIVATE = {
    "people.yaml": "names and phone numbers of people are in version control",
    ".continuity": "the journal and its evidence are in version control",
}


def rule(draft: Draft) -> Iterator[Finding]:
    """Tracked files that should not be; silent where there is no git."""
    for name in sorted({path.partition("/")[0] for path in _tracked(draft.root)}):
        hint = f"Run git rm --cached -r {name}, and write {name} in .gitignore."
        yield Finding(name, 1, 1, "git-tracked", _PRIVATE[name], hint)


def _tracked(root: Path) -> list[str]:
    git = shutil.which("git")
    if git is None or not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return []
    # A repository's own settings may start programs; this one is only asked for names.
    command = [git, "-C", str(root), "-c", "core.fsmonitor=false", "ls-files", "-z", "--", *_PRIVATE]
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name.partition("/")[0] in _PRIVATE]
