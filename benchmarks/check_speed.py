"""How quickly ``check`` reads many runbooks, beside check-jsonschema on the same files and schema.

    python benchmarks/check_speed.py [--runbooks 1000] [--steps 30] [--beside PATH/TO/check-jsonschema]

Whole processes are timed, in turn, and the best of each counts; ours applies the cross-file rules too.
check-jsonschema is no dependency: install it in an environment of its own and name it with --beside.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from continuity.workspace.init import init
from continuity.workspace.shipped import schema_file

HEAD = """\
format: runbook/1
id: {id}
title: "Runbook {id}"
version: "1.0"
owner: sales-ops
process: take-orders
review: {{last: "2026-10-05", every: 90d}}
activation:
  trigger: The order screen has not worked for 5 minutes
  authority: [shift-lead]
  stand_down: Every order is in the CRM once
roles:
  shift-lead: {{title: Shift lead, backup: order-clerk}}
  order-clerk: {{title: Order clerk}}
steps:
"""
STEP = """\
  - id: step-{number}
    do: Write down what you see on screen {number}
    expect: Two people read the same
    if_not: Ask the shift lead by phone
    careful: [Do not log out, The status page may be wrong]
    role: order-clerk
    target: 5m
    inputs:
      - {{id: seen, label: What do you see, type: choice, options: [nothing, slow, broken]}}
"""


def write(root: Path, runbooks: int, steps: int) -> list[Path]:
    """A starter workspace with many runbooks more."""
    init(root)
    body = "".join(STEP.format(number=number) for number in range(steps))
    paths = [root / "runbooks" / f"many-{number}.yaml" for number in range(runbooks)]
    for path in paths:
        path.write_text(HEAD.format(id=path.stem) + body, "utf-8")
    return paths


def timed(command: list[str], cwd: Path) -> float:
    """Seconds of one whole process, which must end well."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runbooks", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--beside", default=shutil.which("check-jsonschema"), help="a check-jsonschema to compare with")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        paths = write(root, args.runbooks, args.steps)
        ours = [sys.executable, "-c", "from continuity.cli.check import command; command()"]
        theirs = [
            args.beside or "",
            "--schemafile",
            str(schema_file("runbook")),
            *(f"runbooks/{it.name}" for it in paths),
        ]
        rounds = [(timed(ours, root), timed(theirs, root) if args.beside else 0.0) for _ in range(args.times)]
    best, other = min(one for one, _ in rounds), min(two for _, two in rounds)
    print(f"{args.runbooks} runbooks of {args.steps} steps, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(
        f"continuity check  {best:7.2f} s  {best / args.runbooks * 1000:6.2f} ms a runbook, cross-file rules included"
    )
    if args.beside:
        print(f"check-jsonschema  {other:7.2f} s  {other / args.runbooks * 1000:6.2f} ms a runbook")
        print(f"ratio             {other / best:7.1f} x")
    else:
        print("check-jsonschema is not here; name one with --beside to compare")


if __name__ == "__main__":
    main()
