"""Reading YAML strictly: what words mean, where they stand, and that no bytes can break it."""

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from continuity.workspace.findings import Finding
from continuity.workspace.reader import FAST, PURE, read_document, read_file

LOADERS = pytest.mark.parametrize("loader", [FAST, PURE], ids=["libyaml", "pure"])


def codes(data, loader=FAST):
    return [finding.code for finding in read_document(data, "f.yaml", loader)[1]]


def test_libyaml_is_used_where_it_is_there():
    import yaml

    assert not yaml.__with_libyaml__ or FAST is yaml.CBaseLoader


@LOADERS
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12:30", "12:30"), ("1:30:15", "1:30:15"), ("no", "no"), ("on", "on"), ("NO", "NO"), ("y", "y"),
        ("010", 10), ("08", 8), ("0o10", 8), ("0x1F", 31), ("-5", -5), ("1_000", "1_000"),
        ("2026-01-05", "2026-01-05"), ("=", "="), ("<<", "<<"), ("true", True), ("False", False), ("yes", "yes"),
        ("~", None), ("", None), ("null", None), ("'null'", "null"), ('"1"', "1"), ("+33 1 99", "+33 1 99"),
        ("15m", "15m"), ("5000.00 EUR", "5000.00 EUR"), (".", "."), ("-", [None]), ("1.0.0", "1.0.0"), ("tRue", "tRue"),
    ],
)  # fmt: skip
def test_plain_words_mean_what_they_look_like(written, meant, loader):
    document, findings = read_document(f"a:\n  {written}".encode(), "f.yaml", loader)
    assert findings == []
    assert document.value == {"a": meant}
    assert type(document.value["a"]) is type(meant)


@LOADERS
@pytest.mark.parametrize("number", ["1.5", "1e3", "-.5", "1.", ".inf", "-.INF", ".NaN", "9007199254740992", "9" * 5000])
def test_inexact_number_is_a_finding_not_a_float(number, loader):
    document, findings = read_document(f"a: {number}".encode(), "f.yaml", loader)
    assert [(finding.code, finding.line, finding.column) for finding in findings] == [("yaml-number", 1, 4)]
    assert document.value == {"a": number}


@LOADERS
def test_every_value_and_key_has_its_place(loader):
    text = "a:\n  - b: 1\n    c/d~: [x, y]\n"
    document, _ = read_document(text.encode(), "f.yaml", loader)
    assert document.spot("/a/0/b") == (2, 8)
    assert document.key_spot("/a/0/b") == (2, 5)
    assert document.spot("/a/0/c~1d~0/1") == (3, 15)
    assert document.spot("/a/0/missing/deeper") == document.spot("/a/0") == (2, 5)


@LOADERS
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"), (b"# only words\n", "file-empty"), (b"\x00\x01", "file-binary"),
        (b"\x89PNG\r\n\x1a\n\x00", "file-binary"), ("a: é".encode("latin-1"), "file-encoding"),
        ("a: b".encode("utf-16"), "file-encoding"), ("a: b".encode("utf-32"), "file-encoding"),
        (b"[" * 100_000, "yaml-too-much"), (b"- " * 1000, "yaml-too-much"), (b"{a: " * 200, "yaml-too-much"),
        (b"[" + b"a," * 70_000 + b"]", "yaml-too-much"), (b"a: &x\n  *x", "yaml-anchor"),
        (b"[" + b"1.5, " * 500 + b"]", "file-too-many-problems"), (b"a: 'x", "yaml-syntax"),
        (b'a: "\\UFFFFFFFF"', "yaml-syntax"), (b"a: \x1b[31mred", "yaml-control-character"),
        (b"%YAML 9.9\n---\na: b\n...\n%TAG ! x\n", "yaml-syntax"), (b"? {a: b}\n: c", "yaml-key"),
    ],
)  # fmt: skip
def test_hostile_bytes_are_a_finding(data, code, loader):
    assert code in codes(data, loader)


def test_file_too_large_is_not_read(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: " + b"x" * (10 * 1024 * 1024))
    assert [finding.code for finding in read_file(path, "big.yaml")[1]] == ["file-too-large"]


def test_what_is_no_file_is_a_finding(tmp_path):
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "broken.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("loop", "broken", "folder", "pipe", "missing", "x" * 300, "nul\0"):
        document, findings = read_file(tmp_path / f"{name}.yaml", "f.yaml")
        assert document is None
        assert [finding.code for finding in findings] == ["file-unreadable"], name


def test_unreadable_file_is_a_finding(tmp_path, monkeypatch):
    path = tmp_path / "secret.yaml"
    path.write_text("a: 1")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    assert "Permission denied" in read_file(path, "f.yaml")[1][0].message


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@example(b"\xef\xbb\xbf")
@example(b"a: !<tag:yaml.org,2002:int> x")
@example(b"--- |\n \xc2\x85")
@settings(max_examples=400, deadline=None)
def test_no_bytes_make_reading_raise(data):
    for loader in (FAST, PURE):
        document, findings = read_document(data, "f.yaml", loader)
        assert document is not None or findings
        assert all(isinstance(finding, Finding) and finding.line >= 1 and finding.column >= 1 for finding in findings)


SIGNS = [
    "a",
    "b:",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    ": ",
    "\n",
    "\n  ",
    '"',
    "'",
    "&x ",
    "*x",
    "!t ",
    "|",
    ">",
    "#",
    "?",
    "---",
]
WORDS = st.sampled_from([*SIGNS, "1", "\t", "é"])


@given(st.lists(WORDS, max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_mixture_of_yaml_signs_makes_reading_raise(text):
    for loader in (FAST, PURE):
        document, findings = read_document(text.encode(), "f.yaml", loader)
        assert document is not None or findings
