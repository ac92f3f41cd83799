"""Asking whether a run may start: a command or a URL of the organisation, and silence is a no."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import httpx2

from continuity.clock import to_iso
from continuity.plan import FrozenPlan, Preflight
from continuity.probes.look import client
from continuity.run.timeline import last_end

__all__ = ["refusal"]

_LARGEST = 64 * 1024


class _NoYes(Exception):
    """Why the answer is no clear yes."""


def refusal(plan: FrozenPlan, run: str, root: Path, now: int) -> str | None:
    """Why the preflight hook of the environment lets no run start now (ms UTC); none when it does, or is none.

    The hook is told the run, the drill, the environment, the points with faults, and when the last fault is out.
    """
    hook = plan.environment.preflight
    if hook is None:
        return None
    asked = json.dumps(_question(plan, run, now)).encode()
    try:
        _understand(_by_command(hook, asked, root) if hook.command else _by_http(hook, asked))
    except _NoYes as reason:
        return f"the preflight hook ({hook.words}) gives no go: {reason}"
    return None


def _question(plan: FrozenPlan, run: str, now: int) -> dict[str, object]:
    return {
        "run": run,
        "drill": plan.drill.id,
        "title": plan.drill.title,
        "environment": plan.environment.id,
        "points": sorted({point for _, point, *_ in plan.faults()}),
        "until": to_iso(now + last_end(plan) // plan.drill.speed),
    }


def _understand(answer: bytes) -> None:
    try:
        said = json.loads(answer)
    except ValueError:
        raise _NoYes('its answer is not {"go": true}') from None
    if not isinstance(said, dict) or said.get("go") is not True:
        reason = said.get("reason") if isinstance(said, dict) else None
        raise _NoYes(reason if isinstance(reason, str) and reason else 'its answer is not {"go": true}')


def _by_command(hook: Preflight, asked: bytes, root: Path) -> bytes:
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        told.write(asked)
        told.seek(0)
        try:
            process = subprocess.Popen(
                hook.command, cwd=root, stdin=told, stdout=said, stderr=subprocess.DEVNULL, start_new_session=True
            )
        except OSError as problem:
            raise _NoYes(f"it cannot be run: {(problem.strerror or str(problem)).lower()}") from problem
        _wait(process, hook.within)
        return _read(said)


def _wait(process: subprocess.Popen[bytes], within: int) -> None:
    try:
        code = process.wait(within / 1000)
    except subprocess.TimeoutExpired:
        raise _NoYes(f"no answer within {within / 1000:g} s") from None
    finally:
        _end(process)
    if code:
        raise _NoYes(f"it ended with {code}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing that it started lives on."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(said: IO[bytes]) -> bytes:
    said.seek(0)
    return said.read(_LARGEST)


def _by_http(hook: Preflight, asked: bytes) -> bytes:
    try:
        return asyncio.run(_post(hook, asked))
    except TimeoutError:
        raise _NoYes(f"no answer within {hook.within / 1000:g} s") from None
    except (OSError, httpx2.HTTPError, httpx2.InvalidURL) as problem:
        raise _NoYes(f"it cannot be reached ({type(problem).__name__})") from problem


async def _post(hook: Preflight, asked: bytes) -> bytes:
    headers = {"Content-Type": "application/json"}
    async with (
        asyncio.timeout(hook.within / 1000),
        client() as http,
        http.stream("POST", hook.url or "", headers=headers, content=asked) as answer,
    ):
        body = bytearray()
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _LARGEST:
                raise _NoYes("its answer is too long")
    if not 200 <= answer.status_code < 300:
        raise _NoYes(f"status {answer.status_code}")
    return bytes(body)
