"""A hand-off file is spoilt and put right exactly; a newer file is never written over; a crash loses nothing."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from continuity.clock import SystemClock
from continuity.errors import Refused
from continuity.events.outage import ProbeState
from continuity.faults.files import KEPT
from continuity.faults.inject import FaultSpec
from continuity.faults.means import HandOffFiles
from continuity.faults.obligations import load, open_obligations
from continuity.faults.outcome import Healed, by_hand
from continuity.faults.recover import recover
from continuity.plan import Expect
from continuity.probes.files import look_at_files

WAYS = {
    "missing": {"how": "missing"},
    "late": {"how": "late", "by": 3_600_000},
    "truncated": {"how": "truncated", "keep": 40},
    "doubled": {"how": "doubled"},
}
SEEN: dict[str, tuple[ProbeState, str]] = {
    "missing": ("down", "1 files match orders-*.csv instead of 2"),
    "late": ("degraded", "orders-2.csv is 36"),
    "truncated": ("down", "orders-2.csv does not end with 'END'"),
    "doubled": ("down", "3 files match orders-*.csv instead of 2"),
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "hand-over"
    made.mkdir()
    fill(made)
    return made


def fill(made):
    now = SystemClock().now() * 1_000_000
    for name, text, age in (("orders-1.csv", "a;1\nEND\n", 7200), ("orders-2.csv", "b;2\n" * 500 + "END\n", 5)):
        path = made / name
        path.write_text(text, "utf-8")
        path.chmod(0o640)
        os.utime(path, ns=(now, now - age * 1_000_000_000 + 123_457))


def picture(folder: Path):
    """Names, bytes, mode and time of all that lies there."""
    return {
        path.name: (path.is_dir() or path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }


def spec(folder, way="missing", fault="f1"):
    return FaultSpec(fault, "file", "hand-over", WAYS[way], HandOffFiles(folder, "orders-*.csv"))


def look(folder):
    expect = Expect(count=2, contains="END", max_age=600_000)
    return look_at_files(folder / "orders-*.csv", expect, SystemClock().now())


@pytest.mark.parametrize("way", WAYS)
def test_the_newest_file_is_spoilt_seen_so_and_put_right_exactly(folder, injector, soon, state, way):
    before = picture(folder)
    assert look(folder)[0] == "ok"
    ours = injector()
    ours.inject(spec(folder, way), None, soon())
    state_seen, words = look(folder)
    assert (state_seen, words.startswith(SEEN[way][1])) == (SEEN[way][0], True), words
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.REMOVED, True)
    assert picture(folder) == before
    assert look(folder)[0] == "ok"
    assert open_obligations(state) == ()


@pytest.mark.parametrize("way", ["missing", "truncated"])
def test_a_newer_file_stays_and_the_original_is_kept_beside_it(folder, injector, soon, way):
    ours = injector()
    original = (folder / "orders-2.csv").read_bytes()
    ours.inject(spec(folder, way), None, soon())
    (folder / "orders-2.csv").write_text("from tonight\nEND\n", "utf-8")
    (outcome,) = ours.heal_all()
    assert outcome.state is Healed.FOREIGN
    assert (folder / "orders-2.csv").read_text("utf-8") == "from tonight\nEND\n"
    (kept,) = (folder / KEPT).iterdir()
    assert str(kept) in outcome.detail
    assert kept.read_bytes() == original


def test_a_second_file_that_somebody_changed_stays(folder, injector, soon):
    ours = injector()
    ours.inject(spec(folder, "doubled"), None, soon())
    (folder / "orders-2-again.csv").write_text("mine", "utf-8")
    assert ours.heal_all()[0].state is Healed.FOREIGN
    assert (folder / "orders-2-again.csv").read_text("utf-8") == "mine"


def test_a_file_that_a_receiver_took_meanwhile_is_no_fault_any_more(folder, injector, soon):
    for way, taken in (("late", "orders-2.csv"), ("doubled", "orders-1-again.csv")):
        ours = injector()
        ours.inject(spec(folder, way), None, soon())
        (folder / taken).unlink()
        assert ours.heal_all()[0].state is Healed.ALREADY_GONE


def test_a_late_file_written_anew_keeps_its_new_time(folder, injector, soon):
    ours = injector()
    ours.inject(spec(folder, "late"), None, soon())
    (folder / "orders-2.csv").write_text("b;2\n" * 500 + "END\n", "utf-8")
    written = (folder / "orders-2.csv").stat().st_mtime_ns
    assert ours.heal_all()[0].state is Healed.FOREIGN
    assert (folder / "orders-2.csv").stat().st_mtime_ns == written


@pytest.mark.parametrize("way", WAYS)
def test_by_hand_the_commands_do_the_same(folder, injector, soon, way):
    import subprocess

    before = picture(folder)
    ours = injector()
    made = ours.inject(spec(folder, way), None, soon())
    for command in by_hand(load(made.path)):
        subprocess.run(["bash", "-c", command], check=True, timeout=10)
    ours.heal_all()
    assert {name: each[:2] for name, each in picture(folder).items()} == {
        name: each[:2] for name, each in before.items()
    }
    assert look(folder)[0] == "ok"


def test_one_file_is_spoilt_once_by_whichever_run(folder, injector, soon, state):
    injector().inject(spec(folder), None, soon())
    fill(folder)
    with pytest.raises(Refused, match="of run run-1"):
        injector("run-2").inject(spec(folder, fault="g1"), None, soon())
    assert all(each.healed for each in injector().heal_all())


def test_without_a_file_or_with_a_name_that_would_not_be_read_nothing_is_promised(folder, injector, soon, state):
    alone = FaultSpec("f1", "file", "hand-over", WAYS["doubled"], HandOffFiles(folder, "orders-2.csv"))
    with pytest.raises(Refused, match="would not match"):
        injector().inject(alone, None, soon())
    shutil.rmtree(folder)
    with pytest.raises(Refused, match="cannot be read"):
        injector().inject(spec(folder), None, soon())
    folder.mkdir()
    with pytest.raises(Refused, match="no file"):
        injector().inject(spec(folder), None, soon())
    assert open_obligations(state) == ()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("heal", [False, True])
def test_killed_at_every_step_then_recovered_leaves_the_files_as_they_were(folder, tmp_path, conductor, way, heal):
    before = picture(folder)
    given = {"folder": str(folder), "pattern": "orders-*.csv"}
    order = {"run": "run-1", "server": {"url": "none"}, "faults": [["file", "p", WAYS[way], given]], "heal": heal}
    conductor.send(state=str(tmp_path / "whole"), **order)
    steps = conductor.hear()["steps"]
    assert conductor.hear()["ended"] == 0
    recover(tmp_path / "whole", SystemClock())
    assert picture(folder) == before
    assert steps > 6
    for step in range(1, steps + 1):
        state = tmp_path / str(step)
        conductor.send(state=str(state), die_at=step, **order)
        assert conductor.hear()["ended"] == signal.SIGKILL
        recovery = recover(state, SystemClock())
        assert all(outcome.healed for outcome in recovery.outcomes), f"step {step}: {recovery}"
        assert picture(folder) == before, f"killed at step {step} of {steps}"
        assert open_obligations(state) == ()


def test_the_guard_puts_the_file_right_when_its_conductor_is_killed(folder, state, conductor, until):
    before = picture(folder)
    given = {"folder": str(folder), "pattern": "orders-*.csv"}
    faults = [["file", "p", WAYS["truncated"], given]]
    conductor.send(
        state=str(state), run="run-1", server={"url": "none"}, faults=faults, guard=True, hold=True, deadline_ms=60_000
    )
    held = conductor.hear()
    assert picture(folder) != before
    os.kill(held["child"], signal.SIGKILL)
    conductor.hear()
    until(lambda: picture(folder) == before)
    until(lambda: open_obligations(state) == ())
