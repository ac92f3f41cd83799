"""What many kills came to: what must not be, the figures in a table, and a file from which counting goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from killing import Instant, Kill, Result

__all__ = ["how_it_went_on", "keep", "kept", "table", "told", "wrong"]


def wrong(results: Sequence[Result]) -> list[str]:
    """What must not be: faults left, orders lost or doubled, other problems, drills not brought to their end."""
    found = [problem for one in results for problem in told(one)]
    answered = [one for one in results if not one.locked_up]
    finished = sum(one.resumed for one in answered)
    if finished < 0.95 * len(answered):
        found.append(f"only {finished} of {len(answered)} runs were brought to their end")
        found += [line for one in results for line in how_it_went_on(one)]
    return found


def told(one: Result) -> list[str]:
    """What must not be after one drill."""
    what = [
        *(f"left after the kill at {kill.instant}: {left}" for kill in one.kills for left in kill.left),
        *(f"left after the end: {left}" for left in one.left),
        *(f"lost: {number}" for number in one.lost),
        *(f"doubled: {number}" for number in one.doubled),
        *one.problems,
    ]
    return [f"{_named(one)}: {each}" for each in what]


def how_it_went_on(one: Result) -> list[str]:
    """The exit code of a run that was not brought to its end."""
    if one.locked_up:
        return [f"{_named(one)}: the server locked up"]
    return [] if one.resumed else [f"{_named(one)}: taken up again, it ended with {one.exit_code}"]


def _named(one: Result) -> str:
    return (
        f"{one.engine} drill {one.seed} ({one.folder}) killed at {', '.join(str(kill.instant) for kill in one.kills)}"
    )


def table(results: Sequence[Result]) -> str:
    """The figures, an engine a row: "in fault" are the kills that met a fault or a promise.

    ``3/n`` bounds the true share of kills that leave a fault, with 95 % confidence.
    """
    rows = [
        f"{'engine':<10}{'drills':>7}{'kills':>7}{'in fault':>10}{'left':>6}{'ended':>7}{'lost':>6}{'doubled':>9}"
        f"{'orders':>8}{'clean p50':>11}{'p99':>8}{'max':>8}   faults left, 95 %   lock-ups of the server"
    ]
    for engine in sorted({one.engine for one in results}):
        every = [one for one in results if one.engine == engine]
        mine = [one for one in every if not one.locked_up]
        kills = [kill for one in mine for kill in one.kills]
        left = sum(bool(kill.left) for kill in kills) + sum(bool(one.left) for one in mine)
        bound = f"< {min(1.0, 3 / max(1, len(kills))):.2%}" if not left else f"{left} of {len(kills)}"
        times = sorted(kill.clean_s for kill in kills if kill.faulted and kill.clean_s is not None) or [0.0]
        rows.append(
            f"{engine:<10}{len(mine):>7}{len(kills):>7}{sum(kill.faulted for kill in kills):>10}{left:>6}"
            f"{sum(one.resumed for one in mine):>7}{sum(len(one.lost) for one in mine):>6}"
            f"{sum(len(one.doubled) for one in mine):>9}{sum(one.captured for one in mine):>8}"
            f"{_at(times, 0.5):>8} ms{_at(times, 0.99):>5} ms{_at(times, 1.0):>5} ms   {bound:<20}"
            f"{len(every) - len(mine)}"
        )
    return "\n".join(rows)


def _at(times: Sequence[float], share: float) -> int:
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))])


def keep(path: Path, one: Result) -> None:
    """Append one result, so that a torture that was stopped goes on where it was."""
    row = {**asdict(one), "folder": str(one.folder)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def kept(path: Path) -> list[Result]:
    """The results so far; none where there is no file."""
    lines: Iterable[str] = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return [_result(json.loads(line)) for line in lines if line.endswith("}")]


def _result(row: dict[str, Any]) -> Result:
    kills = [Kill(**{**one, "instant": Instant(**one["instant"])}) for one in row["kills"]]
    return Result(**{**row, "kills": kills, "folder": Path(row["folder"])})
