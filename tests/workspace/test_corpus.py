"""Each file in valid/ is clean by itself; each in invalid/ yields the codes that its first line expects."""

from pathlib import Path

import pytest

from continuity.workspace.load import check_file
from continuity.workspace.reader import FAST, PURE

HERE = Path(__file__).parent
LOADERS = pytest.mark.parametrize("loader", [FAST, PURE], ids=["libyaml", "pure"])


@LOADERS
@pytest.mark.parametrize("path", sorted((HERE / "valid").glob("*.yaml")), ids=lambda path: path.stem)
def test_valid_file_is_clean(path, loader):
    assert check_file(path, path.name, loader) == ()


@LOADERS
@pytest.mark.parametrize("path", sorted((HERE / "invalid").glob("*.yaml")), ids=lambda path: path.stem)
def test_invalid_file_yields_the_codes_it_expects(path, loader):
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# expect: ").split(", ")
    found = check_file(path, path.name, loader)
    assert {finding.code for finding in found} == set(expected)
    assert all(finding.line > 1 for finding in found if finding.code != "format-unknown")
