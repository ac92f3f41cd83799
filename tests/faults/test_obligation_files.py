import json
import os
from dataclasses import replace

import pytest

from continuity.errors import ContinuityError
from continuity.faults import obligations as disk
from continuity.faults.giving_up import GivingUp, give_up, given_up
from continuity.faults.heal import heal
from continuity.faults.obligations import (
    Fact,
    Found,
    Obligation,
    Promise,
    ServerRef,
    What,
    close,
    load,
    note,
    open_obligations,
    past_obligations,
    promise,
    read_obligations,
    state_dir,
    tidy,
)
from continuity.faults.process import myself


def draft(**changes):
    made = Obligation(
        id="",
        run="run-1",
        fault="f1",
        promise=Promise.TOXIC,
        kind="latency",
        server=ServerRef("http://127.0.0.1:8474", None, True, 7, "then", wants_token=True),
        target="crm",
        deadline_ms=1_800_000_000_000,
        made_at=1_700_000_000_000,
        holder="änna@laptop",
        conductor=myself(),
        params={"latency": 20, "settings": {"deep": True}},
    )
    return replace(made, **changes)


def full(state):
    made = promise(state, draft())
    made = note(made, Fact(1, What.MARKER_HELD, "conductor"))
    made = note(made, Fact(2, What.FOUND, "conductor", found=Found(True, "127.0.0.1:1", "crm:443")))
    return note(made, Fact(3, What.NOT_HEALED, "guard", "nothing listens there"))


def test_a_promise_reads_back_as_it_was_made(state):
    made = full(state)
    assert open_obligations(state) == (made,)
    assert made.found == Found(True, "127.0.0.1:1", "crm:443")


def test_a_file_cut_at_any_byte_loads_or_is_reported(state):
    made = full(state)
    raw = made.path.read_bytes()
    ends = [index + 1 for index, byte in enumerate(raw) if byte == 10]
    for size in range(len(raw)):
        made.path.write_bytes(raw[:size])
        reading = read_obligations(state)
        if size < ends[0]:
            assert (reading.open, len(reading.unreadable)) == ((), 1)
            continue
        (found,) = reading.open
        whole = sum(end <= size for end in ends) - 1
        assert found.facts == made.facts[:whole]
        assert bool(found.damage) is (size not in ends)


@pytest.mark.parametrize("kind", ["refuse", "latency"])
def test_a_promise_cut_at_any_byte_is_still_kept(real, state, injector, soon, spec, kind, clock):
    """Whatever a power cut left of the file, the server is as it was; what the disk lost, the marker says."""
    baseline = real.state()
    made = injector().inject(spec(kind), real.ref, soon())
    raw = made.path.read_bytes()
    injector().heal_all()
    for size in range(raw.index(b"\n") + 1, len(raw)):
        again = injector().inject(spec(kind), real.ref, soon())
        again.path.write_bytes(raw[:size].replace(made.id.encode(), again.id.encode()))
        assert all(each.healed for each in heal(open_obligations(state), clock=clock, budget_s=5)), size
        assert real.state() == baseline, f"cut after {size} of {len(raw)} bytes"
        assert open_obligations(state) == ()


def test_any_spoilt_byte_of_the_promise_never_raises(state):
    made = full(state)
    raw = made.path.read_bytes()
    for index in range(len(raw)):
        made.path.write_bytes(raw[:index] + b"\xff" + raw[index + 1 :])
        reading = read_obligations(state)
        assert len(reading.open) + len(reading.unreadable) == 1


def test_a_fact_after_a_torn_line_is_not_swallowed(state):
    made = promise(state, draft())
    with made.path.open("ab") as file:
        file.write(b'{"at":1,"wh')
    note(made, Fact(2, What.INJECTED, "conductor"))
    found = load(made.path)
    assert found.injected
    assert found.damage


def test_the_promise_is_on_the_disk_before_anyone_goes_on(state, monkeypatch):
    synced = []
    real = os.fsync
    monkeypatch.setattr(disk.os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_mode), real(handle)))
    promise(state, draft())
    import stat

    assert stat.S_ISREG(synced[-2])
    assert stat.S_ISDIR(synced[-1]), "the folder after the file, or the name is lost with the power"


def test_a_full_disk_refuses_before_anything_goes_in(state, monkeypatch):
    def full_disk(handle, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "_write", full_disk)
    with pytest.raises(ContinuityError, match="No space left"):
        promise(state, draft())
    monkeypatch.undo()
    assert open_obligations(state) == ()


def test_files_are_for_their_owner_only(state):
    assert promise(state, draft()).path.stat().st_mode & 0o077 == 0


def test_closing_lays_the_file_aside_and_is_idempotent(state):
    made = promise(state, draft())
    closed = close(made, Fact(5, What.CLOSED, "halt", "removed"))
    close(made, Fact(6, What.CLOSED, "guard", "already_gone"))
    assert open_obligations(state) == ()
    (past,) = past_obligations(state)
    assert past.path == closed.path
    assert [fact.by for fact in past.facts] == ["halt", "guard"]


def test_a_file_closed_but_not_laid_aside_is_not_open(state):
    note(promise(state, draft()), Fact(5, What.CLOSED, "halt"))
    assert open_obligations(state) == ()
    assert list((state / "obligations").glob("*.jsonl"))
    tidy(state)
    assert not list((state / "obligations").glob("*.jsonl"))
    assert past_obligations(state)


def test_giving_up_names_who_and_why(state):
    given = give_up(promise(state, draft()), GivingUp("anna", "the server was thrown away"), 9)
    (past,) = past_obligations(state)
    assert past.facts[-1] == Fact(9, What.GIVEN_UP, "anna", "the server was thrown away")
    assert (past.closed, past.removed) == (True, False), "nobody has to keep it any more, and nobody took it out"
    assert given_up(state, "run-1") == (given,)


def test_what_was_healed_after_it_was_given_up_is_no_longer_given_up(state):
    made = promise(state, draft())
    give_up(made, GivingUp("anna", "the server was thrown away"), 9)
    note(made, Fact(10, What.REMOVED, "guard", "removed"))
    assert given_up(state) == ()


def test_runs_whose_names_begin_alike_are_told_apart(state):
    promise(state, draft(run="run-1"))
    promise(state, draft(run="run-1-b"))
    assert [each.run for each in open_obligations(state, "run-1")] == ["run-1"]
    assert len(open_obligations(state)) == 2


def test_a_file_of_a_later_format_is_reported_and_left(state):
    made = promise(state, draft())
    record = json.loads(made.path.read_bytes())
    made.path.write_text(json.dumps({**record, "format": "obligation/2"}) + "\n")
    (unreadable,) = read_obligations(state).unreadable
    assert "obligation/2" in unreadable.reason


def test_the_state_folder_is_found_as_the_platform_wants(tmp_path, monkeypatch):
    assert state_dir({"CONTINUITY_STATE": str(tmp_path)}) == tmp_path
    monkeypatch.setattr(disk.sys, "platform", "linux")
    assert state_dir({"XDG_STATE_HOME": "/x"}).as_posix() == "/x/continuity"
    assert state_dir({"XDG_STATE_HOME": "relative"}).parts[-3:] == (".local", "state", "continuity")
    monkeypatch.setattr(disk.sys, "platform", "darwin")
    assert state_dir({}).parts[-3:] == ("Library", "Application Support", "continuity")
