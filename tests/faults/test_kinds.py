import subprocess
import sys

import pytest

from continuity.faults.kinds import TABLE, kind_named


@pytest.mark.parametrize(
    ("kind", "params", "says"),
    [
        ("latency", {}, "latency is missing"),
        ("latency", {"latency": -1}, "out of bounds; write 0 to 3600000 (ms)"),
        ("latency", {"latency": "20"}, "no whole number"),
        ("latency", {"latency": 1.0}, "no whole number"),
        ("latency", {"latency": True}, "no whole number"),
        ("latency", {"latencey": 5, "latency": 5}, "did you mean latency?"),
        ("latency", {"latency": 5, "stream": "sideways"}, "none of downstream, upstream"),
        ("latency", {"latency": 5, "toxicity": 101}, "0 to 100 (percent)"),
        ("slicer", {"average_size": 0}, "1 to 1000000"),
        ("slicer", {"average_size": 10, "size_variation": 10}, "must be smaller than average_size"),
        ("bandwidth", {"rate": -1}, "out of bounds"),
        ("bandwidth", {"rate": 10**17}, "out of bounds"),
        ("reset_peer", {"timeout": 3000}, "out of bounds"),
        ("refuse", {"hard": 1}, "it takes no parameters"),
        ("switch", {}, "mode is missing"),
        ("switch", {"mode": "ok"}, "without a fault"),
        ("http", {}, "answer is missing"),
        ("http", {"answer": "teapot"}, "none of too-many-requests"),
        ("http", {"answer": "unavailable", "share": 0}, "1 to 100 (percent)"),
        ("file", {"how": "late"}, "by is missing"),
        ("file", {"how": "missing", "keep": 5}, "only truncated takes it"),
        ("file", {"how": "truncated", "keep": 100}, "0 to 99 (percent)"),
        ("command", {}, "run is missing"),
        ("switch", {"mode": "503", "settings": {"a": [1]}}, "plain values"),
    ],
)
def test_bad_parameters_are_told_in_plain_words(kind, params, says):
    problems = kind_named(kind).check(params)
    assert any(says in problem for problem in problems), problems


def test_defaults_are_filled_in():
    toxic = kind_named("slicer").make({"average_size": 10})
    assert dict(toxic.attributes) == {"average_size": 10, "size_variation": 0, "delay": 0}
    assert (toxic.stream, toxic.toxicity) == ("downstream", 100)


def test_names_are_unique_and_every_kind_has_words():
    assert len({kind.name for kind in TABLE}) == len(TABLE)
    assert all(kind.words and kind.description for kind in TABLE)


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("continuity.faults.kinds", {"requests", "toxiproxy", "http.client"}),
        ("continuity.faults.guard", {"requests", "toxiproxy", "click", "yaml", "sqlite3", "asyncio"}),
        ("continuity.faults.halt", {"requests", "toxiproxy", "click", "yaml", "sqlite3", "asyncio"}),
        ("continuity.faults.recover", {"requests", "toxiproxy", "click", "yaml", "sqlite3", "asyncio"}),
    ],
)
def test_what_must_start_fast_imports_little(module, forbidden):
    code = f"import sys, {module}; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not forbidden & set(eval(done.stdout))
