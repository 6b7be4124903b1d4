from pathlib import Path

import pytest

from stancebook.checksums import check_release, write_checksums
from stancebook.schema import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two files and their checksums."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.jsonl").write_text("{}\n")
    (tmp_path / "README.md").write_text("# A\n")
    write_checksums(tmp_path)
    return tmp_path


def states(folder: Path) -> dict[str, str]:
    table = check_release(folder)
    return dict(zip(table["file"], table["state"], strict=True))


def test_files_as_they_were_released_are_ok(folder: Path):
    """Untouched files are ok, and what a user joined is not looked at."""
    (folder / "local").mkdir()
    (folder / "local" / "x.jsonl").write_text("{}")

    assert {"README.md": "ok", "data/a.jsonl": "ok"} == states(folder)


def test_each_change_is_named(folder: Path):
    """A changed, a missing and an added file are told apart."""
    (folder / "README.md").write_text("# B\n")
    (folder / "data" / "a.jsonl").unlink()
    (folder / "data" / "b.jsonl").write_text("{}")

    assert {
        "README.md": "changed",
        "data/a.jsonl": "missing",
        "data/b.jsonl": "not listed",
    } == states(folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", ""])
def test_a_checksum_cannot_point_outside(folder: Path, name: str):
    """A list that names a file elsewhere is refused, with its line."""
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  {name}\n")

    with pytest.raises(InputError, match=r"SHA256SUMS:1: this is no checksum"):
        check_release(folder)


def test_without_checksums_it_is_no_release(tmp_path: Path):
    """A folder without a list cannot be checked."""
    with pytest.raises(InputError, match="cannot be read"):
        check_release(tmp_path)
