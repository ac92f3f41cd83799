"""The files of the project, as the house rules look at them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".j2", ".html", ".css", ".js", ".txt", ""}


@cache
def texts() -> dict[str, str]:
    """Every text file that git keeps, or would keep; the whole tree where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = done.stdout.splitlines() if done.returncode == 0 else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*")]
    files = {
        name: ROOT / name for name in names if not name.startswith((".venv", ".git/", "demo/", ".wheels", ".tools"))
    }
    return {name: _read(path) for name, path in sorted(files.items()) if path.suffix in TEXT and path.is_file()}


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


@cache
def modules(under: str = "continuity/") -> dict[str, ast.Module]:
    """Each Python file below a folder, parsed."""
    return {name: ast.parse(text) for name, text in texts().items() if name.startswith(under) and name.endswith(".py")}
